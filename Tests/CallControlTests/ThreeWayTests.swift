import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// An agent brings the caller and whom the agent consulted together, and stays.
@Suite struct ThreeWayTests {
  private static let features = FeatureKeys(threeWay: KeySequence("*3"))

  private static func conferees(_ partner: Partner = .agent("ben"), agentHolds: Bool = false) -> Conferees {
    Conferees(
      agent: "ana", isAgentHolding: agentHolds,
      guest: HandedOver(
        partner: partner, engagement: partner == .outside ? nil : "e", isAnswered: true, isHolding: false))
  }

  /// ana has the caller on hold since 25 s, and all three talk since 60 s.
  private static func conference(_ partner: Partner = .agent("ben")) -> CallBench {
    var bench = CallBench.talking()
    _ = bench.at(25, .leg(.agent(1), .held))
    _ = bench.at(60, .conferees(conferees(partner)))
    return bench
  }

  private static let apart: [CallEffect] = [
    .media(.endSupervision(.agent(3))), .media(.unbridge(.caller, .agent(2))),
  ]

  @Test func theAgentsOtherLineTakesThePlaceOfTheHeldOne() {
    var bench = CallBench.talking()
    _ = bench.at(25, .leg(.agent(1), .held))
    #expect(
      bench.at(60, .conferees(Self.conferees())) == [
        .leg(.agent(2), .adopt), .media(.withholdKeys(.agent(2), false)), .leg(.agent(3), .adopt),
        .media(.stop(.caller)), .leg(.agent(1), .hangUp), .media(.bridge(.caller, .agent(2))),
        .media(.conference(.agent(3), .agent(2))),
      ])
    #expect(bench.events.last == .threeWay("c/1", by: "ana", with: .agent("ben")))
    #expect(bench.at(61, .leg(.agent(1), .ended(.localHangUp))) == [], "the held line is over, not the conversation")
    #expect(bench.machine.conversation == Conversation(call: "c", agent: "ana", leg: .agent(2)))
  }

  @Test func whenTheAgentLeavesTheCallerGoesOnWithTheColleague() {
    var bench = Self.conference()
    #expect(
      bench.at(90, .leg(.agent(2), .ended(.remoteHangUp)))
        == Self.apart + [.queue(.conversationTaken("c/1", "support", "e")), .media(.bridge(.caller, .agent(3)))])
    #expect(
      bench.events.suffix(2) == [.conversationEnded("c/1", "ana", .transferred), .talking("c/1", "ben", .agent(3))])
    #expect(
      bench.at(120, .leg(.agent(3), .ended(.remoteHangUp))).contains(.queue(.conversationEnded("c/1"))),
      "the colleague's is a conversation like every other")
  }

  @Test func whenTheAgentLeavesTheCallerGoesOnWithSomebodyOutside() {
    var bench = Self.conference(.outside)
    #expect(
      bench.at(90, .leg(.agent(2), .ended(.remoteHangUp))) == [
        .media(.endSupervision(.outside(3))), .media(.unbridge(.caller, .agent(2))),
        .queue(.conversationEnded("c/1")), .media(.bridge(.caller, .outside(3))),
      ])
  }

  @Test func whenTheColleagueLeavesTheAgentAndTheCallerTalkOn() {
    var bench = Self.conference()
    #expect(
      bench.at(90, .leg(.agent(3), .ended(.remoteHangUp)))
        == [.queue(.release("e", wasAnswered: true))] + Self.apart + [.media(.bridge(.caller, .agent(2)))])
    #expect(bench.machine.conversation?.agent == "ana")
  }

  @Test func whenTheCallerLeavesAllIsOver() {
    var bench = Self.conference()
    #expect(
      bench.at(90, .leg(.caller, .ended(.remoteHangUp))) == [
        .leg(.agent(2), .hangUp), .leg(.agent(3), .hangUp), .queue(.release("e", wasAnswered: true)),
        .queue(.conversationEnded("c/1")), .finished,
      ])
  }

  @Test func whoeverHoldsIsLeftOutAndComesBack() {
    var bench = Self.conference()
    #expect(
      bench.at(70, .leg(.agent(3), .held)) == Self.apart + [.media(.bridge(.caller, .agent(2)))])
    #expect(
      bench.at(71, .leg(.agent(2), .held)) == [.media(.unbridge(.caller, .agent(2))), .media(.music(.caller, "tune"))])
    #expect(bench.at(72, .leg(.agent(3), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(3)))])
    #expect(
      bench.at(73, .leg(.agent(2), .resumed)) == [
        .media(.unbridge(.caller, .agent(3))), .media(.bridge(.caller, .agent(2))),
        .media(.conference(.agent(3), .agent(2))),
      ])
    #expect(bench.at(74, .leg(.caller, .held)) == Self.apart + [.media(.bridge(.agent(2), .agent(3)))])
  }

  @Test func nobodyIsTransferredOutOfAConference() {
    var bench = Self.conference()
    for leg in [LegID.agent(2), .agent(3)] {
      #expect(
        bench.at(70, .leg(leg, .transferRequested(TransferNumber(1), .queue("support")))) == [
          .leg(leg, .reportTransfer(TransferNumber(1), .failed(.notAllowed)))
        ])
    }
  }

  @Test func aPhoneThatVanishesLeavesTheOthers() {
    for (silent, other) in [(LegID.agent(2), LegID.agent(3)), (.agent(3), .agent(2))] {
      var bench = Self.conference()
      _ = bench.at(61, .media(.heard(silent)))
      #expect(bench.at(80, .media(.silent(silent))) == [.leg(silent, .probe)])
      let effects = bench.at(160, .deadlineReached)
      #expect(effects.contains(.leg(silent, .hangUp)))
      #expect(effects.last == .media(.bridge(.caller, other)))
    }
  }

  @Test func whoComesTooLateIsGivenBack() {
    var bench = CallBench.waiting()
    #expect(bench.at(60, .conferees(Self.conferees())) == [.queue(.release("e", wasAnswered: true))])
    var gone = CallBench.talking()
    _ = gone.at(59, .leg(.caller, .ended(.remoteHangUp)))
    #expect(gone.at(60, .conferees(Self.conferees())) == [.queue(.release("e", wasAnswered: true))])
    var twice = Self.conference()
    #expect(twice.at(70, .conferees(Self.conferees())) == [.queue(.release("e", wasAnswered: true))])
  }

  // MARK: The consultation

  /// ana's second line talks with ben since 4 s.
  private static func consultation() -> (ConsultationMachine, ClockReading) {
    var machine = ConsultationMachine(
      id: "k", facts: CallerFacts(user: Redacted("201"), dialled: Redacted("202")), callerAgent: "ana",
      callee: .agent("ben", phone: Redacted("202")), features: features)
    var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
    _ = machine.handle(.arrived, at: now)
    _ = machine.handle(.engagement("k/callee", granted: true), at: now)
    now = now.advanced(by: .seconds(4))
    let answered = machine.handle(.leg(.agent(1), .answered), at: now)
    #expect(
      answered == [.leg(.caller, .answer), .media(.withholdKeys(.caller, true)), .media(.bridge(.caller, .agent(1)))])
    return (machine, now)
  }

  @Test func theAgentKeysItAndTheConsultationIsOver() {
    var (machine, now) = Self.consultation()
    #expect(machine.handle(.media(.key(.caller, .star)), at: now) == [])
    #expect(machine.nextDeadline == now.moment + .seconds(1))
    let wanted = Conferees(
      agent: "ana", isAgentHolding: false,
      guest: HandedOver(partner: .agent("ben"), engagement: "k/callee", isAnswered: true, isHolding: false))
    #expect(machine.handle(.media(.key(.caller, .three)), at: now) == [.confer(wanted)])
    #expect(
      machine.handle(.conferred(true), at: now) == [.queue(.release("k/caller", wasAnswered: true)), .finished])
    #expect(machine.isFinished && machine.nextDeadline == nil)
  }

  @Test func whereNoCallerWaitsTheKeysAreTheColleagues() {
    var (machine, now) = Self.consultation()
    _ = machine.handle(.media(.key(.caller, .star)), at: now)
    _ = machine.handle(.media(.key(.caller, .three)), at: now)
    #expect(machine.handle(.conferred(false), at: now) == [.media(.press(.agent(1), Redacted("*3")))])
    #expect(machine.handle(.media(.key(.caller, .five)), at: now) == [.media(.press(.agent(1), Redacted("5")))])
    _ = machine.handle(.media(.key(.caller, .star)), at: now)
    now = now.advanced(by: .seconds(1))
    #expect(machine.handle(.deadlineReached, at: now) == [.media(.press(.agent(1), Redacted("*")))])
  }

  @Test func theColleaguesKeysMeanNothing() {
    var (machine, now) = Self.consultation()
    #expect(machine.handle(.media(.key(.agent(1), .star)), at: now) == [.media(.press(.caller, Redacted("*")))])
    #expect(machine.handle(.media(.key(.agent(1), .three)), at: now) == [.media(.press(.caller, Redacted("3")))])
  }
}
