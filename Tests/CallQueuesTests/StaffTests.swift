import CallQueues
import Testing
import Timekeeping

@Suite struct StaffTests {
  @Test func whoSignsOutWhileThePhoneRingsIsAskedNoMore() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(
      bench.at(2, .signedOut("ana")) == [
        .withdraw(offer(1, "t", "ana", until: 20), .agentGone), .offer(offer(2, "t", "ben", until: 22)),
      ])
    #expect(bench.machine.status(of: "ana") == .signedOut)
  }

  @Test func aBreakTakenInAConversationBeginsAfterItsWrapUp() {
    var bench = QueueBench([QueueSettings(id: "support", wrapUp: .seconds(30))], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(5, .paused("ana", true))
    #expect(bench.machine.status(of: "ana") == .talking("t"))
    _ = bench.at(10, .conversationEnded("t"))
    #expect(bench.machine.status(of: "ana")?.kind == .wrappingUp)
    _ = bench.at(40, .deadlineReached)
    #expect(bench.machine.status(of: "ana") == .paused)
  }

  @Test func aBreakOutlastsARegistration() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .paused("ana", true))
    _ = bench.at(1, .signedOut("ana"))
    _ = bench.at(2, .signedIn("ana"))
    #expect(bench.machine.status(of: "ana") == .paused)
  }

  @Test func aRemovedAgentFinishesTheConversationAndIsGone() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    #expect(bench.at(2, .agents([.named("ben")])) == [])
    #expect(bench.machine.status(of: "ana") == .talking("t"))
    _ = bench.at(3, .signedIn("ana"))
    _ = bench.at(9, .conversationEnded("t"))
    #expect(bench.machine.status(of: "ana") == nil)
    #expect(bench.machine.gauges.agents == [.available: 1])
  }

  @Test func aRemovedAgentWhosePhoneRingsIsAskedNoMore() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(
      bench.at(1, .agents([.named("ben")])) == [
        .withdraw(offer(1, "t", "ana", until: 20), .agentGone), .offer(offer(2, "t", "ben", until: 21)),
      ])
    #expect(bench.machine.status(of: "ana") == nil)
  }

  @Test func whoSignedOutInAConversationIsSignedOutAfterIt() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(2, .signedOut("ana"))
    _ = bench.at(9, .conversationEnded("t"))
    #expect(bench.machine.status(of: "ana") == .signedOut)
  }

  @Test func anAgentWhoIsGivenAQueueTakesWhatWaitsThere() {
    let queues = [QueueSettings(id: "support"), QueueSettings(id: "sales", nobody: .wait)]
    var bench = QueueBench(queues, agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t", in: "sales")))
    #expect(
      bench.at(1, .agents([.named("ana", queues: ["support", "sales"])])) == [
        .offer(offer(1, "t", "ana", until: 21))
      ])
  }

  @Test func anAgentWhoLosesAQueueLeavesItsTicketsToNobody() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .paused("ana", true))
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(1, .agents([.named("ana", queues: [])])) == [.outcome("t", .nobody)])
  }

  @Test func theSoleAgentWhoDoesNotAnswerIsNobody() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(
      bench.at(20, .deadlineReached) == [
        .withdraw(offer(1, "t", "ana", until: 20), .ringTimeout), .outcome("t", .nobody),
      ])
  }
}
