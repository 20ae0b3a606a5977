package import CallFlows
internal import Timekeeping

/// One test, line by line, against a call on the bench.
///
/// The lines that expect something look at what has happened since the last one that did, in order, and let time pass
/// until there is more. In their way stands only a prompt that plays and is not named; it may play where it repeats one
/// that was heard before, where it played during `waits`, where `then: anything` stands between, and where it is one of
/// the service's own words.
package struct FlowTestRun {
  /// From key to key, and from what was heard to the first key.
  package static let pace = Duration.milliseconds(250)
  /// A line waits no longer for what it expects.
  static let patience = Duration.seconds(2 * 3600)
  /// What is kept need not be there before the last key has been understood.
  static let keepingTime = Duration.seconds(10)

  private let test: FlowTest
  private var trial: FlowTrial
  /// The first event that no line has looked at.
  private var cursor = 0
  /// Events that happened while the test waits.
  private var meanwhile: [Range<Int>] = []
  private var isAnythingAllowed = false

  package static func run(_ test: FlowTest, on bench: TrialBench) -> FlowTestResult {
    var run = FlowTestRun(test, on: bench)
    let failure = run.talk()
    return FlowTestResult(test: test, failure: failure, events: run.trial.events, length: run.trial.time)
  }

  private init(_ test: FlowTest, on bench: TrialBench) {
    self.test = test
    trial = FlowTrial(
      TrialCall(
        flow: test.flow, from: test.from, to: test.to, at: test.at, staff: test.staff, lookups: test.lookups,
        surveyed: test.surveyed),
      on: bench)
  }

  private mutating func talk() -> FlowTestFailure? {
    trial.begin()
    for line in test.talk {
      if let failure = take(line) { return failure }
    }
    trial.hangUp()
    return nil
  }

  private mutating func take(_ line: FlowTest.Line) -> FlowTestFailure? {
    switch line.content {
    case .hears, .queued, .connected: return expect(line)
    case .ends(let ending): return expect(ending, line)
    case .keeps(let values): return expect(values, line)
    case .presses(let keys): return press(keys, line)
    case .says(let words): return say(words, line)
    case .waits(let duration):
      // What plays already plays on.
      let first = trial.isPlaying ? max(cursor, trial.events.count - 1) : trial.events.count
      trial.wait(duration)
      meanwhile.append(first..<trial.events.count)
    case .agentLeaves:
      let hasLeft = trial.agentLeaves()
      if !hasLeft {
        return fail(line, "the caller is not talking with an agent", mend: "write `{connected: agent}` first")
      }
    case .hangsUp:
      if trial.isOver { return fail(line, "the call is over already") }
      trial.hangUp()
    case .anything: isAnythingAllowed = true
    }
    return nil
  }

  private mutating func press(_ keys: [Key], _ line: FlowTest.Line) -> FlowTestFailure? {
    for key in keys {
      trial.wait(Self.pace)
      if trial.isOver { return fail(line, "the call is over before the key \(key.rawValue)") }
      trial.press(key)
    }
    return nil
  }

  private mutating func say(_ words: String, _ line: FlowTest.Line) -> FlowTestFailure? {
    let limit = trial.now.moment + Self.patience
    while !trial.isRecordingMessage, trial.isPlaying { if !trial.proceed(until: limit) { break } }
    let isHeard = trial.say(words)
    return isHeard ? nil : fail(line, "nobody listens to what the caller says", mend: "only `record` listens to words")
  }
}

/// Lines that expect something.
extension FlowTestRun {
  private enum Finding {
    case found(Int)
    case refused(Int)
    case nothingYet
  }

  private mutating func expect(_ line: FlowTest.Line) -> FlowTestFailure? {
    let limit = trial.now.moment + Self.patience
    for _ in 0..<FlowTrial.mostHappenings {
      switch look(for: line.content) {
      case .found(let index):
        cursor = index + 1
        isAnythingAllowed = false
        return nil
      case .refused(let index): return fail(line, heard: trial.events[index])
      case .nothingYet:
        if trial.isOver { return failAtEnd(line) }
        if !trial.proceed(until: limit) { return failInSilence(line) }
      }
    }
    return failInSilence(line)
  }

  private func look(for content: FlowTest.Content) -> Finding {
    for index in cursor..<max(cursor, trial.events.count) {
      if content.isMet(by: trial.events[index]) { return .found(index) }
      if stands(inTheWay: index, of: content) { return .refused(index) }
    }
    return .nothingYet
  }

  private func stands(inTheWay index: Int, of content: FlowTest.Content) -> Bool {
    if isAnythingAllowed || meanwhile.contains(where: { $0.contains(index) }) { return false }
    guard case .heard(let heard) = trial.events[index].content else { return false }
    if heard.isServices || content.isMet(byWhatFollows: heard) { return false }
    return !trial.events[..<index].contains { event in
      if case .heard(let before) = event.content { before.prompt.name == heard.prompt.name } else { false }
    }
  }

  /// A message, once kept, stays kept, and a promise given; every other end is the end of the call.
  private mutating func expect(_ ending: FlowTest.Ending, _ line: FlowTest.Line) -> FlowTestFailure? {
    if ending.outlastsCall, trial.events.contains(where: { line.content.isMet(by: $0) }) { return nil }
    return expect(line)
  }

  private mutating func expect(_ values: [VariableName: String], _ line: FlowTest.Line) -> FlowTestFailure? {
    let limit = trial.now.moment + Self.keepingTime
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      while trial.kept[name] == nil, trial.proceed(until: limit) {}
      guard let kept = trial.kept[name] else { return fail(line, "nothing is kept as `\(name)`") }
      guard kept != value else { continue }
      let isSecret = kept == TrialText.masked
      return fail(
        line, isSecret ? "`\(name)` is a secret" : "`\(name)` is `\(kept)`, not `\(value)`",
        mend: isSecret ? "write `\(name): \(TrialText.masked)`" : "")
    }
    return nil
  }
}

/// What an operator reads.
extension FlowTestRun {
  private func fail(_ line: FlowTest.Line, _ sentence: String, mend: String = "") -> FlowTestFailure {
    FlowTestFailure(
      location: line.location, sentence: sentence, mend: mend, story: trial.events.compactMap(TrialText.line))
  }

  private func fail(_ line: FlowTest.Line, heard event: TrialEvent) -> FlowTestFailure {
    guard case .heard(let heard) = event.content else { return fail(line, "something else happens") }
    let place = event.step.map { " in the step `\($0)`" } ?? ""
    let sentence = "the caller hears `\(heard.prompt.name)` at \(TrialText.clock(event.time))\(place) instead"
    return fail(line, sentence, mend: line.content.remark(on: heard))
  }

  private func failAtEnd(_ line: FlowTest.Line) -> FlowTestFailure {
    for case .recorded(.ended(let end)) in trial.events.map(\.content) {
      return fail(line, "\(TrialText.told(end)), at \(TrialText.clock(trial.time))")
    }
    return fail(line, "the call is over")
  }

  private func failInSilence(_ line: FlowTest.Line) -> FlowTestFailure {
    let place =
      trial.talking.map { "the caller talks with \($0)" }
      ?? trial.waitingIn.map { "the caller waits in `\($0)`" }
      ?? "the call stays in the step `\(trial.step?.text ?? "")`"
    return fail(line, "it does not come: \(place)", mend: trial.talking == nil ? "" : "`{agent-leaves: yes}` ends that")
  }
}
