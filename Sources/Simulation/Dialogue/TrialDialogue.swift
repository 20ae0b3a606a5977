internal import CallFlows
internal import Redaction
internal import Timekeeping

/// A call on the bench as a conversation by lines: somebody types what the caller does, and reads what the caller hears.
///
/// Time passes while something is said, and when somebody asks for it: nobody has to type in time.
package struct TrialDialogue: Sendable {
  /// What is waited for where nothing was typed.
  private static let longestWait = Duration.seconds(24 * 3600)

  private var trial: FlowTrial
  private let duration: @Sendable (String) -> Duration?
  private let queues: [QueueName]
  /// How many events have been told.
  private var told = 0

  package init(_ call: TrialCall, on bench: TrialBench, duration: @escaping @Sendable (String) -> Duration?) {
    trial = FlowTrial(call, on: bench)
    queues = bench.queues.keys.sorted()
    self.duration = duration
  }

  package var isOver: Bool { trial.isOver }

  /// The call comes in.
  package mutating func begin() -> [String] {
    trial.begin()
    return settle()
  }

  package mutating func take(_ line: String) -> [String] {
    switch TrialRequest(line, duration: duration) {
    case .press(let keys):
      for key in keys {
        trial.wait(FlowTestRun.pace)
        trial.press(key)
      }
      return settle()
    case .passTime: return passTime()
    case .wait(let duration):
      trial.wait(duration)
      return settle()
    case .hangUp:
      trial.hangUp()
      return news()
    case .say(let words):
      let isHeard = trial.say(words)
      return settle() + (isHeard ? [] : ["(nobody listens to words here)"])
    case .staff(let staff, let queue): return change(queue, to: staff)
    case .agentLeaves:
      let hasLeft = trial.agentLeaves()
      return hasLeft ? settle() : ["(the caller is not talking with an agent)"]
    case .keys: return trial.keyMeanings.isEmpty ? ["(no key does anything now)"] : trial.keyMeanings.map(Self.line)
    case .trace: return trial.events.compactMap(TrialText.traceLine)
    case .help: return TrialRequest.manual
    case .unclear(let sentence): return ["(\(sentence))"]
    }
  }

  /// Up to the next thing that can be told; what plays then plays to its end. Where nothing is to come, no time passes.
  private mutating func passTime() -> [String] {
    var next = trial
    let limit = trial.now.moment + Self.longestWait
    while next.events.dropFirst(told).allSatisfy({ TrialText.line($0) == nil }) {
      if !next.proceed(until: limit) { return ["(nothing happens by itself\(advice))"] }
    }
    trial = next
    return settle()
  }

  private var advice: String {
    if trial.talking != nil { return "; `:agent leaves` ends the conversation" }
    return trial.waitingIn == nil ? "" : "; `:agent free` sends somebody"
  }

  private mutating func change(_ queue: QueueName?, to staff: TrialStaff) -> [String] {
    if let queue, !queues.contains(queue) {
      return ["(there is no queue \(queue.text.printable); queues are \(queues.map(\.text).joined(separator: ", ")))"]
    }
    for queue in (queue ?? trial.waitingIn).map({ [$0] }) ?? queues { trial.change(queue, to: staff) }
    // Who has just become free picks up before anything else is typed.
    if trial.waitingIn != nil, case .free(let count) = staff, count > 0 { trial.wait(FlowTrial.ringing) }
    return settle()
  }

  /// Everything that plays is heard.
  private mutating func settle() -> [String] {
    let limit = trial.now.moment + Self.longestWait
    while trial.isPlaying, trial.proceed(until: limit) {}
    return news()
  }

  private mutating func news() -> [String] {
    let lines = trial.events.dropFirst(told).compactMap(TrialText.line).map(\.printable)
    told = trial.events.count
    return lines
  }

  private static func line(_ meaning: KeyMeaning) -> String {
    let keys = meaning.keys + String(repeating: " ", count: max(1, 10 - meaning.keys.count))
    return "  \(keys)\(meaning.meaning)"
  }
}
