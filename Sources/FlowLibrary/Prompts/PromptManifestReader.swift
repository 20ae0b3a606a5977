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
    guard name.text.hasPrefix("service-") else { return plain(node, name) }
    let words = node.isMapping ? plural(node, name) : template(node, "`\(name)`").map { PromptWords($0) }
    if let words { checkValues(words, name, at: node.location) }
    return words
  }

  /// The words of an operator's own prompt: nothing hands values to it, and it would not be spoken at all.
  private func plain(_ node: YAMLNode, _ name: PromptName) -> PromptWords? {
    switch node.content {
    case .scalar(let text, _) where text.contains(where: { "{}".contains($0) }):
      let mend = "say it without braces; only the service's own prompts speak a value"
      reader.notYet("values (`{…}`) in a prompt of your own", mend: mend, at: node.location)
      return nil
    case .mapping:
      reader.notYet("plural forms in a prompt of your own", mend: "write one text", at: node.location)
      return nil
    case .scalar, .sequence, .refused: return template(node, "`\(name)`").map { PromptWords($0) }
    }
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

  /// Words that hold a value which nobody hands to them would not be spoken at all.
  private func checkValues(_ words: PromptWords, _ name: PromptName, at location: SourceLocation) {
    guard let prompt = ServicePrompt(rawValue: name.text) else { return }
    for value in words.valueNames.sorted() where value != prompt.valueName {
      let mend = prompt.valueName.map { "write {\($0), number}" } ?? "say it without a value"
      reader.error("`\(name)` knows no `\(value)`", rule: "bad-placeholder", mend: mend, at: location)
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
      let rule = error.isLater ? "not-yet" : "bad-placeholder"
      reader.error(error.sentence, rule: rule, mend: error.mend, at: node.location)
      return nil
    }
  }
}
