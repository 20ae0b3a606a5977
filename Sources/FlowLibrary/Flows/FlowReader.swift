import CallFlows

/// Reads one flow file of format 1.
struct FlowReader {
  let reader: SchemaReader
  /// What each queue tells its callers, which a step's `announce` changes in parts.
  let announcements: [QueueName: Announcements]

  static let format = "1"
  /// Words that stand where a step's name can stand.
  static let reservedNames = ["hang-up", "repeat", "back"]

  /// The flow; whatever is wrong is in `reader`, and then the flow must not be used.
  func flow(_ root: YAMLNode) -> Flow? {
    guard let fields = reader.mapping(root, "the flow") else { return nil }
    let name: FlowName? = fields.require("flow").flatMap { reader.name($0, "`flow`") }
    reader.format(of: fields)
    let numbers = fields.take("numbers").map(self.numbers) ?? []
    let languages = fields.require("languages", mend: "add `languages: [en]`").map(self.languages) ?? []
    let anywhere = fields.take("anywhere").map(self.anywhere) ?? [:]
    let defaults = fields.take("defaults").map(reader.defaults) ?? FlowDefaults()
    let fax = fields.take("fax").flatMap { reader.destination($0, "`fax`") }
    let timeZone = fields.text("time-zone")
    let inputs = fields.take("inputs").map(reader.inputs) ?? [:]
    let start: StepName? = fields.require("start").flatMap { reader.name($0, "`start`") }
    let steps = fields.require("steps").map { self.steps($0, defaults, languages) } ?? []
    fields.finish()
    if defaults.outcomes["failed"] == nil, !reader.hasErrors {
      let mend = "add `failed: STEP` to `defaults`, where a person is reached"
      let sentence = "nothing says where a call goes after a fault of the service"
      reader.error(sentence, rule: "uncovered-outcome", mend: mend, at: fields.location)
    }
    guard let name, let start, let failed = defaults.outcomes["failed"], !reader.hasErrors else { return nil }
    return Flow(
      name: name, numbers: numbers, languages: languages, anywhere: anywhere, start: start, failed: failed,
      fax: fax, timeZone: timeZone, inputs: inputs, steps: steps,
      location: fields.entry("flow")?.keyLocation ?? root.location,
      startLocation: fields.take("start")?.location ?? .unknown)
  }

  private func numbers(_ node: YAMLNode) -> [String] {
    let items = reader.list(node, "`numbers`") ?? []
    var numbers: [String] = []
    var seen: Set<String> = []
    for item in items {
      let form = "a user part of a SIP address, without blanks"
      let number = reader.scalar(item, "a number", form: form, rule: "bad-number") { text in
        text.allSatisfy { !$0.isWhitespace && $0 != "@" } && text.utf8.count <= 255 ? text : nil
      }
      guard let number else { continue }
      if !seen.insert(number).inserted {
        reader.error("the number `\(number)` stands here twice", rule: "duplicate-number", at: item.location)
      }
      numbers.append(number)
    }
    return numbers
  }

  private func languages(_ node: YAMLNode) -> [Language] {
    let items = reader.list(node, "`languages`") ?? []
    var languages: [Language] = []
    var seen: Set<Language> = []
    for item in items {
      guard let language = reader.language(item, "a language") else { continue }
      guard seen.insert(language).inserted else {
        reader.error("the language `\(language)` stands here twice", rule: "duplicate-language", at: item.location)
        continue
      }
      languages.append(language)
    }
    if case .sequence([]) = node.content {
      reader.error("a flow speaks at least one language", rule: "empty-value", at: node.location)
    }
    return languages
  }

  private func anywhere(_ node: YAMLNode) -> [Key: AnywhereAction] {
    guard let fields = reader.mapping(node, "`anywhere`") else { return [:] }
    var actions: [Key: AnywhereAction] = [:]
    for entry in fields.entries {
      let keyNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let key = reader.key(keyNode, "an entry of `anywhere`") else { continue }
      actions[key] = reader.anywhereAction(entry.value, "what `\(entry.key)` does")
    }
    return actions
  }

  private func steps(_ node: YAMLNode, _ defaults: FlowDefaults, _ languages: [Language]) -> [Step] {
    guard let fields = reader.mapping(node, "`steps`") else { return [] }
    return fields.entries.compactMap { entry in
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: StepName = reader.name(nameNode, "a step's name") else { return nil }
      if Self.reservedNames.contains(entry.key) {
        let sentence = "a step cannot be called `\(entry.key)`, which has a meaning of its own"
        reader.error(sentence, rule: "reserved-name", mend: "give it another name", at: entry.keyLocation)
      }
      let step = StepReader(
        reader: reader, name: name, location: entry.keyLocation, defaults: defaults, languages: languages,
        announcements: announcements)
      return step.step(entry.value)
    }
  }
}

extension SchemaReader {
  /// `format: 1`.
  func format(of fields: MappingReader) {
    guard let node = fields.require("format", mend: "add `format: 1`"), let text = text(node, "`format`") else {
      return
    }
    guard text != FlowReader.format else { return }
    let sentence = "this version reads format 1, not `\(text.shortened)`"
    error(sentence, rule: "unknown-format", mend: "write `format: 1`", at: node.location)
  }
}
