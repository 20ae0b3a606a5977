import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing

@Suite struct DialPlanTests {
  private let plan = DialPlan(
    agents: ["201": "ana", "202": "ben", "300": "cleo"], release: FrontDesk.release(), queues: ["support", "112"])

  @Test(
    arguments: [
      ("202", .agent("ben", phone: Redacted("202"))), ("100", .flow("front-desk")), ("support", .queue("support")),
      ("+34 600-111.222", .outside(Redacted("+34600111222"))), ("(0034)600", .outside(Redacted("0034600"))),
      ("112", .queue("112")), ("091", .outside(Redacted("091"))),
      ("12345678901234567890", .outside(Redacted("12345678901234567890"))),
    ] as [(String, TransferTarget)])
  func aNumberLeadsToAnAgentAFlowAQueueOrOutside(_ number: String, _ target: TransferTarget) {
    #expect(plan.target(of: number) == target)
  }

  @Test(
    arguments: [
      "", "+", "12", "+12", "123456789012345678901", "sales", "Support", "600a", "6+00", "++600", "600,1", "*31#600",
      "٦٠٠١", "600\r\n", "sip:600@x",
    ])
  func whatIsNoNumberLeadsNowhere(_ text: String) {
    #expect(plan.target(of: text) == .nobody)
  }
}
