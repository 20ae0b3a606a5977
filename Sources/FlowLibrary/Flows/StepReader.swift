import CallFlows

/// Reads one step: finds its one action, and then its settings and outcomes.
struct StepReader {
  let reader: SchemaReader
  let name: StepName
  let location: SourceLocation
  let defaults: FlowDefaults
  let languages: [Language]
  let announcements: [QueueName: Announcements]

  static let actions = [
    "say", "menu", "choose-language", "ask", "schedule", "lookup", "choose", "set", "queue", "callback", "record",
    "survey",
    "case", "follow-up", "message", "transfer", "run", "go", "hang-up", "return",
  ]

  private static let form = "write what it does, `{say: PROMPT, then: STEP}`, or where it leads, `{go: STEP}`"

  func step(_ node: YAMLNode) -> Step? {
    if node.content == .scalar("hang-up", quoted: false) {
      return Step(name: name, action: .hangUp, location: location)
    }
    guard let fields = reader.mapping(node, "the step `\(name)`", mend: Self.form),
      let action = action(of: fields)
    else { return nil }
    let read = read(action, fields)
    fields.finish()
    let mentions = Self.mentions(in: fields)
    return read.map { Step(name: name, action: $0, location: location, mentions: mentions) }
  }

  /// The name of the step's action; reports a step with none or with two.
  private func action(of fields: MappingReader) -> String? {
    let present = fields.entries.map(\.key).filter { Self.actions.contains($0) }
    let actions = Self.withoutSettings(present, fields)
    if actions.count == 1 { return actions[0] }
    if let second = actions.dropFirst().first, let entry = fields.entry(second) {
      let sentence = "a step has one action; `\(name)` has `\(actions[0])` and `\(second)`"
      reader.error(sentence, rule: "two-actions", mend: "make two steps of it", at: entry.keyLocation)
      return nil
    }
    reportNoAction(fields)
    return nil
  }

  private func reportNoAction(_ fields: MappingReader) {
    for entry in fields.entries {
      let mend = reader.suggestion(for: entry.key, among: Self.actions)
      guard !mend.isEmpty, !FlowDefaults.outcomeNames.contains(entry.key) else { continue }
      let sentence = "the step `\(name)` has no action; `\(entry.key)` is none"
      reader.error(sentence, rule: "no-action", mend: mend, at: entry.keyLocation)
      return
    }
    let mend = "give it one of: \(Self.actions.joined(separator: ", "))"
    reader.error("the step `\(name)` has no action", rule: "no-action", mend: mend, at: location)
  }

  /// Words that name an action by themselves and a setting beside certain others.
  private static func withoutSettings(_ present: [String], _ fields: MappingReader) -> [String] {
    var actions = present
    if present.contains("queue"), present.contains("callback") {
      let books = fields.entries.contains { ["booked", "refused", "attempts", "gap", "at"].contains($0.key) }
      actions.removeAll { $0 == (books ? "queue" : "callback") }
    }
    if actions.contains("queue") { actions.removeAll { $0 == "record" } }
    if actions.contains("callback") { actions.removeAll { $0 == "queue" } }
    if actions.contains("record") { actions.removeAll { $0 == "follow-up" } }
    if actions.contains("go") { actions.removeAll { $0 == "set" } }
    return actions
  }

  private func read(_ action: String, _ fields: MappingReader) -> Action? {
    switch action {
    case "say": say(fields)
    case "menu": menu(fields)
    case "choose-language": chooseLanguage(fields)
    case "ask": ask(fields)
    case "schedule": scheduleQuestion(fields)
    case "choose": choose(fields)
    case "run": run(fields)
    case "lookup": lookup(fields)
    case "transfer": transfer(fields)
    case "callback": callback(fields)
    case "survey": survey(fields)
    case "case": caseFile(fields)
    case "follow-up": followUp(fields)
    case "message": message(fields)
    case "return": giveBack(fields)
    case "queue": queue(fields)
    case "record": record(fields)
    case "go": reader.destination(fields).map { .go($0) }
    case "set": set(fields)
    default: hangUp(fields)
    }
  }

  /// An outcome of this step, by the step or by `defaults`; reports one that neither covers.
  func outcome(_ key: String, _ fields: MappingReader) -> Destination? {
    if let entry = fields.entry(key) {
      guard !entry.value.isEmpty else {
        reader.error("`\(key)` has no value", rule: "empty-value", at: entry.keyLocation)
        return nil
      }
      return reader.destination(entry.value, "`\(key)`")
    }
    if let destination = defaults.outcomes[key] { return destination }
    let mend = "add `\(key): STEP` to the step or to `defaults`"
    let sentence = "the step `\(name)` does not say where `\(key)` leads"
    reader.error(sentence, rule: "uncovered-outcome", mend: mend, at: location)
    return nil
  }

  /// An outcome that nobody has to cover.
  func optionalOutcome(_ key: String, _ fields: MappingReader) -> Destination? {
    guard fields.entry(key) != nil || defaults.outcomes[key] != nil else { return nil }
    return outcome(key, fields)
  }

  private func hangUp(_ fields: MappingReader) -> Action {
    _ = fields.take("hang-up").flatMap { reader.word($0, "`hang-up`", of: ["yes"]) }
    return .hangUp
  }
}
