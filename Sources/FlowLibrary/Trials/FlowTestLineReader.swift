import CallFlows

/// Reads one line of a test's `talk`: `{hears: main-menu, in: pl}`.
struct FlowTestLineReader {
  let reader: SchemaReader
  let service: LoadedService
  /// Of the flow that is called.
  let languages: [Language]

  /// What a line may do; each line does one of these.
  static let doings = [
    "hears", "presses", "waits", "says", "queued", "connected", "agent-leaves", "hangs-up", "keeps", "ends", "then",
  ]

  /// What a call may come to.
  static let endings = ["hang-up", "callback", "voicemail", "transfer", "left"]

  func line(_ node: YAMLNode) -> FlowTest.Line? {
    guard let fields = reader.mapping(node, "a line of `talk`", mend: "write `{hears: main-menu}`") else { return nil }
    let doing = fields.entries.filter { Self.doings.contains($0.key) }
    guard let first = doing.first else {
      for key in Self.doings { _ = fields.entry(key) }
      fields.finish()
      if !reader.hasErrors {
        reader.error(
          "this line says nothing that happens", rule: "no-action", mend: "write `{hears: main-menu}`",
          at: node.location)
      }
      return nil
    }
    if doing.count > 1 {
      let sentence = "`\(first.key)` and `\(doing[1].key)` stand in one line"
      let mend = "give each a line of its own"
      reader.error(sentence, rule: "two-actions", mend: mend, at: doing[1].keyLocation)
    }
    for entry in doing { _ = fields.entry(entry.key) }
    let content = content(first.key, first.value, fields)
    fields.finish()
    return content.map { FlowTest.Line($0, at: first.keyLocation) }
  }

  private func content(_ doing: String, _ value: YAMLNode, _ fields: MappingReader) -> FlowTest.Content? {
    switch doing {
    case "hears": hears(value, fields)
    case "presses": keys(value).map { .presses($0) }
    case "waits": reader.duration(value, "`waits`").map { .waits($0) }
    case "says": reader.text(value, "`says`").map { .says($0) }
    case "queued": queued(value, fields)
    case "connected": reader.word(value, "`connected`", of: ["agent"]).map { _ in .connected }
    case "agent-leaves": onlyYes(value, "`agent-leaves`").map { .agentLeaves }
    case "hangs-up": onlyYes(value, "`hangs-up`").map { .hangsUp }
    case "keeps": keeps(value).map { .keeps($0) }
    case "ends": ends(value, fields)
    default: reader.word(value, "`then`", of: ["anything"]).map { _ in .anything }
    }
  }

  private func hears(_ node: YAMLNode, _ fields: MappingReader) -> FlowTest.Content? {
    let saying = fields.text("saying")
    var language: Language?
    if let node = fields.take("in") {
      language = reader.word(node, "`in`", of: languages.map(\.text)).map { Language($0) }
    }
    guard let name: PromptName = reader.name(node, "`hears`") else { return nil }
    let known = Set(service.prompts.languages.flatMap { service.prompts.names(in: $0) })
    if known.contains(name) { return .hears(name, language: language, saying: saying) }
    let mend = reader.suggestion(for: name.text, among: known.map(\.text).sorted())
    reader.error("there is no prompt `\(name)`", rule: "unknown-prompt", mend: mend, at: node.location)
    return nil
  }

  private func keys(_ node: YAMLNode) -> [Key]? {
    reader.scalar(node, "`presses`", form: "keys of a telephone in quotes, such as \"12#\"", rule: "bad-key") {
      KeySequence($0)?.keys
    }
  }

  private func queued(_ node: YAMLNode, _ fields: MappingReader) -> FlowTest.Content? {
    let place = fields.count("place", in: 1...100_000)
    var needs: [String: String] = [:]
    if let node = fields.take("needs"), let wanted = reader.mapping(node, "`needs`") {
      for entry in wanted.entries { needs[entry.key] = reader.text(entry.value, "`\(entry.key)`") }
    }
    guard let text = reader.text(node, "`queued`") else { return nil }
    return reader.queue(text, of: service, at: node.location).map { .queued($0, place: place, needs: needs) }
  }

  private func keeps(_ node: YAMLNode) -> [VariableName: String]? {
    guard let fields = reader.mapping(node, "`keeps`", mend: "write `keeps: {order: \"1234567\"}`") else { return nil }
    var values: [VariableName: String] = [:]
    for entry in fields.entries { values[VariableName(entry.key)] = reader.text(entry.value, "`\(entry.key)`") }
    return values
  }

  private func ends(_ node: YAMLNode, _ fields: MappingReader) -> FlowTest.Content? {
    guard let word = reader.word(node, "`ends`", of: Self.endings) else { return nil }
    switch word {
    case "callback":
      guard let node = fields.take("promised") else { return .ends(.callback(promised: nil)) }
      let form = "a day such as 2026-12-26"
      let day = reader.scalar(node, "`promised`", form: form, rule: "bad-date") { CivilDate($0) }
      return day.map { .ends(.callback(promised: $0)) }
    case "transfer": return .ends(.transfer(to: fields.text("to")))
    case "voicemail": return .ends(.voicemail)
    case "left": return .ends(.left)
    default: return .ends(.hangUp)
    }
  }

  private func onlyYes(_ node: YAMLNode, _ what: String) -> Void? {
    reader.word(node, what, of: ["yes"]).map { _ in }
  }
}
