import CallQueues
import Testing
import Timekeeping

/// A queue that asks all its agents at once.
@Suite struct RingAllTests {
  private func bench(_ agents: [Agent] = [.named("ana"), .named("ben"), .named("cyd")]) -> QueueBench {
    QueueBench([QueueSettings(id: "support", strategy: .ringAll, ring: .seconds(20))], agents: agents)
  }

  @Test func theFirstWhoAnswersHasTheCallerAndTheOthersLoseNothing() {
    var bench = bench()
    #expect(bench.at(0, .enter(.of("t"))).offers.map(\.agent) == ["ana", "ben", "cyd"])
    let effects = bench.at(4, .offerAccepted("t", OfferID(2)))
    #expect(
      effects == [
        .withdraw(offer(1, "t", "ana", until: 20), .answeredElsewhere),
        .withdraw(offer(3, "t", "cyd", until: 20), .answeredElsewhere), .connect(offer(2, "t", "ben", until: 20)),
      ])
    #expect(bench.machine.status(of: "ana") == .available(since: Moment(sinceZero: .seconds(1))))
    #expect(bench.at(5, .offerAccepted("t", OfferID(1))) == [.tooLate("t", OfferID(1))])
    #expect(bench.at(6, .enter(.of("u"))).offers.map(\.agent) == ["ana", "cyd"])
  }

  @Test func whoBecomesFreeRingsToo() {
    var bench = bench()
    _ = bench.at(0, .paused("cyd", true))
    #expect(bench.at(1, .enter(.of("t"))).offers.count == 2)
    #expect(bench.at(5, .paused("cyd", false)) == [.offer(offer(3, "t", "cyd", until: 25))])
  }

  @Test func whoDeclinesStopsRingingAloneAndWhoDoesNotAnswerIsUnreachable() {
    var bench = bench()
    _ = bench.at(0, .enter(.of("t")))
    #expect(bench.at(3, .offerDeclined("t", OfferID(1), .declined)) == [])
    #expect(bench.machine.status(of: "ben") == .ringing("t"))
    #expect(bench.at(13, .deadlineReached) == [.offer(offer(4, "t", "ana", until: 33))])
    let effects = bench.at(20, .deadlineReached)
    #expect(
      effects == [
        .withdraw(offer(2, "t", "ben", until: 20), .ringTimeout),
        .withdraw(offer(3, "t", "cyd", until: 20), .ringTimeout),
      ])
    #expect(bench.machine.status(of: "ben") == .unreachable)
  }

  @Test func aCallerWhoLeavesStopsAllPhones() {
    var bench = bench()
    _ = bench.at(0, .enter(.of("t")))
    let effects = bench.at(2, .leave("t", .abandoned))
    #expect(effects.count == 3)
    #expect(bench.machine.gauges.offers == 0)
    #expect(bench.machine.gauges.agents == [.available: 3])
  }
}
