import CallFlows

/// Reads one `prompts.yaml`: a prompt's name, and its words or their plural forms.
struct PromptManifestReader {
  let reader: SchemaReader
  let language: Language

  /// What could be read, and where each name stands; mistakes are in `reader`.
  func prompts(_ root: YAMLNode) -> (words: [PromptName: PromptWords], locations: [PromptName: SourceLocation]) {
    guard let fields = reader.mapping(root, "the manifest") else { return ([:], [:]) }
    var words: [PromptName: PromptWords] = [:]
    var locations: [PromptName: SourceLocation] = [:]
    for entry in fields.entries {
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: PromptName = reader.name(nameNode, "a prompt's name") else { continue }
      // A name whose words are wrong is still a name: whoever uses it makes no second mistake.
      locations[name] = entry.keyLocation
      if name.text.hasPrefix("service-"), !ServicePrompt.allCases.contains(where: { $0.name == name }) {
        let mend = reader.suggestion(for: name.text, among: ServicePrompt.allCases.map(\.rawValue))
        let sentence = "the service has no prompt `\(name)`"
        reader.warning(sentence, rule: "unknown-service-prompt", mend: mend, at: entry.keyLocation)
      }
      words[name] = self.words(entry.value, name)
    }
    return (words, locations)
  }

  private func words(_ node: YAMLNode, _ name: PromptName) -> PromptWords? {
    let words = node.isMapping ? plural(node, name) : template(node, "`\(name)`").map { PromptWords($0) }
    if let words { checkValues(words, name, at: node.location) }
    return words
  }

  private func plural(_ node: YAMLNode, _ name: PromptName) -> PromptWords? {
    guard let fields = reader.mapping(node, "the mapping `\(name)`") else { return nil }
    var forms: [PluralCategory: WordTemplate] = [:]
    let known = PluralRules.categories(of: language)
    for category in known ?? PluralCategory.allCases {
      forms[category] = fields.take(category.rawValue).flatMap { template($0, "`\(category.rawValue)`") }
      guard known == nil, category != .other, let entry = fields.entry(category.rawValue) else { continue }
      let sentence = "`\(category.rawValue)` is never spoken: this version knows no plural forms of \(language)"
      reader.warning(sentence, rule: "unused-plural", mend: "take it away; `other` is spoken", at: entry.keyLocation)
    }
    fields.finish()
    let words = PromptWords(forms: forms)
    for category in PluralRules.required(in: language) where fields.take(category.rawValue) == nil {
      let sentence = "`\(name)` has no plural form `\(category.rawValue)`, which \(language) needs"
      reader.error(sentence, rule: "missing-plural", mend: "add `\(category.rawValue): …`", at: node.location)
    }
    if words.countedName == nil, !forms.isEmpty {
      let mend = "write {name, number} in `other`, or one text without plural forms"
      let sentence = "`\(name)` has plural forms and speaks no number"
      reader.error(sentence, rule: "plural-without-number", mend: mend, at: node.location)
    }
    return words
  }

  /// To its own words the service hands the values it has, and no others; what is handed to an operator's own words the
  /// flows say that use them.
  private func checkValues(_ words: PromptWords, _ name: PromptName, at location: SourceLocation) {
    guard let prompt = ServicePrompt(rawValue: name.text) else { return }
    for value in words.valueNames.sorted() where value != prompt.valueName {
      let mend = prompt.valueName.map { "write {\($0), number}" } ?? "say it without a value"
      reader.error("`\(name)` knows no `\(value)`", rule: "bad-placeholder", mend: mend, at: location)
    }
    // What the service hands out are numbers.
    for value in words.spokenValues where value.name == prompt.valueName && value.kind.isOfAmounts {
      let mend = "write {\(value.name), number}"
      let sentence = "`\(name)` speaks a number, not \(value.kind)"
      reader.error(sentence, rule: "bad-placeholder", mend: mend, at: location)
    }
  }

  private func template(_ node: YAMLNode, _ what: String) -> WordTemplate? {
    guard let text = reader.text(node, what) else { return nil }
    guard text.contains(where: { !$0.isWhitespace }) else {
      reader.error("\(what) is empty", rule: "empty-value", at: node.location)
      return nil
    }
    do throws(WordTemplate.Mistake) {
      return try WordTemplate(text)
    } catch {
      reader.error(error.sentence, rule: "bad-placeholder", mend: error.mend, at: node.location)
      return nil
    }
  }
}

extension SpokenKind {
  fileprivate var isOfAmounts: Bool {
    switch self {
    case .number, .digits: false
    case .money, .date, .time, .duration: true
    }
  }
}
