import CallFlows

/// The actions that speak and wait for keys: `say`, `menu`, `choose-language`.
extension StepReader {
  func say(_ fields: MappingReader) -> Action? {
    let prompts = fields.require("say").flatMap { self.prompts($0, "`say`") }
    let mustHear = fields.yesNo("must-hear") ?? false
    let then = outcome("then", fields)
    guard let prompts, let then else { return nil }
    return .say(Say(prompts: prompts, mustHear: mustHear, then: then))
  }

  func menu(_ fields: MappingReader) -> Action? {
    let prompt = prompt("menu", fields)
    let options = options(fields) { reader.destination($0, $1) }
    let patience = patience(fields, outcomes: ["silent", "wrong"])
    guard let prompt, let options, let patience else { return nil }
    return .menu(Menu(prompt: prompt, options: options, patience: patience))
  }

  func chooseLanguage(_ fields: MappingReader) -> Action? {
    let prompt = prompt("choose-language", fields)
    let options = options(fields, read: flowLanguage)
    let then = outcome("then", fields)
    let silent = fields.take("silent").flatMap { flowLanguage($0, "`silent`") }
    let patience = patience(fields, outcomes: [])
    guard let prompt, let options, let then, let patience else { return nil }
    return .chooseLanguage(
      ChooseLanguage(prompt: prompt, options: options, then: then, silent: silent, patience: patience))
  }

  func prompt(_ key: String, _ fields: MappingReader) -> PromptName? {
    fields.require(key).flatMap { reader.name($0, "`\(key)`") }
  }

  private func prompts(_ node: YAMLNode, _ what: String) -> [PromptName]? {
    guard let items = reader.list(node, what) else { return nil }
    if items.isEmpty { reader.error("\(what) names no prompt", rule: "empty-value", at: node.location) }
    return reader.all(items) { reader.name($0, "a prompt") }
  }

  private func flowLanguage(_ node: YAMLNode, _ what: String) -> Language? {
    guard let language = reader.language(node, what) else { return nil }
    guard languages.contains(language) else {
      let sentence = "the flow does not speak `\(language)`"
      let mend = "its `languages` are: \(languages.map(\.text).joined(separator: ", "))"
      reader.error(sentence, rule: "unknown-language", mend: mend, at: node.location)
      return nil
    }
    return language
  }

  private func options<Value>(
    _ fields: MappingReader, read: (YAMLNode, String) -> Value?
  ) -> [KeySequence: Value]? {
    guard let node = fields.require("keys"), let keys = reader.mapping(node, "`keys`") else { return nil }
    if keys.entries.isEmpty { reader.error("`keys` names no key", rule: "empty-value", at: node.location) }
    var options: [KeySequence: Value] = [:]
    for entry in keys.entries {
      let keyNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      let form = "keys of a telephone (0-9, *, #, A-D)"
      let sequence = reader.scalar(keyNode, "an entry of `keys`", form: form, rule: "bad-key") { KeySequence($0) }
      if entry.value.isEmpty {
        reader.error("the key `\(entry.key)` leads nowhere", rule: "empty-value", at: entry.keyLocation)
      } else if let value = read(entry.value, "what `\(entry.key)` leads to"), let sequence {
        options[sequence] = value
      }
    }
    return options
  }

  /// `wait`, `between-keys`, `tries`, the prompts before a repetition, and the outcomes of having no more tries.
  func patience(_ fields: MappingReader, outcomes: [String]) -> Patience? {
    let wait = fields.duration("wait") ?? defaults.wait
    let betweenKeys = fields.duration("between-keys") ?? defaults.betweenKeys
    let tries = fields.count("tries", in: 1...20) ?? defaults.tries
    let silentPrompts = fields.take("silent-prompt").flatMap { prompts($0, "`silent-prompt`") } ?? []
    let wrongPrompts = fields.take("wrong-prompt").flatMap { prompts($0, "`wrong-prompt`") } ?? []
    let silent = outcomes.contains("silent") ? optionalOutcome("silent", fields) : nil
    let wrong = outcomes.contains("wrong") ? optionalOutcome("wrong", fields) : nil
    guard let giveUp = outcome("give-up", fields) else { return nil }
    return Patience(
      wait: wait, betweenKeys: betweenKeys, tries: tries, silentPrompts: silentPrompts, wrongPrompts: wrongPrompts,
      silent: silent, wrong: wrong, giveUp: giveUp)
  }
}
