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
      ("+34600111222,,12#", "+34600111222", ",,12#"), ("0034 600-111,*4", "0034600111", ",*4"),
      ("600111;postd=pp22", "600111", ",,22"), ("600111;postd=22", "600111", ",22"),
      ("600111;postd=w1-2", "600111", ",12"), ("600111,1,2", "600111", ",1,2"), ("600111,", "600111", ","),
      ("600111,AD", "600111", ",AD"),
    ] as [(String, String, String)])
  func whatStandsBehindANumberOutsideIsPressedThere(_ text: String, _ number: String, _ keys: String) {
    #expect(plan.target(of: text) == .outside(Redacted(number), thenPress: Redacted(keys)))
  }

  @Test(
    arguments: [
      "", "+", "12", "+12", "123456789012345678901", "sales", "Support", "600a", "6+00", "++600", "600,x", "*31#600",
      ",1", "202,1", "100,1", "12,34", "600;postd=x",
      "600,12345678901234567890123456789012",
      "٦٠٠١", "600\r\n", "sip:600@x",
    ])
  func whatIsNoNumberLeadsNowhere(_ text: String) {
    #expect(plan.target(of: text) == .nobody)
  }
}
