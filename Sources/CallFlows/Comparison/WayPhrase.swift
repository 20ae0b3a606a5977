/// What makes a call take a way, as the beginning of a sentence about where it leads; the steps it is taken from stand
/// between its two parts.
struct WayPhrase: Hashable {
  var before: String
  var after: String
  /// Whether `after` is the rest of a clause, so that the sentence needs "the call".
  var isCondition: Bool

  private init(_ before: String, _ after: String = "", isCondition: Bool = false) {
    self.before = before
    self.after = after
    self.isCondition = isCondition
  }

  init(_ cause: FlowGraph.Cause) {
    self =
      switch cause {
      case .key(let keys): Self("pressing \(keys) in ")
      case .anywhere(let key): Self("pressing \(key.rawValue) anywhere")
      case .leave(let key): Self("leaving the queue by \(key.rawValue) in ")
      case .entry: Self("a good entry in ")
      case .silence: Self("silence in ")
      case .wrong: Self("what fits nothing in ")
      case .giveUp: Self("giving up in ")
      case .message: Self("a message left in ")
      case .nothingSaid: Self("saying nothing in ")
      case .schedule(let name, let state):
        Self("when `\(name)` is \(Self.words(for: state)) (in ", ")", isCondition: true)
      case .queue(let name, let outcome): Self(Self.words(for: outcome, of: name) + " (in ", ")", isCondition: true)
      case .branch("else"): Self("when nothing else fits (in ", ")", isCondition: true)
      case .branch(let condition): Self("when `\(condition)` (in ", ")", isCondition: true)
      case .result(let flow, let result, _): Self("when `\(flow)` comes to `\(result)` (in ", ")", isCondition: true)
      case .answer(let outcome): Self("`\(outcome)` of ")
      case .connected: Self("when the other side has hung up (in ", ")", isCondition: true)
      case .callback(let outcome): Self("a callback \(outcome) in ")
      case .then, .surveyed: Self("")
      }
  }

  /// "pressing 2 in `main` now leads to the queue `sales` instead of the queue `support`".
  func sentence(in steps: [StepName], from old: String?, to new: String?) -> String {
    let subject = before + (before.hasSuffix("anywhere") ? "" : Self.list(steps)) + after
    switch (old, new) {
    case (let old?, let new?): return subject + leads + "\(new) instead of \(old)"
    case (nil, let new?): return subject + leads + new
    case (let old?, nil):
      return subject + (isCondition ? ", nothing happens" : " does nothing") + " any more (it led to \(old))"
    case (nil, nil): return subject
    }
  }

  private var leads: String { isCondition ? ", the call now comes to " : " now leads to " }

  private static func words(for state: Schedule.State) -> String {
    switch state {
    case .open: "open"
    case .closed: "closed"
    case .holiday: "on holiday"
    }
  }

  private static func words(for outcome: QueueOutcome, of queue: QueueName) -> String {
    switch outcome {
    case .answered: "when an agent of `\(queue)` has hung up"
    case .nobody: "when nobody is there for `\(queue)`"
    case .full: "when `\(queue)` is full"
    case .timeout: "after the longest wait in `\(queue)`"
    }
  }

  /// "`a`, `b` and `c`".
  static func list(_ names: [StepName]) -> String {
    let quoted = names.map { "`\($0)`" }
    guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}
