/// Values in the words of prompts: each must be known where the prompt is heard, be of a type that can be spoken so, and
/// be no secret.
struct SpokenRules {
  private let flow: Flow
  private let release: FlowRelease
  private let queues: [QueueName: QueueRule]
  private let names: KeptNames
  /// Values that the flow itself says, by the names that it sets to them.
  private let literals: [VariableName: [FlowValue]]
  /// Names of recordings.
  private let recordings: Set<VariableName>

  init(_ flow: Flow, in release: FlowRelease, queues: [QueueName: QueueRule], names: KeptNames) {
    self.flow = flow
    self.release = release
    self.queues = queues
    self.names = names
    literals = flow.assignments.reduce(into: [:]) { literals, assignment in
      if case .literal(let value) = assignment.value { literals[assignment.name, default: []].append(value) }
    }
    recordings = Set(
      flow.orderedSteps.compactMap { step in
        if case .record(let action) = step.action { action.keep } else { nil }
      })
  }

  func check() -> [Diagnostic] {
    guard !release.spokenValues.isEmpty else { return [] }
    return PromptRules.uses(of: flow, queues: queues, surveys: release.surveys).flatMap { use -> [Diagnostic] in
      // What the service's own words speak, the service knows.
      guard ServicePrompt(rawValue: use.name.text) == nil else { return [] }
      let values = (release.spokenValues[use.name] ?? []).sorted {
        ($0.name, $0.kind.description) < ($1.name, $1.kind.description)
      }
      return values.compactMap { check($0, of: use) }
    }
  }

  private func check(_ value: SpokenValue, of use: PromptRules.Use) -> Diagnostic? {
    guard case .kept(let name) = value.source else { return checkCall(value, of: use) }
    guard let type = names.types[name] else {
      var mend = Suggestion.mend(for: name.text, among: names.types.keys.map(\.text).sorted())
      if mend.isEmpty { mend = "keep or set it on the way, or take it out of the words" }
      return error("prompt `\(use.name)` speaks `\(name)`, which nothing keeps or sets", "unknown-name", mend, use)
    }
    if names.secrets.contains(name) {
      return error("`\(name)` is secret and would be spoken by the prompt `\(use.name)`", "secret-shown", "", use)
    }
    if recordings.contains(name) {
      return error("prompt `\(use.name)` cannot speak `\(name)`, which names a recording", "bad-type", "", use)
    }
    if !value.kind.speaks(type) {
      let sentence = "prompt `\(use.name)` cannot speak `\(name)`, which is \(type.phrase), as \(value.kind)"
      return error(sentence, "bad-type", value.kind.mend(for: value.name, type), use)
    }
    guard let wrong = literals[name]?.first(where: { !$0.isSpoken(as: value.kind) }) else { return nil }
    let shown = wrong.shown ?? "a secret"
    return error(
      "prompt `\(use.name)` cannot speak `\(name)`, set to `\(shown)`, as \(value.kind)", "bad-type", "", use)
  }

  /// Of what a call has by itself only numbers are spoken: those to dial as digits.
  private func checkCall(_ value: SpokenValue, of use: PromptRules.Use) -> Diagnostic? {
    guard case .call(let attribute) = value.source else { return nil }
    switch (attribute, value.kind) {
    case (.from, .digits), (.to, .digits), (.divertedFrom, .digits), (.attempt, .digits), (.attempt, .number):
      return nil
    case (.from, _), (.to, _), (.divertedFrom, _):
      let mend = "write {\(value.name), digits}"
      return error("prompt `\(use.name)` cannot speak `\(value.name)` as \(value.kind)", "bad-type", mend, use)
    case (.id, _), (.name, _), (.language, _), (.reason, _), (.priority, _), (.agent, _), (.attempt, _):
      let mend = "of the call, call.from, call.to, call.diverted-from and call.attempt are spoken"
      return error("prompt `\(use.name)` cannot speak `\(value.name)` as \(value.kind)", "bad-type", mend, use)
    }
  }

  private func error(_ sentence: String, _ rule: String, _ mend: String, _ use: PromptRules.Use) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: use.location)
  }
}

extension SpokenKind {
  /// Whether values of a type can be spoken so. Text may be anything: which keys a caller presses, only the call shows.
  func speaks(_ type: FlowType) -> Bool {
    switch (self, type) {
    case (_, .text): true
    case (.number, .number), (.digits, .number), (.money, .number), (.duration, .number): true
    case (.money(let spoken), .money(let currency)): currency.isEmpty || currency == spoken
    case (.date, .date), (.time, .time): true
    case (.number, _), (.digits, _), (.money, _), (.date, _), (.time, _), (.duration, _): false
    }
  }

  /// The kind in which values of a type are spoken, as it stands in the words.
  fileprivate func mend(for name: String, _ type: FlowType) -> String {
    switch type {
    case .text, .yesNo: ""
    case .number: "write {\(name), number}"
    case .money(let currency): "write {\(name), money \(currency.isEmpty ? "EUR" : currency)}"
    case .date: "write {\(name), date}"
    case .time: "write {\(name), time}"
    }
  }
}
