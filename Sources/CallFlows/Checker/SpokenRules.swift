/// Values in the words of prompts: each must be known where the prompt is heard, be of a kind that can be spoken so, and
/// be no secret.
struct SpokenRules {
  let flow: Flow
  let spoken: [PromptName: Set<SpokenValue>]
  let queues: [QueueName: QueueRule]

  private struct Known {
    var literals: [FlowValue] = []
    /// Something of this name is kept, whose value nobody knows before the call.
    var isKept = false
    var isSecret = false
    /// It names a recording.
    var isMessage = false
  }

  func check() -> [Diagnostic] {
    guard !spoken.isEmpty else { return [] }
    let known = self.known
    return PromptRules.uses(of: flow, queues: queues).flatMap { use -> [Diagnostic] in
      // What the service's own words speak, the service knows.
      guard ServicePrompt(rawValue: use.name.text) == nil else { return [] }
      let values = (spoken[use.name] ?? []).sorted { ($0.name, $0.kind.description) < ($1.name, $1.kind.description) }
      return values.compactMap { check($0, of: use, known) }
    }
  }

  private func check(_ value: SpokenValue, of use: PromptRules.Use, _ known: [VariableName: Known]) -> Diagnostic? {
    guard case .kept(let name) = value.source else { return checkCall(value, of: use) }
    guard let known = known[name] else {
      let candidates = known.keys.map(\.text).sorted()
      var mend = Suggestion.mend(for: name.text, among: candidates)
      if mend.isEmpty { mend = "keep or set it on the way, or take it out of the words" }
      return error("prompt `\(use.name)` speaks `\(name)`, which nothing keeps or sets", "unknown-name", mend, use)
    }
    if known.isSecret {
      return error("`\(name)` is secret and would be spoken by the prompt `\(use.name)`", "secret-shown", "", use)
    }
    if known.isMessage {
      return error("prompt `\(use.name)` cannot speak `\(name)`, which names a recording", "bad-type", "", use)
    }
    guard let wrong = known.literals.first(where: { !$0.isSpoken(as: value.kind) }) else { return nil }
    let shown = wrong.shown ?? "a secret"
    return error(
      "prompt `\(use.name)` cannot speak `\(name)`, set to `\(shown)`, as \(value.kind)", "bad-type", "", use)
  }

  /// Of what a call has by itself only numbers to dial are spoken.
  private func checkCall(_ value: SpokenValue, of use: PromptRules.Use) -> Diagnostic? {
    guard value.kind != .digits else { return nil }
    let mend = "write {\(value.name), digits}"
    return error("prompt `\(use.name)` cannot speak `\(value.name)` as \(value.kind)", "bad-type", mend, use)
  }

  private func error(_ sentence: String, _ rule: String, _ mend: String, _ use: PromptRules.Use) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: use.location)
  }

  /// Everything that the flow keeps or sets. A secret's copy is one.
  private var known: [VariableName: Known] {
    var known: [VariableName: Known] = [:]
    let steps = flow.orderedSteps
    for step in steps {
      switch step.action {
      case .ask(let ask):
        guard let name = ask.keep else { continue }
        known[name, default: Known()].isKept = true
        if ask.secret { known[name]?.isSecret = true }
      case .record(let action): if let name = action.keep { known[name, default: Known()].isMessage = true }
      case .say, .menu, .chooseLanguage, .schedule, .set, .queue, .go, .hangUp: continue
      }
    }
    let set = steps.flatMap { step -> [Assignment] in
      if case .set(let assignments, _) = step.action { assignments } else { [] }
    }
    let assignments = set + flow.destinations.flatMap(\.destination.set)
    for assignment in assignments {
      if case .literal(let value) = assignment.value {
        known[assignment.name, default: Known()].literals.append(value)
      } else {
        known[assignment.name, default: Known()].isKept = true
      }
    }
    var count = -1
    while count != known.values.count(where: \.isSecret) {
      count = known.values.count(where: \.isSecret)
      for case let assignment in assignments {
        guard case .name(.kept(let source)) = assignment.value, known[source]?.isSecret == true else { continue }
        known[assignment.name]?.isSecret = true
      }
    }
    return known
  }
}
