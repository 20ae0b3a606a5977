import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// An agent's phone calls a colleague, or somebody outside.
@Suite struct ConsultationTests {
  private struct Bench {
    var machine: ConsultationMachine
    var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))

    mutating func at(_ seconds: Double, _ input: CallInput) -> [CallEffect] {
      now = now.advanced(by: .seconds(seconds) - now.moment.sinceZero)
      return machine.handle(input, at: now)
    }

    var deadline: Double? { machine.nextDeadline.map { $0.sinceZero / .seconds(1) } }
  }

  private static let facts = CallerFacts(user: Redacted("201"), name: Redacted("Ana"), dialled: Redacted("202"))
  private static let dial = CallEffect.leg(
    .agent(1), .dial("ben", phone: Redacted("202"), callerUser: facts.user, callerName: facts.name))

  private func bench(_ callee: ConsultationMachine.Callee = .agent("ben", phone: Redacted("202"))) -> Bench {
    Bench(machine: ConsultationMachine(id: "k", facts: Self.facts, callerAgent: "ana", callee: callee))
  }

  private func ringing() -> Bench {
    var bench = bench()
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .engagement("k/callee", granted: true))
    _ = bench.at(1, .leg(.agent(1), .ringing))
    return bench
  }

  private func talking() -> Bench {
    var bench = ringing()
    _ = bench.at(5, .leg(.agent(1), .answered))
    return bench
  }

  private func released(_ wasAnswered: Bool) -> [CallEffect] {
    [
      .queue(.release("k/caller", wasAnswered: true)), .queue(.release("k/callee", wasAnswered: wasAnswered)),
      .finished,
    ]
  }

  @Test func aColleagueIsCalledHeardToRingAndTalkedTo() {
    var bench = bench()
    #expect(
      bench.at(0, .arrived) == [
        .queue(.engage(Engagement(id: "k/caller", agent: "ana", isAgentsOwn: true))),
        .queue(.engage(Engagement(id: "k/callee", agent: "ben"))),
      ])
    #expect(bench.at(0, .engagement("k/caller", granted: true)) == [])
    #expect(bench.at(0, .engagement("k/callee", granted: true)) == [Self.dial])
    #expect(bench.deadline == 60)
    #expect(bench.at(1, .leg(.agent(1), .ringing)) == [.leg(.caller, .ring)])
    #expect(
      bench.at(5, .leg(.agent(1), .answered)) == [
        .leg(.caller, .answer), .media(.bridge(.caller, .agent(1))),
      ])
    #expect(bench.deadline == nil)
    #expect(bench.at(9, .leg(.caller, .ended(.remoteHangUp))) == [.leg(.agent(1), .hangUp)] + released(true))
    #expect(bench.machine.isFinished)
  }

  @Test func aColleagueWhoIsBusyForTheQueuesDoesNotRing() {
    var bench = bench()
    _ = bench.at(0, .arrived)
    #expect(
      bench.at(0, .engagement("k/callee", granted: false)) == [.leg(.caller, .reject(.busyHere))] + released(false))
  }

  @Test(
    arguments: [
      (.busy, .busyHere), (.declined, .declined), (.noAnswer, .unavailable), (.unreachable, .unavailable),
      (.lost, .unavailable),
    ] as [(LegEnd, RejectReason)])
  func whyNobodyAnswersIsToldToTheAgent(_ end: LegEnd, _ reason: RejectReason) {
    var bench = ringing()
    #expect(bench.at(9, .leg(.agent(1), .ended(end))) == [.leg(.caller, .reject(reason))] + released(false))
  }

  @Test func aPhoneRingsForAMinute() {
    var bench = ringing()
    #expect(bench.at(59, .deadlineReached) == [])
    #expect(
      bench.at(60, .deadlineReached) == [.leg(.agent(1), .hangUp), .leg(.caller, .reject(.unavailable))]
        + released(false))
  }

  @Test func somebodyOutsideIsCalledWithoutAskingTheQueues() {
    let number = Redacted("+34600111222")
    var bench = bench(.outside(number))
    #expect(
      bench.at(0, .arrived) == [
        .queue(.engage(Engagement(id: "k/caller", agent: "ana", isAgentsOwn: true))),
        .leg(
          .outside(1), .dialOutside(number, callerUser: Self.facts.user, callerName: Self.facts.name)),
      ])
    _ = bench.at(5, .leg(.outside(1), .answered))
    #expect(
      bench.at(9, .handOver(.caller)) == [
        .media(.unbridge(.caller, .outside(1))),
        .leg(.caller, .hangUp),
        .leg(
          .outside(1),
          .handOver(HandedOver(partner: .outside, engagement: nil, isAnswered: true, isHolding: false))),
        .queue(.release("k/caller", wasAnswered: true)), .finished,
      ])
  }

  @Test func keysAreForTheOtherSideAndThoseBehindTheNumberForTheAnswer() {
    let number = Redacted("+34600111222")
    var bench = bench(.outside(number, thenPress: Redacted(",7")))
    #expect(
      bench.at(0, .arrived).last
        == .leg(.outside(1), .dialOutside(number, callerUser: Self.facts.user, callerName: Self.facts.name)))
    #expect(bench.at(1, .media(.key(.caller, .one))) == [])
    #expect(
      bench.at(5, .leg(.outside(1), .answered)).suffix(2) == [
        .media(.bridge(.caller, .outside(1))), .media(.press(.outside(1), Redacted(",7"))),
      ])
    #expect(bench.at(6, .media(.key(.caller, .one))) == [.media(.press(.outside(1), Redacted("1")))])
    #expect(bench.at(7, .media(.key(.outside(1), .two))) == [.media(.press(.caller, Redacted("2")))])
    #expect(bench.at(8, .media(.key(.caller, .one, isPassedOn: true))) == [])
    #expect(bench.at(9, .media(.faxTone(.caller))) == [])
  }

  @Test func whoIsOnHoldHearsTheTuneAndIsAskedNowAndThenWhetherStillThere() {
    var bench = talking()
    #expect(
      bench.at(10, .leg(.caller, .held)) == [.media(.unbridge(.caller, .agent(1))), .media(.music(.agent(1), nil))])
    #expect(bench.deadline == 130)
    #expect(bench.at(130, .deadlineReached) == [.leg(.caller, .probe)])
    #expect(
      bench.at(140, .leg(.caller, .resumed)) == [.media(.stop(.agent(1))), .media(.bridge(.caller, .agent(1)))])
    #expect(bench.deadline == nil)
    #expect(bench.at(150, .media(.silent(.agent(1)))) == [.leg(.agent(1), .probe)])
    #expect(bench.deadline == 270)
    #expect(bench.at(160, .media(.heard(.agent(1)))) == [])
    #expect(bench.deadline == nil)
  }

  @Test func thePartyIsHandedOverWithWhatKeepsItBusy() {
    var bench = talking()
    #expect(
      bench.at(9, .handOver(.caller)) == [
        .media(.unbridge(.caller, .agent(1))),
        .leg(.caller, .hangUp),
        .leg(
          .agent(1),
          .handOver(
            HandedOver(partner: .agent("ben"), engagement: "k/callee", isAnswered: true, isHolding: false))),
        .queue(.release("k/caller", wasAnswered: true)), .finished,
      ])
  }

  @Test func aPartyThatStillRingsIsHandedOverRinging() {
    var bench = ringing()
    #expect(
      bench.at(9, .handOver(.caller)) == [
        .leg(.caller, .hangUp),
        .leg(
          .agent(1),
          .handOver(
            HandedOver(partner: .agent("ben"), engagement: "k/callee", isAnswered: false, isHolding: false))),
        .queue(.release("k/caller", wasAnswered: true)), .finished,
      ])
  }

  @Test func aColleagueWhoWasCalledMayHandOverTheAgent() {
    var bench = talking()
    #expect(
      bench.at(9, .handOver(.agent(1))) == [
        .media(.unbridge(.caller, .agent(1))),
        .leg(.agent(1), .hangUp),
        .leg(
          .caller,
          .handOver(
            HandedOver(partner: .agent("ana"), engagement: "k/caller", isAnswered: true, isHolding: false))),
        .queue(.release("k/callee", wasAnswered: true)), .finished,
      ])
  }

  @Test func aClaimedPartyIsKeptForTwoSecondsWhenTheAgentHangsUp() {
    var bench = talking()
    #expect(bench.at(9, .claimed) == [])
    #expect(
      bench.at(9, .leg(.caller, .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .media(.music(.agent(1), nil)),
      ])
    #expect(bench.deadline == 11)
    var later = bench
    #expect(
      bench.at(10, .handOver(.caller)).contains(
        .leg(
          .agent(1),
          .handOver(
            HandedOver(partner: .agent("ben"), engagement: "k/callee", isAnswered: true, isHolding: false)))))
    #expect(bench.machine.isFinished)
    #expect(later.at(11, .deadlineReached) == [.leg(.agent(1), .hangUp)] + released(true))
  }

  @Test func aConsultationThatHasNobodyKeepsIt() {
    var bench = bench()
    _ = bench.at(0, .arrived)
    #expect(bench.at(0, .handOver(.caller)) == [.leg(.caller, .keep)])
    var over = talking()
    _ = over.at(9, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(over.at(10, .handOver(.caller)) == [.leg(.caller, .keep)])
  }

  @Test func neitherPhoneTransfersTheOther() {
    var bench = talking()
    for leg in [LegID.caller, .agent(1)] {
      #expect(
        bench.at(9, .leg(leg, .transferRequested(TransferNumber(3), .queue("support")))) == [
          .leg(leg, .reportTransfer(TransferNumber(3), .failed(.notAllowed)))
        ])
    }
  }

  @Test func aServiceThatStopsEndsBothLegs() {
    var bench = talking()
    #expect(bench.at(9, .drain) == [.leg(.agent(1), .hangUp), .leg(.caller, .hangUp)] + released(true))
    #expect(bench.at(10, .drain) == [])
  }

  @Test func whoeverIsGrantedTooLateIsGivenBack() {
    var bench = bench()
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .ended(.remoteCancel)))
    #expect(bench.at(0, .engagement("k/callee", granted: true)) == [.queue(.release("k/callee", wasAnswered: false))])
  }
}

extension LegEnd {
  /// What a phone that gives up before it is answered leaves.
  fileprivate static let remoteCancel = LegEnd.cancelled
}
