/// A way through a flow, told as what a caller does: "press 3, then wait".
enum PathText {
  /// `ending` are the ways taken without the caller from the point where the path turns bad.
  static func tell(_ path: [FlowGraph.Way], _ ending: [FlowGraph.Way], endsAt step: StepName) -> String {
    let all = path + ending
    let doings = all.compactMap(doing).reduce(into: [String]()) { doings, next in
      if doings.last != next { doings.append(next) }
    }
    let conditions = all.compactMap(condition)
    let place = "the call ends at `\(step)`" + (conditions.isEmpty ? "" : " (\(conditions.joined(separator: ", ")))")
    return doings.isEmpty ? place : doings.joined(separator: ", then ") + ", and " + place
  }

  private static func doing(_ way: FlowGraph.Way) -> String? {
    switch way.cause {
    case .then, .schedule, .branch, .result, .answer: nil
    case .connected: "talk with whoever `\(way.from)` connects, until they hang up"
    case .callback(let outcome): outcome == "booked" ? "be promised a callback" : "be refused a callback"
    case .surveyed: "answer a survey"
    case .key(let keys): "press \(keys)"
    case .anywhere(let key), .leave(let key): "press \(key.rawValue)"
    case .entry: "key an entry for `\(way.from)`"
    case .silence: "wait"
    case .wrong, .giveUp: "press what fits nothing"
    case .message: "leave a message"
    case .nothingSaid: "say nothing"
    case .queue(let queue, let outcome):
      switch outcome {
      case .answered: "talk with an agent of `\(queue)` until they hang up"
      case .nobody: "find nobody in `\(queue)`"
      case .full: "find `\(queue)` full"
      case .timeout: "wait too long in `\(queue)`"
      }
    }
  }

  private static func condition(_ way: FlowGraph.Way) -> String? {
    if case .answer(let outcome) = way.cause { return "`\(way.from)` \(outcome)" }
    if case .branch(let condition) = way.cause { return "`\(condition)` at `\(way.from)`" }
    if case .result(let flow, let result, _) = way.cause { return "`\(flow)` returns `\(result)`" }
    guard case .schedule(let name, let state) = way.cause else { return nil }
    switch state {
    case .open: return "`\(name)` open"
    case .closed: return "`\(name)` closed"
    case .holiday: return "`\(name)` on holiday"
    }
  }
}
