import CallQueues
import Testing
import Timekeeping

/// What the calls say and what the queue decides may cross; one truth comes out.
@Suite struct CrossingTests {
  @Test func anAcceptanceAfterItsDeadlineWasHandledIsTooLate() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(20, .deadlineReached)
    #expect(bench.at(20, .offerAccepted("t", OfferID(1))) == [.tooLate("t", OfferID(1))])
    #expect(bench.machine.status(of: "ben") == .ringing("t"))
    #expect(bench.at(21, .offerAccepted("t", OfferID(2))) == [.connect(offer(2, "t", "ben", until: 40))])
  }

  @Test func anAcceptanceBeforeItsDeadlineWasHandledCounts() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(20, .offerAccepted("t", OfferID(1))) == [.connect(offer(1, "t", "ana", until: 20))])
    #expect(bench.at(20, .deadlineReached) == [])
  }

  @Test func anAcceptanceOfAnEarlierOfferToTheSameAgentIsNotTakenForTheLaterOne() {
    var bench = QueueBench([QueueSettings(id: "support", nobody: .wait)], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(20, .deadlineReached)
    #expect(bench.at(20.1, .signedIn("ana")).offers.map(\.id) == [OfferID(2)])
    #expect(bench.at(20.2, .offerAccepted("t", OfferID(1))) == [.tooLate("t", OfferID(1))])
    #expect(bench.at(20.3, .offerDeclined("t", OfferID(1), .declined)) == [])
    #expect(bench.machine.status(of: "ana") == .ringing("t"))
  }

  @Test func twoAcceptancesOfOneTicketConnectOneAgent() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(20, .deadlineReached)
    _ = bench.at(21, .offerAccepted("t", OfferID(2)))
    #expect(bench.at(21, .offerAccepted("t", OfferID(1))) == [.tooLate("t", OfferID(1))])
    #expect(bench.at(21, .offerAccepted("t", OfferID(2))) == [.tooLate("t", OfferID(2))])
    #expect(bench.machine.status(of: "ben") == .talking("t"))
    #expect(bench.machine.gauges.conversations == 1)
  }

  @Test func aCallerWhoLeftWhileTheAcceptanceWasUnderWayEndsTheConversation() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(5, .offerAccepted("t", OfferID(1)))
    #expect(bench.at(5, .leave("t", .abandoned)) == [])
    #expect(bench.machine.gauges.conversations == 0)
    #expect(bench.machine.status(of: "ana")?.kind == .wrappingUp)
  }

  @Test func anAcceptanceAfterTheCallerLeftIsTooLateAndTheAgentStaysFree() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(5, .leave("t", .abandoned))
    #expect(bench.at(5, .offerAccepted("t", OfferID(1))) == [.tooLate("t", OfferID(1))])
    #expect(bench.machine.status(of: "ana")?.kind == .available)
  }

  @Test func whatIsUnknownChangesNothing() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    let inputs: [QueueInput] = [
      .leave("x", .left), .conversationEnded("x"), .offerDeclined("x", OfferID(7), .busy), .signedIn("nobody"),
      .signedOut("nobody"), .paused("nobody", true), .deadlineReached, .signedIn("ana"),
    ]
    for input in inputs {
      #expect(bench.everything(at: 1, input) == [], "\(input)")
    }
    #expect(bench.machine.gauges.agents == [.available: 1])
  }

  @Test func aTicketThatEntersTwiceWaitsOnce() {
    var bench = QueueBench([QueueSettings(id: "support", nobody: .wait)])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.everything(at: 1, .enter(.of("t"))) == [])
    #expect(bench.machine.tickets(in: "support") == ["t"])
  }
}
