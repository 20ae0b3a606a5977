import CallQueues
import Testing
import Timekeeping

/// Who is asked first, by the queue's strategy.
@Suite struct StrategyTests {
  private static func bench(
    _ strategy: RoutingStrategy, agents: [Agent] = [.named("ana"), .named("ben"), .named("cyd")]
  )
    -> QueueBench
  {
    QueueBench([QueueSettings(id: "support", strategy: strategy, wrapUp: .zero)], agents: agents)
  }

  /// A conversation of that many seconds with whoever is asked first, begun that many seconds after 100 s.
  private func talk(_ bench: inout QueueBench, _ ticket: TicketID, at begin: Double, for seconds: Double) -> AgentID? {
    guard let offer = bench.at(begin, .enter(.of(ticket))).offers.first else { return nil }
    _ = bench.at(begin, .offerAccepted(ticket, offer.id))
    _ = bench.at(begin + seconds, .conversationEnded(ticket))
    return offer.agent
  }

  @Test func fewestCallsAsksWhoHasHadTheFewestConversations() {
    var bench = Self.bench(.fewestCalls)
    #expect(talk(&bench, "t1", at: 0, for: 1) == "ana")
    #expect(talk(&bench, "t2", at: 2, for: 1) == "ben")
    #expect(talk(&bench, "t3", at: 4, for: 1) == "cyd")
    #expect(talk(&bench, "t4", at: 6, for: 1) == "ana")
    let events = bench.everything(at: 9, .enter(.of("t5"))).compactMap(\.record?.why)
    #expect(events.contains("has had the fewest conversations (1) of 3 who fit"))
  }

  @Test func leastTalkTimeAsksWhoHasTalkedTheLeast() {
    var bench = Self.bench(.leastTalkTime)
    #expect(talk(&bench, "t1", at: 0, for: 60) == "ana")
    #expect(talk(&bench, "t2", at: 61, for: 10) == "ben")
    #expect(talk(&bench, "t3", at: 72, for: 30) == "cyd")
    #expect(talk(&bench, "t4", at: 103, for: 10) == "ben")
    #expect(talk(&bench, "t5", at: 114, for: 50) == "ben")
    #expect(talk(&bench, "t6", at: 165, for: 1) == "cyd")
  }

  @Test(arguments: [RoutingStrategy.fewestCalls, .leastTalkTime])
  func whoSignsInLateBeginsWithAsMuchAsTheOthersHaveOnAverage(_ strategy: RoutingStrategy) {
    var bench = Self.bench(strategy)
    _ = bench.at(0, .signedOut("cyd"))
    for number in 0..<10 { _ = talk(&bench, TicketID("t\(number)"), at: Double(number * 10), for: 5) }
    _ = bench.at(100, .signedIn("cyd"))
    let served = (0..<6).compactMap { talk(&bench, TicketID("u\($0)"), at: 110 + Double($0 * 10), for: 5) }
    #expect(served.count { $0 == "cyd" } == 2, "\(served)")
  }

  @Test func roundRobinAsksOneAfterTheOtherWhoeverAnswers() {
    var bench = Self.bench(.roundRobin)
    #expect(bench.at(0, .enter(.of("t"))).offers.map(\.agent) == ["ana"])
    #expect(bench.at(1, .offerDeclined("t", OfferID(1), .declined)).offers.map(\.agent) == ["ben"])
    #expect(bench.at(2, .offerDeclined("t", OfferID(2), .declined)).offers.map(\.agent) == ["cyd"])
    _ = bench.at(3, .offerAccepted("t", OfferID(3)))
    _ = bench.at(4, .conversationEnded("t"))
    _ = bench.at(30, .deadlineReached)
    #expect(
      (0..<4).map { talk(&bench, TicketID("u\($0)"), at: 40 + Double($0), for: 0.5) } == ["ana", "ben", "cyd", "ana"])
  }

  @Test func inOrderAsksTheFirstOfTheListWhoIsFree() {
    var bench = Self.bench(.inOrder, agents: [.named("cyd"), .named("ana"), .named("ben")])
    #expect(talk(&bench, "t1", at: 0, for: 1) == "cyd")
    #expect(talk(&bench, "t2", at: 2, for: 1) == "cyd")
    _ = bench.at(4, .paused("cyd", true))
    #expect(talk(&bench, "t3", at: 5, for: 1) == "ana")
    _ = bench.at(7, .agents([.named("ben"), .named("cyd"), .named("ana")]))
    #expect(talk(&bench, "t4", at: 8, for: 1) == "ben")
  }

  @Test func chanceAsksEverybodyAboutEquallyOften() {
    var bench = QueueBench(
      [QueueSettings(id: "support", strategy: .random, wrapUp: .zero)], agents: (0..<4).map { .named("a\($0)") })
    var asked: [AgentID: Int] = [:]
    for number in 0..<2000 {
      guard let agent = talk(&bench, TicketID("t\(number)"), at: Double(number), for: 0.5) else { continue }
      asked[agent, default: 0] += 1
    }
    #expect(asked.values.reduce(0, +) == 2000)
    #expect(asked.values.allSatisfy { (430...570).contains($0) }, "\(asked)")
  }

  @Test func aStrategyThatChangesHoldsForThoseWhoAreFreeAlready() {
    var bench = Self.bench(.longestIdle, agents: [.named("ana"), .named("ben")])
    #expect(talk(&bench, "t1", at: 0, for: 1) == "ana")
    _ = bench.at(2, .queues([QueueSettings(id: "support", strategy: .inOrder, wrapUp: .zero)]))
    #expect(talk(&bench, "t2", at: 3, for: 1) == "ana")
  }

  @Test func whoMastersWhatIsNeededBestIsAskedFirstWhateverTheStrategy() {
    var agents: [Agent] = [.named("ana"), .named("ben"), .named("cyd"), .named("dan")]
    for (index, skill) in ["router:3", "router", "router:8", "tv:9"].enumerated() {
      agents[index].skills = ["product": [skill]]
    }
    var bench = QueueBench([QueueSettings(id: "support")], agents: agents)
    func request(_ ticket: TicketID, _ need: String) -> TicketRequest {
      TicketRequest(ticket: ticket, queue: "support", needs: ["product": need])
    }
    #expect(bench.at(0, .enter(request("t1", "router"))).offers.map(\.agent) == ["cyd"])
    #expect(bench.at(1, .enter(request("t2", "router:5"))).offers.map(\.agent) == ["ben"])
    #expect(bench.at(2, .enter(request("t3", "router:5"))).offers.isEmpty)
    #expect(bench.at(3, .enter(request("t4", "router"))).offers.map(\.agent) == ["ana"])
  }
}
