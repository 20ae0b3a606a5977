import CallQueues
import Testing
import Timekeeping

@Suite struct PlaceTests {
  @Test func aPlaceIsToldWhenItChangesAndOnlyThen() {
    var bench = QueueBench([QueueSettings(id: "support", nobody: .wait)])
    #expect(bench.at(0, .enter(.of("a"))) == [.place("a", 1, wait: nil)])
    #expect(bench.at(0, .enter(.of("b"))) == [.place("b", 2, wait: nil)])
    #expect(bench.at(0, .enter(.of("c"))) == [.place("c", 3, wait: nil)])
    #expect(bench.at(1, .leave("b", .left)) == [.place("c", 2, wait: nil)])
    #expect(bench.at(2, .leave("c", .left)) == [])
    #expect(
      bench.at(3, .enter(.of("d", priority: .high))) == [.place("d", 1, wait: nil), .place("a", 2, wait: nil)])
  }

  @Test func noWaitIsToldFromFewerThanFiveConversationsOfTheLastHour() {
    let queue = QueueSettings(id: "support", wrapUp: .seconds(30), nobody: .wait)
    var bench = QueueBench([queue], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .paused("ben", true))
    for number in 1...5 {
      let start = Double(number) * 1000
      _ = bench.at(start, .enter(.of(TicketID("t\(number)"))))
      _ = bench.at(start, .offerAccepted(TicketID("t\(number)"), OfferID(UInt64(number))))
      #expect(bench.at(start + 1, .enter(.of("next"))) == [.place("next", 1, wait: nil)])
      _ = bench.at(start + 2, .leave("next", .left))
      _ = bench.at(start + 90, .conversationEnded(TicketID("t\(number)")))
      _ = bench.at(start + 120, .deadlineReached)
    }
    _ = bench.at(5200, .paused("ana", true))
    _ = bench.at(5200, .enter(.of("a")))
    _ = bench.at(5200, .paused("ana", false))
    // One agent serves, and a conversation with its wrap-up takes 120 s; the first observation is over an hour old.
    #expect(bench.at(5201, .enter(.of("b"))) == [.place("b", 2, wait: nil)])
  }

  @Test func theWaitIsPlaceTimesPaceSharedByTheAgentsWhoServe() {
    let queue = QueueSettings(id: "support", wrapUp: .seconds(30), nobody: .wait)
    var bench = QueueBench([queue], agents: [.named("ana"), .named("ben"), .named("eva")])
    _ = bench.at(0, .paused("ben", true))
    _ = bench.at(0, .paused("eva", true))
    for number in 1...5 {
      let start = Double(number) * 200
      _ = bench.at(start, .enter(.of(TicketID("t\(number)"))))
      _ = bench.at(start, .offerAccepted(TicketID("t\(number)"), OfferID(UInt64(number))))
      _ = bench.at(start + 90, .conversationEnded(TicketID("t\(number)")))
      _ = bench.at(start + 120, .deadlineReached)
    }
    let first = bench.at(1200, .enter(.of("a")))
    #expect(first.last == .place("a", 1, wait: .seconds(120)))
    _ = bench.at(1200, .offerAccepted("a", OfferID(6)))
    _ = bench.at(1201, .enter(.of("b")))
    _ = bench.at(1201, .paused("ben", false))
    #expect(bench.at(1202, .enter(.of("c"))) == [.place("c", 2, wait: .seconds(120))])
  }

  @Test func theGaugesCountWhatThereIs() {
    let queues = [QueueSettings(id: "support", nobody: .wait), QueueSettings(id: "sales", nobody: .wait)]
    var bench = QueueBench(queues, agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("a")))
    _ = bench.at(0, .offerAccepted("a", OfferID(1)))
    _ = bench.at(1, .enter(.of("b")))
    _ = bench.at(2, .enter(.of("c", in: "sales")))
    let gauges = bench.machine.gauges
    #expect(gauges.waiting == ["support": 1, "sales": 1])
    #expect(gauges.oldest["sales"] == Moment(sinceZero: .seconds(102)))
    #expect(gauges.offers == 1 && gauges.conversations == 1)
    #expect(gauges.agents == [.talking: 1, .ringing: 1])
    #expect("\(bench.machine)" == "queues · 1 waiting · 1 offered · 1 talking · 2 agents, 0 free")
  }
}
