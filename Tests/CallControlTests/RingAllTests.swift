import CallControl
import CallQueues
import Testing

/// A queue that asks several agents at once for one caller.
@Suite struct RingAllTests {
  private func ringing() -> CallBench {
    var bench = CallBench.waiting()
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(12, .ticket("c/1", .offered(offer(2, "ben"))))
    return bench
  }

  @Test func everyAgentsPhoneIsDialled() {
    var bench = CallBench.waiting()
    #expect(bench.at(12, .ticket("c/1", .offered(offer(1, "ana")))) == [.dial(1, "ana")])
    #expect(bench.at(12, .ticket("c/1", .offered(offer(2, "ben")))) == [.dial(2, "ben")])
    #expect(bench.machine.description.contains("agent 1 rings, agent 2 rings"), "\(bench.machine)")
  }

  @Test func theFirstWhoAnswersTalksAndTheOtherPhoneHasMissedNothing() {
    var bench = ringing()
    #expect(bench.at(15, .leg(.agent(2), .answered)) == [.queue(.offerAccepted("c/1", OfferID(2)))])
    #expect(bench.at(15, .ticket("c/1", .answeredElsewhere(OfferID(1)))) == [.leg(.agent(1), .stopRinging)])
    #expect(
      bench.at(15, .ticket("c/1", .connect(OfferID(2)))) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(2))),
      ])
    #expect(bench.at(15.1, .leg(.agent(1), .ended(.cancelled))) == [])
  }

  @Test func whoAnswersInTheSameMomentIsHungUp() {
    var bench = ringing()
    _ = bench.at(15, .leg(.agent(2), .answered))
    #expect(bench.at(15, .leg(.agent(1), .answered)) == [.queue(.offerAccepted("c/1", OfferID(1)))])
    #expect(bench.at(15, .ticket("c/1", .answeredElsewhere(OfferID(1)))) == [.leg(.agent(1), .hangUp)])
    _ = bench.at(15, .ticket("c/1", .connect(OfferID(2))))
    #expect(bench.at(15, .ticket("c/1", .tooLate(OfferID(1)))) == [])
  }

  @Test func whoDeclinesStopsRingingAlone() {
    var bench = ringing()
    #expect(
      bench.at(14, .leg(.agent(1), .ended(.declined))) == [.queue(.offerDeclined("c/1", OfferID(1), .declined))])
    #expect(bench.at(15, .leg(.agent(2), .answered)) == [.queue(.offerAccepted("c/1", OfferID(2)))])
  }

  @Test func aCallerWhoHangsUpStopsAllPhones() {
    var bench = ringing()
    let effects = bench.at(14, .leg(.caller, .ended(.remoteHangUp)))
    #expect(effects.contains(.leg(.agent(1), .hangUp)) && effects.contains(.leg(.agent(2), .hangUp)))
  }
}
