import CallQueues
import Testing
import Timekeeping

/// Five hundred callers and two hundred agents.
@Suite struct CrowdTests {
  private let queue = QueueSettings(id: "support", ring: .seconds(2000), wrapUp: .seconds(30), nobody: .after(.zero))

  private func crowd() -> QueueBench {
    let agents = (0..<200).map { Agent.named("a\($0)", languages: $0 % 4 == 0 ? ["en", "pl"] : ["en"]) }
    var bench = QueueBench([queue], agents: agents)
    for number in 0..<200 { _ = bench.at(200, .paused(AgentID("a\(number)"), true)) }
    for number in 0..<500 {
      _ = bench.at(300, .enter(.of(TicketID("t\(number)"), language: number % 10 == 9 ? "pl" : "en")))
    }
    return bench
  }

  @Test func everyoneIsServedInTheirOrder() {
    var bench = crowd()
    var offers = (0..<200).flatMap { bench.at(400, .paused(AgentID("a\($0)"), false)).offers }
    #expect(offers.count == 200)
    var served = 0
    while served < offers.count {
      let offer = offers[served]
      let seconds = 400 + Double(served)
      #expect(bench.at(seconds, .offerAccepted(offer.ticket, offer.id)).contains(.connect(offer)))
      offers += bench.at(seconds + 0.5, .conversationEnded(offer.ticket)).offers
      offers += bench.at(seconds + 0.9, .deadlineReached).offers
      served += 1
    }
    #expect(served == 500)
    for language in [true, false] {
      let numbers = offers.compactMap { Int($0.ticket.rawValue.dropFirst()) }.filter { ($0 % 10 == 9) == language }
      #expect(numbers == numbers.sorted())
    }
    #expect(bench.machine.gauges.waiting == ["support": 0])
  }

  @Test func whenAllAgentsLeaveNobodyIsStranded() {
    var bench = crowd()
    var outcomes: [QueueEffect] = []
    for number in 0..<200 { outcomes += bench.at(400, .signedOut(AgentID("a\(number)"))).filter { $0.isNobody } }
    #expect(outcomes.count == 500)
    #expect(bench.machine.gauges.waiting == ["support": 0])
    #expect(bench.deadline == nil)
  }
}

extension QueueEffect {
  fileprivate var isNobody: Bool {
    if case .outcome(_, .nobody) = self { return true }
    return false
  }
}
