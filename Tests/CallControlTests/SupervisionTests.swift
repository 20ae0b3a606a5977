import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// A supervisor's phone takes part in the conversations of ana.
@Suite struct SupervisionTests {
  private struct Bench {
    var machine = SupervisionMachine(
      id: "s", facts: SupervisionTests.facts, supervisor: "sue",
      agent: "ana", kind: .listen, language: "en", release: "r1")
    var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
    var records: [CallRecord] = []

    /// The effects without the record.
    mutating func at(_ seconds: Double, _ input: CallInput) -> [CallEffect] {
      now = now.advanced(by: .seconds(seconds) - now.moment.sinceZero)
      let effects = machine.handle(input, at: now)
      records += effects.compactMap(\.record)
      return effects.filter { $0.record == nil }
    }

    /// A supervisor who is connected since the second 1, and what ana does meanwhile.
    static func connected(_ conversation: Conversation? = nil) -> Bench {
      var bench = Bench()
      _ = bench.at(0, .arrived)
      _ = bench.at(0, .conversation("ana", conversation))
      _ = bench.at(1, .leg(.caller, .connected))
      return bench
    }

    func events(of call: CallID) -> [CallEvent] { records.filter { $0.call == call }.map(\.event) }
  }

  private static let facts = CallerFacts(user: Redacted("203"), dialled: Redacted("*81201"))
  private static let first = Conversation(call: "c1", agent: "ana", leg: .agent(1))
  private static let second = Conversation(call: "c2", agent: "ana", leg: .agent(3))
  private static let engagement: EngagementID = "s/supervisor"

  private static func says(_ prompt: ServicePrompt, number: Int) -> CallEffect {
    .media(
      .play(
        .caller,
        Playback(
          number: PlaybackNumber(number), prompts: [PromptReference(prompt.name, in: "en")], interruptible: false)))
  }

  private static func takesPart(_ conversation: Conversation, _ kind: SupervisionKind) -> CallEffect {
    .media(.supervise(.caller, conversation, kind))
  }

  @Test func aSupervisorHearsAConversationThatGoesOn() {
    var bench = Bench()
    #expect(
      bench.at(0, .arrived) == [
        .queue(.engage(Engagement(id: Self.engagement, agent: "sue", isAgentsOwn: true))), .watch("ana"),
        .leg(.caller, .answer),
      ])
    #expect(bench.at(0, .conversation("ana", Self.first)) == [], "nobody is connected yet")
    #expect(bench.at(1, .leg(.caller, .connected)) == [Self.takesPart(Self.first, .listen)])
    #expect(bench.events(of: "c1") == [.supervised(by: "sue", of: "ana", .listen)])
    #expect(
      bench.at(20, .leg(.caller, .ended(.remoteHangUp)))
        == [.queue(.release(Self.engagement, wasAnswered: true)), .finished])
    #expect(
      bench.events(of: "c1") == [.supervised(by: "sue", of: "ana", .listen), .supervised(by: "sue", of: "ana", nil)])
    #expect(bench.events(of: "s").first == .began(Self.facts, flow: "supervision", release: "r1"))
    #expect(bench.events(of: "s").last == .ended(.callerHungUp(nil)))
    #expect(bench.machine.isFinished)
  }

  @Test func whoIsNotTalkingIsWaitedForFromOneConversationToTheNext() {
    var bench = Bench()
    _ = bench.at(0, .arrived)
    _ = bench.at(0, .conversation("ana", nil))
    #expect(bench.at(1, .leg(.caller, .connected)) == [Self.says(.notTalking, number: 1)])
    #expect(bench.at(30, .conversation("ana", Self.first)) == [Self.takesPart(Self.first, .listen)])
    #expect(
      bench.at(60, .conversation("ana", nil)) == [.media(.endSupervision(.caller)), Self.says(.notTalking, number: 2)])
    #expect(bench.at(90, .conversation("ana", Self.second)) == [Self.takesPart(Self.second, .listen)])
    #expect(bench.at(91, .conversation("ana", Self.second)) == [], "told twice")
    #expect(bench.at(92, .conversation("ben", nil)) == [], "another agent's")
    #expect(bench.events(of: "c1").last == .supervised(by: "sue", of: "ana", nil))
    #expect(bench.events(of: "c2") == [.supervised(by: "sue", of: "ana", .listen)])
  }

  @Test func theNextConversationMayBeginBeforeTheEndOfTheLastIsKnown() {
    var bench = Bench.connected(Self.first)
    #expect(bench.at(60, .conversation("ana", Self.second)) == [Self.takesPart(Self.second, .listen)])
    #expect(bench.events(of: "c1").last == .supervised(by: "sue", of: "ana", nil))
  }

  @Test(arguments: [
    (Key.two, SupervisionKind.whisper, ServicePrompt.whispering), (.three, .join, .joining),
  ])
  func keysChangeHowTheSupervisorTakesPart(key: Key, kind: SupervisionKind, prompt: ServicePrompt) {
    var bench = Bench.connected(Self.first)
    #expect(
      bench.at(5, .media(.key(.caller, key))) == [Self.takesPart(Self.first, kind), Self.says(prompt, number: 1)])
    #expect(bench.at(6, .media(.key(.caller, key))) == [Self.says(prompt, number: 2)], "it is so already")
    #expect(
      bench.at(7, .media(.key(.caller, .one)))
        == [Self.takesPart(Self.first, .listen), Self.says(.listening, number: 3)])
    #expect(
      bench.events(of: "c1") == [
        .supervised(by: "sue", of: "ana", .listen), .supervised(by: "sue", of: "ana", kind),
        .supervised(by: "sue", of: "ana", .listen),
      ])
    for other in [Key.zero, .four, .star, .pound] { #expect(bench.at(8, .media(.key(.caller, other))) == []) }
  }

  @Test func whatIsChosenBetweenTwoConversationsHoldsForTheNext() {
    var bench = Bench.connected()
    #expect(bench.at(5, .media(.key(.caller, .three))) == [Self.says(.joining, number: 2)])
    #expect(bench.at(30, .conversation("ana", Self.first)) == [Self.takesPart(Self.first, .join)])
    #expect(bench.events(of: "c1") == [.supervised(by: "sue", of: "ana", .join)])
  }

  @Test(
    "It ends in one way only",
    arguments: [
      (.leg(.caller, .ended(.remoteHangUp)), .callerHungUp(nil), false),
      (.leg(.caller, .ended(.lost)), .lost(nil), false), (.drain, .drained, true),
    ] as [(CallInput, CallEnd, Bool)], [0, 1, 2])
  func ends(how: (CallInput, CallEnd, Bool), stage: Int) {
    var bench = Bench()
    _ = bench.at(0, .arrived)
    if stage > 0 { _ = bench.at(1, .leg(.caller, .connected)) }
    if stage > 1 { _ = bench.at(2, .conversation("ana", Self.first)) }
    let effects = bench.at(20, how.0)
    #expect(
      effects == (how.2 ? [.leg(.caller, .hangUp)] : [])
        + [.queue(.release(Self.engagement, wasAnswered: true)), .finished])
    #expect(bench.events(of: "s").last == .ended(how.1))
    #expect(bench.events(of: "c1").last == (stage > 1 ? .supervised(by: "sue", of: "ana", nil) : nil))
    #expect(bench.at(21, .conversation("ana", Self.second)) == [])
    #expect(bench.at(22, .drain) == [])
    #expect(bench.at(22, .media(.key(.caller, .two))) == [])
  }

  @Test func aPhoneThatFallsSilentIsAskedAndMayNotTransfer() {
    var bench = Bench.connected(Self.first)
    #expect(bench.at(11, .media(.silent(.caller))) == [.leg(.caller, .probe)])
    #expect(
      bench.at(12, .leg(.caller, .transferRequested(TransferNumber(1), .nobody))) == [
        .leg(.caller, .reportTransfer(TransferNumber(1), .failed(.notAllowed)))
      ])
    #expect(bench.at(13, .handOver(.caller)) == [.leg(.caller, .keep)])
  }

  @Test(
    arguments: [
      ("*81201", SupervisionKind.listen, "201"), ("*82201", .whisper, "201"), ("*83ana", .join, "ana"),
      ("*81", nil, ""),
      ("*84201", nil, ""), ("81201", nil, ""), ("", nil, ""),
    ] as [(String, SupervisionKind?, String)])
  func aNumberSaysHowAndWhom(dialled: String, kind: SupervisionKind?, phone: String) {
    let wish = SupervisionNumbers(listen: "*81", whisper: "*82", join: "*83").wish(in: dialled)
    #expect(wish?.kind == kind)
    #expect((wish?.phone ?? "") == phone)
    #expect(SupervisionNumbers(listen: "*81").wish(in: "*82201") == nil)
    #expect(SupervisionNumbers().wish(in: dialled) == nil)
  }
}

/// Which conversation of a call a supervisor may take part in.
@Suite struct ConversationTests {
  private let anas = Conversation(call: "c", agent: "ana", leg: .agent(1))

  @Test func itLastsAsLongAsTheAgentIsThere() {
    var bench = CallBench.waiting()
    #expect(bench.machine.conversation == nil)
    bench = CallBench.talking()
    #expect(bench.machine.conversation == anas)
    _ = bench.at(30, .leg(.agent(1), .held))
    #expect(bench.machine.conversation == anas)
    _ = bench.at(40, .leg(.caller, .held))
    #expect(bench.machine.conversation == anas)
    _ = bench.at(50, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(bench.machine.conversation == nil)
  }

  @Test func whileTheAgentHandsItOnItIsTheirsAndThenTheColleagues() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .transferRequested(TransferNumber(1), .consulted)))
    #expect(bench.machine.conversation == anas)
    let ben = HandedOver(partner: .agent("ben"), engagement: "e", isAnswered: true, isHolding: false)
    _ = bench.at(31, .handedOver(TransferNumber(1), ben))
    #expect(bench.machine.conversation == Conversation(call: "c", agent: "ben", leg: .agent(2)))
  }

  @Test func withSomebodyOutsideThereIsNone() {
    var bench = CallBench.talking()
    _ = bench.at(30, .leg(.agent(1), .transferRequested(TransferNumber(1), .consulted)))
    let outside = HandedOver(partner: .outside, engagement: nil, isAnswered: true, isHolding: false)
    _ = bench.at(31, .handedOver(TransferNumber(1), outside))
    #expect(bench.machine.conversation == nil)
  }
}
