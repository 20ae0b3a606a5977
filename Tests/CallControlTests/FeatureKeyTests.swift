import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// Keys that mean something to the service in the middle of a conversation.
@Suite struct FeatureKeyReaderTests {
  /// Keys in the tenths of a second in which they are pressed.
  struct Case: Sendable, CustomTestStringConvertible {
    var pressed: [(tenth: Int, key: Key)]
    var goesOn: String
    var features: Int

    init(_ keys: String, at tenths: [Int], goesOn: String, features: Int = 0) {
      pressed = zip(tenths, keys.compactMap(Key.init(rawValue:))).map { ($0, $1) }
      self.goesOn = goesOn
      self.features = features
    }

    var testDescription: String {
      pressed.map { "\($0.key.rawValue) at \($0.tenth)" }.joined(separator: ", ")
    }
  }

  @Test(arguments: [
    Case("*1", at: [0, 9], goesOn: "", features: 1), Case("5", at: [0], goesOn: "5"),
    Case("*", at: [0], goesOn: "*"), Case("*1", at: [0, 10], goesOn: "*1"), Case("*2", at: [0, 3], goesOn: "*2"),
    Case("**1", at: [0, 3, 6], goesOn: "*", features: 1), Case("1*", at: [0, 3], goesOn: "1*"),
    Case("*1*1", at: [0, 3, 6, 9], goesOn: "", features: 2), Case("*#*1", at: [0, 3, 6, 9], goesOn: "*#", features: 1),
  ])
  func whatIsNoFeatureGoesOn(_ test: Case) {
    var reader = FeatureKeyReader(KeySequence("*1"))
    var goesOn = ""
    var features = 0
    var now = Moment.zero
    func write(_ keys: [Key]) { goesOn += String(keys.map(\.rawValue)) }
    for (tenth, key) in test.pressed {
      now = .zero + .milliseconds(100 * tenth)
      write(reader.giveUp(at: now))
      let heard = reader.hear(key, isPassedOn: false, at: now)
      write(heard.goesOn)
      if heard.isFeature { features += 1 }
    }
    if let deadline = reader.deadline {
      #expect(deadline == now + .seconds(1))
      write(reader.giveUp(at: deadline))
    }
    #expect(goesOn == test.goesOn)
    #expect(features == test.features)
    #expect(reader.deadline == nil)
  }

  @Test func whatTheOtherSideHasAlreadyDoesNotGoOnAgain() {
    var reader = FeatureKeyReader(KeySequence("*1"))
    let star = reader.hear(.star, isPassedOn: true, at: .zero)
    let two = reader.hear(.two, isPassedOn: false, at: .zero)
    #expect(!star.isFeature && star.goesOn.isEmpty)
    #expect(two.goesOn == [.two])
  }

  @Test func withoutACodeNothingIsHeld() {
    var reader = FeatureKeyReader(nil)
    let heard = reader.hear(.star, isPassedOn: false, at: .zero)
    #expect(heard.goesOn == [.star] && !heard.isFeature)
    #expect(reader.deadline == nil && !reader.hasCode)
  }
}

/// An agent pauses the recording of a conversation.
@Suite struct PauseByKeysTests {
  private static let features = FeatureKeys(pauseRecording: KeySequence("*1"))

  /// A conversation of ana's since the second 20, which is recorded.
  private static func recorded(_ release: FlowRelease = FrontDesk.release(queue: recordedQueue)) -> CallBench {
    CallBench.talking(FrontDesk.call(release: release, features: features))
  }

  private static var recordedQueue: QueueAction {
    var action = FrontDesk.agents
    action.recording = .yes(keep: nil, announce: nil)
    return action
  }

  private static func word(_ prompt: ServicePrompt, number: Int, to leg: LegID = .agent(1)) -> CallEffect {
    .media(
      .play(
        leg,
        Playback(
          number: PlaybackNumber(CallMachine.firstAnnouncement + number),
          prompts: [PromptReference(prompt.name, in: "en")], interruptible: false)))
  }

  private static func press(_ keys: String, at leg: LegID) -> CallEffect { .media(.press(leg, Redacted(keys))) }

  @Test func theKeysOfTheAgentComeThroughHereWhileTheConversationIsRecorded() {
    var bench = CallBench.waiting(
      FrontDesk.call(release: FrontDesk.release(queue: Self.recordedQueue), features: Self.features))
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(20, .leg(.agent(1), .answered))
    let connected = bench.at(20, .ticket("c/1", .connect(OfferID(1))))
    #expect(connected.last == .media(.withholdKeys(.agent(1), true)))
    #expect(
      bench.at(30, .media(.recordingEnded("c-1", .kept(duration: .seconds(10), voice: .seconds(9)))))
        == [.media(.withholdKeys(.agent(1), false))])
    #expect(bench.at(31, .media(.key(.agent(1), .star, isPassedOn: true))) == [])
    #expect(bench.deadline == nil)
  }

  @Test func theAgentPausesAndResumesAndHearsSo() {
    var bench = Self.recorded()
    #expect(bench.at(30, .media(.key(.agent(1), .star))) == [])
    #expect(bench.deadline == 31)
    #expect(
      bench.at(30.5, .media(.key(.agent(1), .one)))
        == [.media(.pauseRecording(.caller)), Self.word(.recordingPaused, number: 1)])
    #expect(bench.deadline == nil)
    #expect(bench.at(31, .media(.playbackEnded(.agent(1), PlaybackNumber(CallMachine.firstAnnouncement + 1)))) == [])
    _ = bench.at(60, .media(.key(.agent(1), .star)))
    #expect(
      bench.at(60, .media(.key(.agent(1), .one)))
        == [.media(.resumeRecording(.caller)), Self.word(.recordingResumed, number: 2)])
    #expect(bench.events.contains(.recordingPaused("c-1", by: "ana")))
    #expect(bench.events.last == .recordingResumed("c-1", by: "ana"))
  }

  @Test func otherKeysGoOnAtOnceAndAStarAfterASecond() {
    var bench = Self.recorded()
    #expect(bench.at(30, .media(.key(.agent(1), .five))) == [Self.press("5", at: .caller)])
    #expect(bench.at(31, .media(.key(.agent(1), .star))) == [])
    #expect(bench.at(32, .deadlineReached) == [Self.press("*", at: .caller)])
    #expect(bench.at(32, .media(.key(.agent(1), .one))) == [Self.press("1", at: .caller)])
    #expect(bench.at(33, .media(.key(.agent(1), .star))) == [])
    #expect(
      bench.at(33, .media(.key(.agent(1), .pound))) == [Self.press("*", at: .caller), Self.press("#", at: .caller)])
  }

  @Test func theCallersKeysAreNoFeatures() {
    var bench = Self.recorded()
    #expect(bench.at(30, .media(.key(.caller, .star))) == [Self.press("*", at: .agent(1))])
    #expect(bench.at(30, .media(.key(.caller, .one))) == [Self.press("1", at: .agent(1))])
    #expect(bench.deadline == nil)
  }

  @Test func aConversationThatIsNotRecordedHasNoFeatures() {
    var bench = CallBench.talking(FrontDesk.call(features: Self.features))
    #expect(bench.at(30, .media(.key(.agent(1), .star))) == [Self.press("*", at: .caller)])
    #expect(bench.at(30, .media(.key(.agent(1), .one))) == [Self.press("1", at: .caller)])
  }

  @Test func aPauseHoldsWithTheColleagueUntilSomebodyKeysItOnAgain() {
    var bench = Self.recorded()
    _ = bench.at(30, .media(.key(.agent(1), .star)))
    _ = bench.at(30, .media(.key(.agent(1), .one)))
    _ = bench.at(40, .leg(.agent(1), .transferRequested(TransferNumber(1), .consulted)))
    let ben = HandedOver(partner: .agent("ben"), engagement: "e", isAnswered: true, isHolding: false)
    let taken = bench.at(41, .handedOver(TransferNumber(1), ben))
    #expect(taken.contains(.media(.withholdKeys(.agent(2), true))))
    #expect(!taken.contains(.media(.resumeRecording(.caller))))
    _ = bench.at(50, .media(.key(.agent(2), .star)))
    #expect(
      bench.at(50, .media(.key(.agent(2), .one)))
        == [.media(.resumeRecording(.caller)), Self.word(.recordingResumed, number: 2, to: .agent(2))])
    #expect(bench.events.last == .recordingResumed("c-1", by: "ben"))
  }

  @Test func aSecretThatIsKeyedLaterDoesNotEndThePause() {
    let patience = Patience(wait: .seconds(6), betweenKeys: .seconds(3), tries: 2, giveUp: Destination(.step("agents")))
    let pin = Ask(prompt: "pin", digits: 2...2, secret: true, then: Destination(.step("goodbye")), patience: patience)
    var action = Self.recordedQueue
    action.answered = Destination(.step("pin"))
    var release = FrontDesk.release(queue: action)
    release.flows[FrontDesk.flow]?.steps["pin"] = Step(name: "pin", action: .ask(pin))
    var bench = Self.recorded(release)
    _ = bench.at(30, .media(.key(.agent(1), .star)))
    _ = bench.at(30, .media(.key(.agent(1), .one)))
    let asked = bench.at(80, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(!asked.contains(.media(.pauseRecording(.caller))))
    _ = bench.at(84, .media(.key(.caller, .four)))
    _ = bench.at(85, .media(.key(.caller, .seven)))
    #expect(bench.deadline == nil)
  }

  @Test func whatIsHeldWhenTheConversationEndsIsNobodys() {
    var bench = Self.recorded()
    _ = bench.at(30, .media(.key(.agent(1), .star)))
    _ = bench.at(30.5, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(bench.at(31, .deadlineReached) == [])
  }
}
