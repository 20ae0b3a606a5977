import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

/// Whatever comes, in whatever order.
@Suite("An agent's call for messages, by chance")
struct MessageBoxChanceTests {
  private static func input(_ bench: MessageBoxBench, _ dice: inout SeededGenerator) -> CallInput {
    let name = RecordingName("m\(Int.random(in: 1...4, using: &dice))")
    let number = bench.lastNumber ?? 1
    let choices: [CallInput] = [
      .leg(.caller, .connected), .leg(.caller, .held), .leg(.caller, .resumed), .leg(.outside(1), .answered),
      .leg(.outside(1), .ended(.remoteHangUp)), .leg(.outside(2), .ended(.busy)),
      .leg(.caller, .transferRequested(TransferNumber(1), .nobody)), .media(.silent(.caller)), .media(.heard(.caller)),
      .messages(.opened(MessageBoxBench.box(new: 2, old: 1), of: "ana")), .messages(.wantsPIN), .messages(.denied),
      .messages(.done(name)), .messages(.unreadable(number)), .messages(.failed), .deadlineReached,
      .media(.playbackEnded(.caller, number)), .media(.playbackEnded(.caller, number)), .handOver(.caller),
      .engagement("c/messages", granted: false), .fault("a fault"),
    ]
    if Bool.random(using: &dice), let key = Key.allCases.randomElement(using: &dice) {
      return .media(.key(.caller, key))
    }
    return choices.randomElement(using: &dice) ?? .deadlineReached
  }

  private static func problem(with effects: [CallEffect], _ bench: MessageBoxBench, wasFinished: Bool) -> String? {
    let others = effects.filter { if case .leg(_, .keep) = $0 { false } else { true } }
    if wasFinished, !others.isEmpty { return "\(others) after the end" }
    if effects.contains(.finished), effects.last != .finished { return "more after finished" }
    if bench.machine.isFinished, bench.machine.nextDeadline != nil { return "a deadline after the end" }
    return nil
  }

  @Test("it stays sound, and ends by itself within an hour and a goodbye", arguments: 1...300)
  func byChance(seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    var bench = MessageBoxBench(Bool.random(using: &dice) ? .any : .own("ana", account: Redacted("201")))
    bench.at(0, .arrived)
    var now = 0.0
    for _ in 0..<120 {
      now += Double.random(in: 0...5, using: &dice)
      let wasFinished = bench.machine.isFinished
      let effects = bench.at(now, Self.input(bench, &dice))
      let problem = Self.problem(with: effects, bench, wasFinished: wasFinished)
      #expect(problem == nil, "seed \(seed)")
    }
    // From here on nobody does anything, and the media play what they are told.
    while !bench.machine.isFinished, now < 4000 {
      now = max(now, bench.deadline ?? 4000)
      bench.at(now, .deadlineReached)
      bench.at(now, .media(.playbackEnded(.caller, bench.lastNumber ?? 1)))
    }
    #expect(bench.machine.isFinished, "seed \(seed): \(bench.machine)")
    let events = bench.events
    #expect(events.count { if case .began = $0 { true } else { false } } == 1, "seed \(seed)")
    #expect(events.count { if case .ended = $0 { true } else { false } } == 1, "seed \(seed)")
    guard case .began? = events.first, case .ended? = events.last else {
      Issue.record("seed \(seed): the record does not go from began to ended")
      return
    }
  }

  @Test("who asks to stop before the caller was answered is heard")
  func drainedAtOnce() {
    var bench = MessageBoxBench(.any)
    #expect(bench.at(0, .drain) == [.leg(.caller, .reject(.overloaded)), .finished])
    var answered = MessageBoxBench(.any).connected()
    #expect(answered.at(1, .drain).suffix(2) == [.leg(.caller, .hangUp), .finished])
    #expect(answered.events.last == .ended(.drained))
  }
}
