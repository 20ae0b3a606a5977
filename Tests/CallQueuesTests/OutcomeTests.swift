import CallQueues
import Testing
import Timekeeping

@Suite struct OutcomeTests {
  @Test func withNobodySignedInACallerLeavesAtOnce() {
    var bench = QueueBench([QueueSettings(id: "support")])
    #expect(bench.at(0, .enter(.of("t"))) == [.outcome("t", .nobody)])
    #expect(bench.machine.gauges.waiting == ["support": 0])
  }

  @Test func withNobodyWhoSpeaksTheLanguageACallerLeavesAtOnce() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana", languages: ["es"])])
    #expect(bench.at(0, .enter(.of("t", language: "pl"))) == [.outcome("t", .nobody)])
    #expect(bench.at(0, .enter(.of("u", language: "es"))).offers.count == 1)
  }

  @Test func anAgentOnABreakOrInAConversationIsSomebody() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .paused("ana", true))
    #expect(bench.at(0, .enter(.of("t"))) == [.place("t", 1, wait: nil)])
    #expect(bench.at(9, .paused("ana", false)) == [.offer(offer(1, "t", "ana", until: 29))])
  }

  @Test func whenTheLastAgentLeavesEveryoneWhoWaitsIsTold() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .enter(.of("u")))
    #expect(
      bench.at(2, .signedOut("ana")) == [
        .withdraw(offer(1, "t", "ana", until: 20), .agentGone), .outcome("t", .nobody), .outcome("u", .nobody),
      ])
  }

  @Test func afterAWhileMeansWithoutABreak() {
    let queue = QueueSettings(id: "support", nobody: .after(.seconds(30)))
    var bench = QueueBench([queue], agents: [.named("ana")])
    _ = bench.at(0, .signedOut("ana"))
    #expect(bench.at(0, .enter(.of("t"))) == [.place("t", 1, wait: nil)])
    #expect(bench.deadline == 30)
    _ = bench.at(20, .signedIn("ana"))
    #expect(bench.deadline == 40)
    _ = bench.at(25, .signedOut("ana"))
    #expect(bench.at(30, .deadlineReached) == [])
    #expect(bench.deadline == 55)
    #expect(bench.at(55, .deadlineReached) == [.outcome("t", .nobody)])
  }

  @Test func whereTheRuleIsToWaitNobodyNeverHappens() {
    var bench = QueueBench([QueueSettings(id: "support", nobody: .wait, age: nil)])
    #expect(bench.at(0, .enter(.of("t"))) == [.place("t", 1, wait: nil)])
    #expect(bench.deadline == nil)
  }

  @Test func aFullQueueTakesNobodyElse() {
    var bench = QueueBench([QueueSettings(id: "support", atMost: 2, nobody: .wait)])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(0, .enter(.of("u")))
    #expect(bench.at(0, .enter(.of("v"))) == [.outcome("v", .full)])
    _ = bench.at(1, .leave("t", .left))
    #expect(bench.at(2, .enter(.of("w"))) == [.place("w", 2, wait: nil)])
  }

  @Test func theLongestWaitEndsWaitingAlsoWhileAPhoneRings() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t", longestWait: .seconds(15))))
    #expect(bench.deadline == 15)
    #expect(
      bench.at(15, .deadlineReached) == [
        .withdraw(offer(1, "t", "ana", until: 20), .ticketGone), .outcome("t", .timeout),
      ])
    #expect(bench.machine.status(of: "ana")?.kind == .available)
  }

  @Test func aQueueThatIsNotThereHasNobody() {
    var bench = QueueBench([])
    #expect(bench.at(0, .enter(.of("t", in: "gone"))) == [.outcome("t", .nobody)])
  }

  @Test func aQueueThatAReloadTookAwayGoesOnForWhoKnowsIt() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .queues([QueueSettings(id: "sales")]))
    #expect(bench.machine.gauges.waiting == ["sales": 0])
    #expect(bench.at(1, .enter(.of("t"))).offers.map(\.agent) == ["ana"])
    #expect(bench.machine.gauges.waiting == ["sales": 0, "support": 1])
  }

  @Test(arguments: [(4.9, true), (5.0, false)])
  func anAbandonSoonerThanTheShortOneIsCountedApart(_ seconds: Double, isShort: Bool) {
    var bench = QueueBench([QueueSettings(id: "support", shortAbandon: .seconds(5), nobody: .wait)])
    _ = bench.at(0, .enter(.of("t")))
    #expect(
      bench.everything(at: seconds, .leave("t", .abandoned)).events == [
        .leftQueue("t", "support", .abandoned, waited: .seconds(seconds), short: isShort)
      ])
  }
}
