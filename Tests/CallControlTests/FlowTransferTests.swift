import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// The flow connects its caller with somebody: `transfer`.
@Suite struct FlowTransferTests {
  private static let number = Redacted("+34600111222")
  private static let ben = TransferTarget.agent("ben", phone: Redacted("phone-ben"))

  /// The number outside rings since the second 1.
  private func ringing() -> CallBench {
    var bench = CallBench.reaching()
    _ = bench.at(1, .outside(.target(1, .outside(Self.number))))
    return bench
  }

  /// The caller talks with the number outside since the second 10.
  private func talking() -> CallBench {
    var bench = ringing()
    _ = bench.at(10, .leg(.outside(1), .answered))
    return bench
  }

  private func dialled(_ leg: Int, as user: String? = nil) -> CallEffect {
    .leg(
      .outside(leg),
      .dialOutside(
        Self.number, callerUser: user.map { Redacted($0) } ?? FrontDesk.caller.user,
        callerName: user == nil ? FrontDesk.caller.name : nil))
  }

  @Test func aNumberOutsideRingsAnswersAndHangsUp() {
    var bench = CallBench(FrontDesk.call(release: FrontDesk.reaching(.number("+34600111222"))))
    _ = bench.at(0, .arrived)
    #expect(
      bench.at(0, .leg(.caller, .connected)) == [
        .media(.music(.caller, nil)), .outside(.find(1, .number(Self.number))),
      ])
    #expect(bench.machine.flowTransfer == .connecting)
    #expect(bench.at(1, .outside(.target(1, .outside(Self.number)))) == [dialled(1)])
    #expect(bench.deadline == 31)
    #expect(bench.at(2, .leg(.outside(1), .ringing)) == [])
    #expect(
      bench.at(10, .leg(.outside(1), .answered)) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .outside(1))),
      ])
    #expect(bench.at(10, .leg(.outside(1), .connected)) == [])
    #expect(bench.deadline == nil)
    #expect(bench.machine.flowTransfer == .talking)
    #expect(
      bench.at(60, .leg(.outside(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .outside(1))), .says("thanks", number: 1),
      ])
    #expect(bench.machine.flowTransfer == nil)
    #expect(bench.at(62, .media(.playbackEnded(.caller, 1))) == [.leg(.caller, .hangUp), .finished])
  }

  @Test func theRecordTellsWhomTheFlowReachedAndHowItWent() {
    var bench = talking()
    _ = bench.at(60, .leg(.outside(1), .ended(.remoteHangUp)))
    let story = bench.events.drop { $0 != .flow(.visited("reach", .transfer)) }
    #expect(
      story.prefix(8) == [
        .flow(.visited("reach", .transfer)), .transfer(nil, by: nil, to: .outside(Self.number), nil),
        .leg(.outside(1), .dialledOutside), .leg(.outside(1), .answered),
        .transfer(nil, by: nil, to: .outside(Self.number), .succeeded), .leg(.outside(1), .ended(.remoteHangUp)),
        .flow(.outcome("reach", "answered")), .flow(.visited("thanks", .say)),
      ])
  }

  @Test func theCallEndsLikeAQueuesWhenTheOtherSideHangsUpAndNothingFollows() {
    var bench = talking()
    _ = bench.at(60, .leg(.outside(1), .ended(.remoteHangUp)))
    _ = bench.at(61, .leg(.caller, .ended(.remoteHangUp)))
    #expect(bench.events.last == .ended(.callerHungUp("thanks")))
  }

  @Test(
    arguments: [
      (.declined, .declined, "not-wanted"), (.barred("not in the allow-list"), .declined, "not-wanted"),
      (.noAnswer, .noAnswer, "nobody-there"), (.unreachable, .unreachable, "nobody-there"),
      (.failed("no trunk to the outside is up"), .declined, "sorry"),
    ] as [(LegEnd, TransferFailure, PromptName)])
  func aCallThatComesToNothingIsAnOutcome(_ end: LegEnd, _ failure: TransferFailure, _ prompt: PromptName) {
    var bench = ringing()
    #expect(bench.at(5, .leg(.outside(1), .ended(end))) == [.media(.stop(.caller)), .says(prompt, number: 1)])
    #expect(bench.events.contains(.transfer(nil, by: nil, to: .outside(Self.number), .failed(failure))))
    #expect(bench.deadline == nil)
  }

  @Test func whoIsBusyIsBusyAndTheCallerGoesOn() {
    var bench = ringing()
    let effects = bench.at(5, .leg(.outside(1), .ended(.busy)))
    #expect(effects.first == .media(.stop(.caller)))
    #expect(bench.events.contains(.flow(.outcome("reach", "busy"))))
    #expect(bench.events.contains(.ticket("c/1", "support", reason: nil)))
  }

  @Test func whoDoesNotAnswerIsCalledForAsLongAsTheStepSays() {
    var bench = ringing()
    #expect(bench.at(30.9, .deadlineReached) == [])
    #expect(
      bench.at(31, .deadlineReached) == [
        .leg(.outside(1), .hangUp), .media(.stop(.caller)), .says("nobody-there", number: 1),
      ])
    // The answer that crosses with it comes too late: the leg is hung up already.
    #expect(bench.at(31.1, .leg(.outside(1), .answered)) == [])
    #expect(bench.at(31.2, .leg(.outside(1), .ended(.cancelled))) == [])
  }

  @Test(arguments: [TransferTarget.nobody, .flow("other"), .queue("support"), .consulted])
  func whatLeadsNowhereHasFailed(_ target: TransferTarget) {
    var bench = CallBench.reaching()
    #expect(bench.at(1, .outside(.target(1, target))) == [.media(.stop(.caller)), .says("sorry", number: 1)])
    #expect(bench.events.contains(.flow(.outcome("reach", "failed"))))
  }

  @Test func anAddressIsCalled() {
    var bench = CallBench.reaching(.address("sip:night@example.com"))
    let address = Redacted("sip:night@example.com")
    #expect(
      bench.at(1, .outside(.target(1, .address(address)))) == [
        .leg(
          .outside(1),
          .dialAddress(address, callerUser: FrontDesk.caller.user, callerName: FrontDesk.caller.name))
      ])
    #expect(bench.at(5, .leg(.outside(1), .answered)).last == .media(.bridge(.caller, .outside(1))))
  }

  @Test func aNumberOfTheStepsOwnIsShownInPlaceOfTheCaller() {
    var bench = CallBench.reaching(callerID: "+34910000000")
    #expect(bench.at(1, .outside(.target(1, .outside(Self.number)))) == [dialled(1, as: "+34910000000")])
  }

  @Test func theKeysBehindANumberArePressedOnceSomebodyAnswers() {
    var bench = CallBench.reaching()
    _ = bench.at(1, .outside(.target(1, .outside(Self.number, thenPress: Redacted(",42")))))
    #expect(
      bench.at(5, .leg(.outside(1), .answered)).suffix(2) == [
        .media(.bridge(.caller, .outside(1))), .media(.press(.outside(1), Redacted(",42"))),
      ])
  }

  @Test func anAnswerAboutAnotherTransferChangesNothing() {
    var bench = ringing()
    #expect(bench.at(2, .outside(.target(1, Self.ben))) == [])
    #expect(bench.at(2, .outside(.target(7, Self.ben))) == [])
    #expect(bench.at(2, .leg(.outside(2), .answered)) == [])
  }

  @Test func anyOtherKeyChangesNothing() {
    var bench = ringing()
    #expect(bench.at(5, .media(.key(.caller, .five))) == [])
    #expect(bench.deadline == 31)
  }

  @Test func whoeverHoldsLetsTheOtherHearMusic() {
    var bench = talking()
    #expect(
      bench.at(20, .leg(.outside(1), .held)) == [
        .media(.unbridge(.caller, .outside(1))), .media(.music(.caller, nil)),
      ])
    #expect(bench.at(21, .leg(.caller, .held)) == [.media(.stop(.caller))])
    #expect(bench.at(22, .leg(.outside(1), .resumed)) == [.media(.music(.outside(1), nil))])
    #expect(
      bench.at(23, .leg(.caller, .resumed)) == [
        .media(.stop(.outside(1))), .media(.bridge(.caller, .outside(1))),
      ])
  }

  @Test func aKeyThatDoesNotGoOnWithTheAudioIsPressedAtTheOtherSide() {
    var bench = talking()
    #expect(
      bench.at(20, .media(.key(.caller, .five, isPassedOn: false))) == [.media(.press(.outside(1), Redacted("5")))])
    #expect(
      bench.at(21, .media(.key(.outside(1), .six, isPassedOn: false))) == [.media(.press(.caller, Redacted("6")))])
    #expect(bench.at(22, .media(.key(.caller, .zero, isPassedOn: true))) == [])
  }

  @Test func aCallerWhoseOtherSideVanishesIsNotHungUpOn() {
    var bench = talking()
    _ = bench.at(11, .media(.heard(.outside(1))))
    #expect(bench.at(20, .media(.silent(.outside(1)))) == [.leg(.outside(1), .probe)])
    #expect(
      bench.at(24, .leg(.outside(1), .ended(.lost))) == [
        .media(.unbridge(.caller, .outside(1))), .says("sorry", number: 1),
      ])
    var silent = talking()
    _ = silent.at(11, .media(.heard(.outside(1))))
    _ = silent.at(20, .media(.silent(.outside(1))))
    #expect(
      silent.at(100, .deadlineReached) == [
        .leg(.outside(1), .hangUp), .media(.unbridge(.caller, .outside(1))), .says("sorry", number: 1),
      ])
  }

  @Test func theServicesEndIsTheConversations() {
    var bench = talking()
    #expect(bench.at(20, .drain) == [.leg(.outside(1), .hangUp), .leg(.caller, .hangUp), .finished])
    var ringing = ringing()
    #expect(ringing.at(5, .drain) == [.leg(.outside(1), .hangUp), .leg(.caller, .hangUp), .finished])
  }

  @Test func aFaultStopsThePhoneAndTheFlowGoesOn() {
    var bench = ringing()
    #expect(
      bench.at(5, .fault("the disk is full")) == [
        .leg(.outside(1), .hangUp), .media(.stop(.caller)), .says("sorry", number: 1),
      ])
  }
}
