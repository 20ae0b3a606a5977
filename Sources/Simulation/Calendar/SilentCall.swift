internal import CallFlows
internal import Redaction
internal import Timekeeping

/// What becomes of a caller who does nothing.
package struct SilentCall: Sendable {
  /// Who waits for so long in silence has waited for everything.
  private static let patience = Duration.seconds(4 * 3600)

  /// What the caller hears and where it ends, as lines.
  package let story: [String]
  /// The same in short, without times, for comparing: the prompts, each once, and the end.
  package let course: [String]

  package init(_ call: TrialCall, on bench: TrialBench) {
    var trial = FlowTrial(call, on: bench)
    trial.begin()
    let limit = trial.now.moment + Self.patience
    for _ in 0..<FlowTrial.mostHappenings {
      if trial.talking != nil || trial.isOver || !trial.proceed(until: limit) { break }
    }
    story = trial.events.compactMap(TrialText.line).map(\.printable) + [Self.end(of: trial).1]
    var course: [String] = []
    for case .heard(let heard) in trial.events.map(\.content) where !heard.isServices {
      if !course.contains(heard.prompt.name.text) { course.append(heard.prompt.name.text) }
    }
    self.course = course + [Self.end(of: trial).0]
  }

  private static func end(of trial: FlowTrial) -> (String, String) {
    let time = TrialText.clock(trial.time)
    switch trial.talking {
    case .agent(let queue): return ("agent of \(queue)", "After \(time) the caller talks with an agent of \(queue).")
    case .outside(let request):
      let other = request.target.shown.printable
      return (other, "After \(time) the caller talks with \(other).")
    case nil: break
    }
    if let queue = trial.waitingIn { return ("waits in \(queue)", "The caller goes on waiting in \(queue).") }
    return trial.isOver ? ("end", "The call lasts \(time).") : ("goes on", "The call goes on and on.")
  }
}
