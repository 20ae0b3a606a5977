import CallQueues
import Testing
import Timekeeping

/// What waiting makes of a ticket.
@Suite struct PatienceTests {
  private static let english = Agent.named("ana", languages: ["en"])
  private static let spanish = Agent.named("eva", languages: ["es"])

  @Test func aNeedThatIsDroppedOpensTheTicketToEverybody() {
    let queue = QueueSettings(id: "support", relax: [NeedRelaxation(after: .seconds(60), need: "language")])
    var bench = QueueBench([queue], agents: [Self.english, Self.spanish])
    _ = bench.at(0, .paused("eva", true))
    #expect(bench.at(0, .enter(.of("t", language: "es"))).offers.isEmpty)
    #expect(bench.deadline == 60)
    let effects = bench.everything(at: 60, .deadlineReached)
    #expect(effects.offers.map(\.agent) == ["ana"])
    #expect(effects.events.contains(.needRelaxed("t", "support", need: "language")))
  }

  @Test func aLevelThatIsLoweredOpensItToThoseWhoHaveIt() {
    var beginner = Agent.named("ana")
    beginner.skills = ["product": ["router:2"]]
    let relax = [
      NeedRelaxation(after: .seconds(60), need: "product", value: "router:1"),
      NeedRelaxation(after: .seconds(30), need: "product", value: "router:3"),
    ]
    var bench = QueueBench([QueueSettings(id: "support", relax: relax)], agents: [beginner])
    let request = TicketRequest(ticket: "t", queue: "support", needs: ["product": "router:7"])
    #expect(bench.at(0, .enter(request)).offers.isEmpty)
    #expect(bench.at(30, .deadlineReached).offers.isEmpty)
    #expect(bench.at(60, .deadlineReached).offers.map(\.agent) == ["ana"])
  }

  @Test func somebodyWhoCouldTakeItLaterIsSomebody() {
    let queue = QueueSettings(
      id: "support", nobody: .after(.zero), relax: [NeedRelaxation(after: .seconds(60), need: "language")])
    var bench = QueueBench([queue], agents: [Self.english])
    #expect(bench.at(0, .enter(.of("t", language: "es"))) == [.place("t", 1, wait: nil)])
    #expect(bench.at(10, .signedOut("ana")) == [.outcome("t", .nobody)])
  }

  @Test func aSecondQueuesAgentsTakeItOnceItHasWaitedLongEnoughAndItsPlaceStays() {
    let queues = [
      QueueSettings(id: "support", nobody: .wait, overflow: QueueOverflow(after: .seconds(180), also: "general")),
      QueueSettings(id: "general", nobody: .wait),
    ]
    var bench = QueueBench(queues, agents: [.named("ana"), .named("gil", queues: ["general"])])
    _ = bench.at(0, .paused("ana", true))
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .enter(.of("u")))
    #expect(bench.deadline == 180)
    let effects = bench.everything(at: 180, .deadlineReached)
    #expect(effects.offers == [offer(1, "t", "gil", until: 200)])
    #expect(effects.events.contains(.overflowed("t", "general")))
    #expect(bench.machine.gauges.waiting == ["support": 2, "general": 0])
    _ = bench.at(181, .deadlineReached)
    #expect(bench.at(182, .paused("ana", false)).offers.map(\.ticket) == ["u"])
    #expect(
      bench.at(183, .offerAccepted("t", OfferID(1))) == [
        .connect(offer(1, "t", "gil", until: 200)), .place("u", 1, wait: nil),
      ])
    #expect(bench.machine.gauges.waiting == ["support": 1, "general": 0])
  }

  @Test func whoHasWaitedLongerElsewhereComesBeforeTheQueuesOwn() {
    let queues = [
      QueueSettings(id: "support", nobody: .wait, overflow: QueueOverflow(after: .seconds(30), also: "general")),
      QueueSettings(id: "general", nobody: .wait),
    ]
    var bench = QueueBench(queues, agents: [.named("gil", queues: ["general"])])
    _ = bench.at(0, .paused("gil", true))
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(5, .enter(.of("g", in: "general")))
    _ = bench.at(30, .deadlineReached)
    #expect(bench.at(40, .paused("gil", false)).offers.map(\.ticket) == ["t"])
  }

  @Test func theQueuesWeightDecidesWhoseSecondsCountMore() {
    let queues = [QueueSettings(id: "sales", weight: 3), QueueSettings(id: "support")]
    var bench = QueueBench(queues, agents: [.named("ana", queues: ["support", "sales"])])
    _ = bench.at(0, .paused("ana", true))
    _ = bench.at(0, .enter(.of("early")))
    _ = bench.at(20, .enter(.of("late", in: "sales")))
    var other = bench
    #expect(bench.at(29, .paused("ana", false)).offers.map(\.ticket) == ["early"])
    #expect(other.at(31, .paused("ana", false)).offers.map(\.ticket) == ["late"])
  }
}

/// The agent who knows the caller.
@Suite struct SameAgentTests {
  private func request(_ ticket: TicketID, _ agent: AgentID) -> TicketRequest {
    TicketRequest(ticket: ticket, queue: "support", preferred: agent)
  }

  private func bench() -> QueueBench {
    QueueBench([QueueSettings(id: "support", wrapUp: .zero)], agents: [.named("ana"), .named("ben")])
  }

  @Test func isAskedBeforeOthersWhoHaveBeenFreeForLonger() {
    var bench = bench()
    let effects = bench.everything(at: 0, .enter(request("t", "ben")))
    #expect(effects.offers.map(\.agent) == ["ben"])
    #expect(effects.compactMap(\.record?.why).contains("has talked with the caller before"))
  }

  @Test func isWaitedForThoughAnotherIsFreeAndThenWhoeverIsFreeIsAsked() {
    var bench = bench()
    let first = bench.at(0, .enter(request("t", "ben"))).offers[0]
    _ = bench.at(0, .offerAccepted("t", first.id))
    let effects = bench.everything(at: 1, .enter(request("u", "ben")))
    #expect(effects.offers.isEmpty)
    #expect(effects.events.contains(.preferring("u", "support", "ben")))
    #expect(bench.deadline == 21)
    #expect(bench.at(21, .deadlineReached).offers.map(\.agent) == ["ana"])
  }

  @Test func whoBecomesFreeInTimeHasTheCaller() {
    var bench = bench()
    let first = bench.at(0, .enter(request("t", "ben"))).offers[0]
    _ = bench.at(0, .offerAccepted("t", first.id))
    _ = bench.at(1, .enter(request("u", "ben")))
    #expect(bench.at(9, .conversationEnded("t")).offers.map(\.agent) == ["ben"])
  }

  @Test func whoIsNotThereOrGoesIsNotWaitedFor() {
    var bench = bench()
    _ = bench.at(0, .paused("ben", true))
    #expect(bench.at(1, .enter(request("t", "ben"))).offers.map(\.agent) == ["ana"])
    _ = bench.at(2, .offerAccepted("t", OfferID(1)))
    _ = bench.at(3, .conversationEnded("t"))
    _ = bench.at(4, .paused("ben", false))
    let next = bench.at(5, .enter(request("u", "ben"))).offers[0]
    _ = bench.at(5, .offerAccepted("u", next.id))
    #expect(bench.at(6, .enter(request("v", "ben"))).offers.isEmpty)
    #expect(bench.at(7, .signedOut("ben")).offers.map(\.agent) == ["ana"])
  }

  @Test func whoDeclinesIsNotAskedAloneAgain() {
    var bench = bench()
    _ = bench.at(0, .enter(request("t", "ben")))
    #expect(bench.at(1, .offerDeclined("t", OfferID(1), .declined)).offers.map(\.agent) == ["ana"])
  }
}
