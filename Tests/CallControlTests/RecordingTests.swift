import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// What of a call is recorded, from when to when.
@Suite struct RecordingTests {
  private static let beginning = WallTime(sinceEpoch: .seconds(1_800_000_000))

  /// A flow that takes a message at once.
  private static func mailbox(
    then: Destination = Destination(.step("goodbye")), reason: String? = nil, callFor: String? = nil,
    _ more: [Step] = []
  ) -> FlowRelease {
    let record = Record(
      prompt: "leave-a-message", longest: .seconds(60), keep: "voicemail", queue: "support", reason: reason,
      then: then, empty: Destination(.hangUp))
    let flow = Flow(
      name: FrontDesk.flow, numbers: ["100"], languages: ["en"], anywhere: [:], start: "beginning",
      failed: Destination(.step("goodbye")),
      steps: [
        Step(name: "beginning", action: .go(Destination(.step("message"), reason: callFor))),
        Step(name: "message", action: .record(record)),
        Step(name: "goodbye", action: .say(Say(prompts: ["goodbye"], then: Destination(.hangUp)))),
      ] + more, location: .unknown)
    return FlowRelease(flows: [flow], schedules: [], identifier: "r1")
  }

  private static func message(_ number: Int, began seconds: Int) -> CallRecording {
    CallRecording(
      name: RecordingName("c-\(number)"), kind: .voicemail, queue: "support", began: beginning + .seconds(seconds),
      keep: .seconds(7 * 86_400), longest: .seconds(60), silence: .seconds(10))
  }

  private static func conversation(_ number: Int, began seconds: Int, keep days: Int) -> CallRecording {
    CallRecording(
      name: RecordingName("c-\(number)"), kind: .conversation, queue: "support", agent: "ana",
      began: beginning + .seconds(seconds), keep: .seconds(days * 86_400), longest: .seconds(6 * 3600))
  }

  /// A caller who has heard the prompt and the tone, and speaks since the second 5.
  private static func speaking(_ release: FlowRelease = mailbox()) -> CallBench {
    var bench = CallBench(
      CallMachine(
        id: "c", facts: FrontDesk.caller, release: release, flow: FrontDesk.flow,
        queues: [FrontDesk.recordedQueue.id: FrontDesk.recordedQueue], keepsRecordings: .seconds(7 * 86_400)))
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    _ = bench.at(5, .media(.playbackEnded(.caller, 1)))
    return bench
  }

  private static let goodbye = CallEffect.says("goodbye", number: 2)

  @Test func aMessageIsRecordedFromTheToneToTheKey() {
    var bench = CallBench(
      CallMachine(
        id: "c", facts: FrontDesk.caller, release: Self.mailbox(), flow: FrontDesk.flow, queues: [:],
        keepsRecordings: .seconds(7 * 86_400)))
    _ = bench.at(0, .arrived)
    let prompt = Playback(
      number: 1, prompts: [PromptReference("leave-a-message", in: "en")], interruptible: false, endsWithBeep: true)
    #expect(bench.at(0, .leg(.caller, .connected)) == [.media(.play(.caller, prompt))])
    #expect(
      bench.at(5, .media(.playbackEnded(.caller, 1))) == [.media(.record(.caller, Self.message(1, began: 5)))])
    #expect(bench.deadline == 75)
    #expect(bench.at(20, .media(.key(.caller, .pound))) == [.media(.endRecording(.caller))])
    #expect(
      bench.at(21, .media(.recordingEnded("c-1", .kept(duration: .seconds(15), voice: .seconds(9)))))
        == [Self.goodbye])
    #expect(bench.events.contains(.recordingBegan(Self.message(1, began: 5))))
    #expect(bench.events.contains(.flow(.kept("voicemail", .value(Redacted(.text("c-1")))))))
  }

  struct Reasons: CustomTestStringConvertible, Sendable {
    var call: String?
    var step: String?
    var kind: RecordingKind
    var testDescription: String { "the call's reason \(call ?? "none"), the step's \(step ?? "none"): \(kind)" }
  }

  @Test(arguments: [
    Reasons(kind: .voicemail), Reasons(call: "order", kind: .voicemail), Reasons(step: "complaint", kind: .complaint),
    Reasons(call: "complaint", kind: .complaint), Reasons(call: "complaint", step: "praise", kind: .voicemail),
    Reasons(call: "order", step: "complaint", kind: .complaint),
  ])
  func aMessageWithTheReasonOfAComplaintIsKeptAsOne(_ reasons: Reasons) {
    let bench = Self.speaking(Self.mailbox(reason: reasons.step, callFor: reasons.call))
    let kinds = bench.events.compactMap { if case .recordingBegan(let recording) = $0 { recording.kind } else { nil } }
    #expect(kinds == [reasons.kind])
  }

  @Test func nothingIsConfirmedBeforeTheMessageIsSafe() {
    var bench = Self.speaking()
    #expect(bench.at(20, .media(.key(.caller, .pound))) == [.media(.endRecording(.caller))])
    #expect(bench.deadline == 30)
    #expect(bench.at(30, .deadlineReached) == [Self.goodbye])
    #expect(bench.events.contains(.flow(.fault("message", "nobody said what became of the message"))))
    // What comes late is safe all the same, and changes nothing.
    #expect(bench.at(31, .media(.recordingEnded("c-1", .kept(duration: .seconds(15), voice: .seconds(9))))) == [])
  }

  @Test func aMessageThatIsLostIsAFaultAndOneWithoutAVoiceIsEmpty() {
    var lost = Self.speaking()
    #expect(lost.at(20, .media(.recordingEnded("c-1", .failed("the disk is full")))) == [Self.goodbye])
    var empty = Self.speaking()
    #expect(
      empty.at(20, .media(.recordingEnded("c-1", .empty))) == [.leg(.caller, .hangUp), .finished])
  }

  @Test func whoHangsUpIsNotWaitedFor() {
    var bench = Self.speaking()
    #expect(bench.at(20, .leg(.caller, .ended(.remoteHangUp))) == [.finished])
    #expect(bench.events.last == .ended(.callerHungUp("message")))
    #expect(bench.at(21, .media(.recordingEnded("c-1", .kept(duration: .seconds(15), voice: .seconds(9))))) == [])
  }

  @Test func theEndOfAnotherRecordingIsNotTheMessages() {
    var bench = Self.speaking()
    #expect(bench.at(20, .media(.recordingEnded("c-7", .kept(duration: .seconds(1), voice: .seconds(1))))) == [])
  }

  @Test func aCallerIsToldBeforeTheWaitThatTheConversationIsRecorded() {
    var bench = CallBench(FrontDesk.call(queue: FrontDesk.recordedQueue))
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .leg(.caller, .connected))
    _ = bench.at(4, .media(.playbackEnded(.caller, 1)))
    let announcement = Playback(
      number: PlaybackNumber(CallMachine.firstAnnouncement + 1), prompts: [PromptReference("recorded-call", in: "en")],
      interruptible: false)
    #expect(
      bench.at(10, .media(.key(.caller, .one))) == [.media(.stop(.caller)), .media(.play(.caller, announcement))])
    #expect(bench.at(11, .media(.playbackEnded(.caller, 2))) == [])
    let entered = bench.at(13, .media(.playbackEnded(.caller, announcement.number)))
    #expect(entered.map(\.isEntering) == [true])
    _ = bench.at(13, .ticket("c/1", .place(1, wait: nil)))
    _ = bench.at(14, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(20, .leg(.agent(1), .answered))
    #expect(
      bench.at(20, .ticket("c/1", .connect(OfferID(1)))) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
        .media(.record(.caller, Self.conversation(1, began: 20, keep: 30))),
      ])
    // Once is enough: who comes back has been told.
    _ = bench.at(80, .leg(.agent(1), .ended(.lost)))
    #expect(bench.events.contains(.ticket("c/2", "support", reason: nil)))
    _ = bench.at(82, .ticket("c/2", .offered(offer(2, "ana", of: "c/2"))))
    _ = bench.at(84, .leg(.agent(2), .answered))
    #expect(
      bench.at(84, .ticket("c/2", .connect(OfferID(2)))).filter(\.isRecording) == [],
      "the same recording goes on")
  }

  @Test func whoLeavesDuringTheAnnouncementWasNeverInTheQueue() {
    for key in [Key.nine, .star] {
      var bench = CallBench(FrontDesk.call(queue: FrontDesk.recordedQueue))
      _ = bench.at(0, .arrived)
      _ = bench.at(0, .leg(.caller, .connected))
      _ = bench.at(4, .media(.playbackEnded(.caller, 1)))
      _ = bench.at(10, .media(.key(.caller, .one)))
      let effects = bench.at(11, .media(.key(.caller, key)))
      #expect(effects == (key == .nine ? [.media(.stop(.caller)), .says("goodbye", number: 3)] : []))
      #expect(bench.at(12, .leg(.caller, .ended(.remoteHangUp))) == [.finished])
    }
  }

  @Test func theStepsWordGoesBeforeTheQueues() {
    var action = FrontDesk.agents
    action.recording = .no
    var silent = CallBench.waiting(
      FrontDesk.call(release: FrontDesk.release(queue: action), queue: FrontDesk.recordedQueue))
    _ = silent.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = silent.at(20, .leg(.agent(1), .answered))
    #expect(silent.at(20, .ticket("c/1", .connect(OfferID(1)))).filter(\.isRecording) == [])
    action.recording = .yes(keep: nil, announce: nil)
    var recorded = CallBench.waiting(FrontDesk.call(release: FrontDesk.release(queue: action)))
    _ = recorded.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = recorded.at(20, .leg(.agent(1), .answered))
    #expect(
      recorded.at(20, .ticket("c/1", .connect(OfferID(1)))).filter(\.isRecording) == [
        .media(.record(.caller, Self.conversation(1, began: 20, keep: 90)))
      ])
  }

  @Test func whatIsSecretIsNotHeardInTheRecordingOfTheCall() {
    let patience = Patience(wait: .seconds(6), betweenKeys: .seconds(3), tries: 2, giveUp: Destination(.step("agents")))
    let pin = Ask(prompt: "pin", digits: 2...2, secret: true, then: Destination(.step("goodbye")), patience: patience)
    var action = FrontDesk.agents
    action.recording = .yes(keep: nil, announce: nil)
    action.answered = Destination(.step("pin"))
    var release = FrontDesk.release(queue: action)
    release.flows[FrontDesk.flow]?.steps["pin"] = Step(name: "pin", action: .ask(pin))
    var bench = CallBench.talking(FrontDesk.call(release: release))
    #expect(
      bench.at(80, .leg(.agent(1), .ended(.remoteHangUp))) == [
        .media(.unbridge(.caller, .agent(1))), .queue(.conversationEnded("c/1")), .says("pin", number: 3),
        .media(.pauseRecording(.caller)),
      ])
    _ = bench.at(84, .media(.key(.caller, .four)))
    #expect(bench.at(85, .media(.key(.caller, .seven))) == [.says("goodbye", number: 4)])
    #expect(bench.deadline == 86)
    #expect(bench.at(86, .deadlineReached) == [.media(.resumeRecording(.caller))])
    #expect(bench.deadline == nil)
  }

  @Test func aMessageAfterAConversationEndsItsRecording() {
    var bench = Self.speaking(
      Self.mailbox(
        then: Destination(.step("agents")),
        [Step(name: "agents", action: .queue(FrontDesk.agents(answered: Destination(.step("message")))))]))
    _ = bench.at(10, .media(.recordingEnded("c-1", .kept(duration: .seconds(5), voice: .seconds(5)))))
    _ = bench.at(12, .media(.playbackEnded(.caller, PlaybackNumber(CallMachine.firstAnnouncement + 1))))
    _ = bench.at(12, .ticket("c/1", .place(1, wait: nil)))
    _ = bench.at(13, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(20, .leg(.agent(1), .answered))
    _ = bench.at(20, .ticket("c/1", .connect(OfferID(1))))
    #expect(bench.events.contains(.recordingBegan(Self.conversation(2, began: 20, keep: 30))))
    _ = bench.at(60, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(
      bench.at(64, .media(.playbackEnded(.caller, 2))) == [
        .media(.endRecording(.caller)), .media(.record(.caller, Self.message(3, began: 64))),
      ])
    // The end of the one that was replaced is not the message's.
    #expect(bench.at(64, .media(.recordingEnded("c-2", .kept(duration: .seconds(44), voice: .seconds(9))))) == [])
  }
}

extension CallEffect {
  fileprivate var isEntering: Bool { if case .queue(.enter) = self { true } else { false } }
  fileprivate var isRecording: Bool { if case .media(.record) = self { true } else { false } }
}

extension FrontDesk {
  fileprivate static func agents(answered: Destination) -> QueueAction {
    var action = agents
    action.answered = answered
    action.nobody = answered
    action.full = answered
    action.timeout = answered
    action.leave = nil
    return action
  }
}
