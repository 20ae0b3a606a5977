import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

@Suite("A prompt is recorded by phone")
struct PromptRecordingTests {
  private static let toAgent = PromptRecordingBench(.agent("ana", phone: Redacted("201")))

  @Test("an agent is asked for, rung, and told what to do; the tone at the end is where the take begins")
  func briefing() {
    var bench = Self.toAgent
    #expect(bench.at(0, .arrived) == [.queue(.engage(Engagement(id: "c/studio", agent: "ana")))])
    let dialled = bench.at(0, .engagement("c/studio", granted: true))
    #expect(
      dialled == [
        .leg(
          .agent(1),
          .dial(
            "ana", phone: Redacted("201"), callerUser: Redacted("prompts"), callerName: Redacted("welcome (en)")))
      ])
    #expect(bench.deadline == 45)
    #expect(bench.at(1, .leg(.agent(1), .ringing)) == [.studio(.report(.ringing))])
    let answered = bench.at(5, .leg(.agent(1), .answered))
    #expect(answered.first == .studio(.report(.answered)))
    #expect(bench.lastSaid == ["service-studio-begin"] && bench.lastEndsWithBeep)
    #expect(
      bench.at(9, .media(.playbackEnded(.agent(1), 1))) == [
        .studio(.record(.agent(1), "c-1", atMost: .seconds(180), endsAfterSilence: .seconds(5)))
      ])
    #expect(bench.events.contains(.leg(.agent(1), .dialled("ana"))))
  }

  @Test("# ends the take, other keys do not; 3 plays it, 1 keeps it, and that is said when it is on the disk")
  func keeping() {
    var bench = Self.toAgent.recording()
    #expect(bench.at(12, .media(.key(.agent(1), .five))) == [])
    #expect(bench.at(13, .media(.key(.agent(1), .pound))) == [.studio(.finish(.agent(1)))])
    #expect(bench.at(13, .media(.key(.agent(1), .pound))) == [])
    #expect(bench.said(14, .studio(.ready("c-1"))) == ["service-studio-choose"])
    #expect(bench.at(15, .media(.key(.agent(1), .three))) == [.studio(.play(.agent(1), "c-1", 3))])
    // Thinking begins when it has been heard.
    #expect(bench.deadline == 1800)
    _ = bench.at(18, .media(.playbackEnded(.agent(1), 3)))
    #expect(bench.deadline == 26)
    #expect(bench.at(19, .media(.key(.agent(1), .one))) == [.studio(.keep("c-1", replacing: false))])
    #expect(bench.at(20, .studio(.kept("c-1"))).first == .studio(.report(.kept)))
    #expect(bench.lastSaid == ["service-studio-kept", "service-goodbye"])
    let last = bench.at(23, .media(.playbackEnded(.agent(1), 4)))
    #expect(
      last == [.leg(.agent(1), .hangUp), .queue(.release("c/studio", wasAnswered: true)), .finished])
    #expect(bench.outcomes == ["kept en/welcome"])
    #expect(bench.events.last == .ended(.flowEnded))
    #expect(bench.reports == [.ringing, .answered, .kept])
  }

  @Test("a key that cuts the take's playing, or the words, does its work at once")
  func cutting() {
    var bench = Self.toAgent.choosing()
    #expect(
      bench.at(15, .media(.key(.agent(1), .one))) == [
        .media(.stop(.agent(1))), .studio(.keep("c-1", replacing: false)),
      ])
    var hearing = Self.toAgent.choosing()
    _ = hearing.at(15, .media(.key(.agent(1), .three)))
    #expect(hearing.at(16, .media(.key(.agent(1), .two))).first == .studio(.discard("c-1")))
  }

  @Test("2 begins again with another take, and the old one goes; whoever knows what to do hears the tone alone")
  func again() {
    var bench = Self.toAgent.choosing()
    #expect(bench.at(16, .media(.key(.agent(1), .two))).first == .studio(.discard("c-1")))
    #expect(bench.lastSaid == ["service-studio-begin"])
    _ = bench.at(17, .media(.key(.agent(1), .pound)))
    #expect(bench.lastSaid.isEmpty && bench.lastEndsWithBeep)
    #expect(
      bench.at(18, .media(.playbackEnded(.agent(1), 4))) == [
        .studio(.record(.agent(1), "c-2", atMost: .seconds(180), endsAfterSilence: .seconds(5)))
      ])
    #expect(bench.said(200, .studio(.ready("c-2"))) == ["service-studio-choose"])
  }

  @Test("another recording is replaced after a second 1 alone", arguments: [Key.one, .two, .pound])
  func replacing(key: Key) {
    var bench = Self.toAgent.choosing()
    _ = bench.at(15, .media(.key(.agent(1), .one)))
    #expect(bench.said(15, .studio(.exists("c-1"))) == ["service-studio-replace"])
    let effects = bench.at(17, .media(.key(.agent(1), key)))
    #expect(effects.contains(.studio(.keep("c-1", replacing: true))) == (key == .one))
    if key != .one { #expect(bench.lastSaid == ["service-studio-choose"]) }
  }

  @Test("keys that mean nothing are answered, and the take stays", arguments: [Key.zero, .four, .nine, .star, .pound])
  func wrong(key: Key) {
    var bench = Self.toAgent.choosing()
    #expect(bench.said(15, .media(.key(.agent(1), key))) == ["service-wrong", "service-studio-choose"])
    #expect(bench.requests.allSatisfy { $0 != .discard("c-1") })
  }

  @Test("a take without a voice is told, and the third one ends the call")
  func nothingSaid() {
    var bench = Self.toAgent.recording()
    for take in 1...2 {
      #expect(
        bench.said(20, .studio(.empty(RecordingName("c-\(take)")))) == [
          "service-studio-nothing", "service-studio-begin",
        ])
      _ = bench.at(24, .media(.playbackEnded(.agent(1), PlaybackNumber(take + 1))))
    }
    #expect(bench.said(30, .studio(.empty("c-3"))) == ["service-studio-nothing", "service-goodbye"])
    #expect(bench.reports.last == .notKept("nothing was heard from the phone"))
  }

  @Test("a take that is as long as it may be ends by itself, and is chosen about like any other")
  func tooLong() {
    var bench = Self.toAgent.recording()
    #expect(bench.said(190, .studio(.ready("c-1"))) == ["service-studio-choose"])
    #expect(bench.at(191, .media(.key(.agent(1), .one))).last == .studio(.keep("c-1", replacing: false)))
  }

  @Test("who keys nothing is told twice more what can be done; then nothing is kept")
  func silence() {
    var bench = Self.toAgent.choosing()
    var now = 20.0
    for number in 2...3 {
      _ = bench.at(now, .media(.playbackEnded(.agent(1), PlaybackNumber(number))))
      #expect(bench.deadline == now + 8)
      now += 8
      #expect(bench.said(now, .deadlineReached) == ["service-studio-choose"])
    }
    _ = bench.at(now, .media(.playbackEnded(.agent(1), 4)))
    let effects = bench.at(now + 8, .deadlineReached)
    #expect(effects.contains(.studio(.report(.notKept("nobody pressed 1 to keep it")))))
    #expect(effects.contains(.studio(.discard("c-1"))))
    #expect(bench.lastSaid == ["service-goodbye"])
    // Even if the words are never heard.
    #expect(bench.at(now + 23, .deadlineReached).contains(.leg(.agent(1), .hangUp)))
    #expect(bench.machine.isFinished)
  }

  @Test("a line that somebody forgot ends after half an hour, whatever it does")
  func forgotten() {
    var bench = Self.toAgent.recording()
    #expect(bench.deadline == 1800)
    #expect(bench.at(1800, .deadlineReached).contains(.studio(.discard("c-1"))))
    #expect(bench.lastSaid == ["service-goodbye"])
  }

  struct HangUp: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let prepare: @Sendable (PromptRecordingBench) -> PromptRecordingBench
    let discards: RecordingName?
  }

  @Test(
    "who hangs up before the 1 leaves everything as it was, in every state",
    arguments: [
      HangUp(testDescription: "briefing", prepare: { $0.answered() }, discards: nil),
      HangUp(testDescription: "recording", prepare: { $0.recording() }, discards: "c-1"),
      HangUp(
        testDescription: "made ready",
        prepare: {
          var bench = $0.recording()
          bench.at(12, .media(.key(.agent(1), .pound)))
          return bench
        }, discards: "c-1"),
      HangUp(testDescription: "choosing", prepare: { $0.choosing() }, discards: "c-1"),
      HangUp(
        testDescription: "confirming",
        prepare: {
          var bench = $0.choosing()
          bench.at(15, .media(.key(.agent(1), .one)))
          bench.at(15, .studio(.exists("c-1")))
          return bench
        }, discards: "c-1"),
    ])
  func hangUp(_ example: HangUp) {
    var bench = example.prepare(Self.toAgent)
    let effects = bench.at(30, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(effects.contains(.studio(.report(.notKept("the phone hung up before a 1")))))
    #expect(effects.compactMap(\.discarded) == (example.discards.map { [$0] } ?? []))
    #expect(effects.suffix(2) == [.queue(.release("c/studio", wasAnswered: true)), .finished])
    #expect(!effects.contains(.leg(.agent(1), .hangUp)))
    #expect(bench.events.last == .ended(.callerHungUp(nil)))
    #expect(bench.deadline == nil)
    // What comes late changes nothing, and a take that comes late goes.
    #expect(bench.at(31, .studio(.ready("c-1"))) == [.studio(.discard("c-1"))])
    #expect(bench.at(31, .drain) == [])
  }

  @Test("who hangs up right behind the 1 has a recording, as soon as the disk says so")
  func hangUpWhileKept() {
    var bench = Self.toAgent.choosing()
    _ = bench.at(15, .media(.key(.agent(1), .one)))
    #expect(bench.at(15, .leg(.agent(1), .ended(.remoteHangUp))) == [])
    let effects = bench.at(16, .studio(.kept("c-1")))
    #expect(effects.first == .studio(.report(.kept)) && effects.last == .finished)
    #expect(!effects.contains(.leg(.agent(1), .hangUp)))
    var other = Self.toAgent.choosing()
    _ = other.at(15, .media(.key(.agent(1), .one)))
    _ = other.at(15, .leg(.agent(1), .ended(.remoteHangUp)))
    let refused = other.at(16, .studio(.exists("c-1")))
    #expect(refused.contains(.studio(.discard("c-1"))) && refused.last == .finished)
    #expect(!refused.contains(.studio(.keep("c-1", replacing: true))))
  }

  @Test("a disk that fails, or takes too long, is told by the apology and in the answer to the order")
  func disk() {
    var bench = Self.toAgent.choosing()
    _ = bench.at(15, .media(.key(.agent(1), .one)))
    #expect(
      bench.said(16, .studio(.failed("c-1", "the disk is full"))) == ["service-apology", "service-goodbye"])
    #expect(bench.reports.last == .notKept("the disk is full"))
    #expect(bench.events.contains(.fault("the disk is full")))
    var slow = Self.toAgent.choosing()
    _ = slow.at(15, .media(.key(.agent(1), .one)))
    #expect(slow.deadline == 45)
    #expect(slow.said(45, .deadlineReached) == ["service-apology", "service-goodbye"])
  }

  @Test("a take that cannot be played is said to be so, once, and may still be kept")
  func unreadable() {
    var bench = Self.toAgent.choosing()
    _ = bench.at(15, .media(.key(.agent(1), .three)))
    #expect(bench.said(16, .studio(.unreadable(3))) == ["service-apology", "service-studio-choose"])
    #expect(bench.said(16, .studio(.unreadable(3))) == [])
  }

  @Test(
    "a phone that does not answer records nothing, and the order says why",
    arguments: [
      (.busy, "the phone is busy"), (.declined, "the phone declined the call"),
      (.unreachable, "the phone cannot be reached: is it registered?"), (.barred("not allowed"), "not allowed"),
      (.noAnswer, "nobody answered the phone"),
    ] as [(LegEnd, String)])
  func notAnswered(end: LegEnd, why: String) {
    var bench = Self.toAgent.ringing()
    let effects = bench.at(5, .leg(.agent(1), .ended(end)))
    #expect(effects.contains(.studio(.report(.notKept(why)))))
    #expect(effects.contains(.queue(.release("c/studio", wasAnswered: false))))
    #expect(bench.machine.isFinished)
  }

  @Test("a phone that rings for too long is let go; an agent who is busy is not rung")
  func ringsInVain() {
    var bench = Self.toAgent.ringing()
    #expect(bench.at(45, .deadlineReached).contains(.leg(.agent(1), .hangUp)))
    #expect(bench.reports.last == .notKept("nobody answered the phone"))
    var busy = Self.toAgent
    _ = busy.at(0, .arrived)
    _ = busy.at(0, .engagement("c/studio", granted: false))
    #expect(busy.reports == [.notKept("ana is busy; try again in a while")])
    #expect(busy.machine.isFinished)
  }

  @Test("a number outside is dialled as any number outside is, and no agent is asked for")
  func outside() {
    var bench = PromptRecordingBench(.outside(Redacted("+34600111222")))
    #expect(
      bench.at(0, .arrived) == [
        .leg(
          .outside(1),
          .dialOutside(
            Redacted("+34600111222"), callerUser: Redacted("prompts"), callerName: Redacted("welcome (en)")))
      ])
    _ = bench.at(3, .leg(.outside(1), .answered))
    #expect(bench.lastSaid == ["service-studio-begin"])
    let effects = bench.at(5, .leg(.outside(1), .ended(.lost)))
    #expect(effects.allSatisfy { if case .queue = $0 { false } else { true } })
    #expect(bench.events.last == .ended(.lost(nil)))
  }

  @Test("when the service stops the phone is hung up, in every state", arguments: 0..<5)
  func drain(state: Int) {
    let states: [(PromptRecordingBench) -> PromptRecordingBench] = [
      { $0 }, { $0.ringing() }, { $0.answered() }, { $0.recording() }, { $0.choosing() },
    ]
    var bench = states[state](Self.toAgent)
    let effects = bench.at(30, .drain)
    #expect(effects.contains(.leg(.agent(1), .hangUp)) == (state > 0))
    #expect(effects.last == .finished)
    #expect(bench.reports.last == .notKept("the service stops"))
  }

  @Test("keys and playbacks of other legs, and a transfer, change nothing")
  func foreign() {
    var bench = Self.toAgent.recording()
    #expect(bench.at(12, .media(.key(.caller, .pound))) == [])
    #expect(bench.at(12, .media(.playbackEnded(.caller, 1))) == [])
    #expect(
      bench.at(12, .leg(.agent(1), .transferRequested(TransferNumber(1), .nobody))) == [
        .leg(.agent(1), .reportTransfer(TransferNumber(1), .failed(.notAllowed)))
      ])
    #expect(bench.at(12, .media(.silent(.agent(1)))) == [.leg(.agent(1), .probe)])
  }
}

extension CallEffect {
  fileprivate var discarded: RecordingName? {
    if case .studio(.discard(let name)) = self { name } else { nil }
  }
}
