import CallQueues
import Testing
import Timekeeping

@Suite struct OfferTests {
  @Test func theAgentWhoHasBeenFreeTheLongestIsOfferedTheTicketUntilTheRingTimeIsOver() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    #expect(
      bench.at(0, .enter(.of("t"))) == [.offer(offer(1, "t", "ana", until: 20)), .place("t", 1, wait: nil)])
    #expect(bench.deadline == 20)
    #expect(bench.machine.status(of: "ana") == .ringing("t"))
    #expect(bench.at(5, .offerAccepted("t", OfferID(1))) == [.connect(offer(1, "t", "ana", until: 20))])
    #expect(bench.machine.status(of: "ana") == .talking("t"))
    #expect(bench.deadline == nil)
  }

  @Test func anUnansweredPhoneIsUnreachableAndTheNextAgentRingsInTheSameBreath() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(19.9, .deadlineReached) == [])
    #expect(
      bench.at(20, .deadlineReached) == [
        .withdraw(offer(1, "t", "ana", until: 20), .ringTimeout), .offer(offer(2, "t", "ben", until: 40)),
      ])
    #expect(bench.machine.status(of: "ana") == .unreachable)
    #expect(bench.at(25, .offerAccepted("t", OfferID(2))) == [.connect(offer(2, "t", "ben", until: 40))])
  }

  @Test func aPhoneThatRegistersAgainIsOfferedWhatWaits() {
    let queue = QueueSettings(id: "support", nobody: .wait)
    var bench = QueueBench([queue], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(20, .deadlineReached) == [.withdraw(offer(1, "t", "ana", until: 20), .ringTimeout)])
    #expect(bench.deadline == 300)
    #expect(bench.at(60, .signedIn("ana")) == [.offer(offer(2, "t", "ana", until: 80))])
  }

  @Test(arguments: [DeclineReason.declined, .busy, .failed])
  func whoDeclinesIsBusyOrFailsRestsAndIsThenTheLastOfTheFree(_ reason: DeclineReason) {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(3, .offerDeclined("t", OfferID(1), reason)) == [.offer(offer(2, "t", "ben", until: 23))])
    #expect(bench.machine.status(of: "ana") == .resting(until: Moment(sinceZero: .seconds(113))))
    #expect(bench.at(4, .offerDeclined("t", OfferID(2), reason)) == [])
    #expect(bench.at(13, .deadlineReached) == [.offer(offer(3, "t", "ana", until: 33))])
  }

  @Test(arguments: [DeclineReason.noAnswer, .unreachable])
  func aPhoneThatDoesNotAnswerIsUnreachable(_ reason: DeclineReason) {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(1, .offerDeclined("t", OfferID(1), reason)) == [.offer(offer(2, "t", "ben", until: 21))])
    #expect(bench.machine.status(of: "ana") == .unreachable)
  }

  @Test func aCallerWhoLeavesStopsTheRingingAndTheAgentLosesNothing() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(
      bench.at(8, .leave("t", .abandoned)) == [.withdraw(offer(1, "t", "ana", until: 20), .ticketGone)])
    #expect(bench.machine.status(of: "ana") == .available(since: Moment(sinceZero: .seconds(1))))
    #expect(bench.at(9, .enter(.of("u"))).offers.map(\.agent) == ["ana"])
  }

  @Test func anOfferToACallerWhoIsGoneGivesTheAgentBackAndTheTicketUp() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(1, .offerDeclined("t", OfferID(1), .callerGone)) == [])
    #expect(bench.machine.gauges.waiting == ["support": 0])
    #expect(bench.machine.status(of: "ana") == .available(since: Moment(sinceZero: .seconds(1))))
  }

  @Test func wrapUpFollowsAConversationAndThenTheAgentIsOfferedWhatWaits() {
    var bench = QueueBench([QueueSettings(id: "support", wrapUp: .seconds(30))], agents: [.named("ana")])
    _ = bench.at(0, .enter(.of("t")))
    _ = bench.at(1, .offerAccepted("t", OfferID(1)))
    _ = bench.at(2, .enter(.of("u")))
    #expect(bench.at(60, .conversationEnded("t")) == [])
    #expect(bench.machine.status(of: "ana") == .wrappingUp(until: Moment(sinceZero: .seconds(190))))
    #expect(bench.deadline == 90)
    #expect(bench.at(90, .deadlineReached) == [.offer(offer(2, "u", "ana", until: 110))])
  }

  @Test func everyDecisionIsRecordedWithItsReason() {
    var bench = QueueBench([QueueSettings(id: "support")], agents: [.named("ana"), .named("ben")])
    let effects = bench.everything(at: 0, .enter(.of("t")))
    #expect(
      effects.compactMap(\.record) == [
        QueueRecord(
          at: bench.now.wall, event: .entered("t", "support", place: 1, priority: .normal), why: "0 wait before it"),
        QueueRecord(
          at: bench.now.wall, event: .offered("t", "support", "ana", OfferID(1), waited: .zero),
          why: "free the longest (99 s) of 2 who fit"),
        QueueRecord(at: bench.now.wall, event: .agent("ana", .ringing), why: "offered t"),
      ])
  }
}
