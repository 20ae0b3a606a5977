import CallFlows

/// `ask`: digits, or an entry of one of the types that people key.
extension StepReader {
  func ask(_ fields: MappingReader) -> Action? {
    let prompt = prompt("ask", fields)
    let kind = fields.entry("type") == nil ? .digits : fields.take("type").flatMap(self.kind)
    let digits = kind.flatMap { self.digits(fields, of: $0) }
    let end = fields.take("end").flatMap { reader.key($0, "`end`") }
    let confirm = fields.yesNo("confirm") ?? false
    let check = fields.take("check").flatMap { self.check($0, of: kind) }
    let secret = fields.yesNo("secret")
    let keep = fields.take("keep").flatMap { reader.variable($0, "`keep`") }
    let then = outcome("then", fields)
    let invalid = optionalOutcome("invalid", fields)
    let patience = patience(fields, outcomes: ["silent"])
    guard let prompt, let kind, let digits, let then, let patience else { return nil }
    return .ask(
      Ask(
        prompt: prompt, kind: kind, digits: digits, end: end ?? kind.usualEnd, confirm: confirm, check: check,
        secret: secret ?? kind.isSecret, keep: keep, then: then, invalid: invalid, patience: patience))
  }

  private func kind(_ node: YAMLNode) -> EntryKind? {
    guard let text = reader.text(node, "`type`") else { return nil }
    if let kind = EntryKind(text) { return kind }
    var mend = reader.suggestion(for: text, among: EntryKind.words)
    if mend.isEmpty { mend = "types are: \(EntryKind.words.joined(separator: ", "))" }
    reader.error("nothing of type `\(text.shortened)` is keyed", rule: "unknown-type", mend: mend, at: node.location)
    return nil
  }

  private func digits(_ fields: MappingReader, of kind: EntryKind) -> ClosedRange<Int>? {
    if let entry = fields.entry("digits"), !kind.hasDigits {
      let sentence = "its type says how many digits there are"
      reader.error(sentence, rule: "bad-value", mend: "leave `digits` out", at: entry.keyLocation)
      return nil
    }
    if kind != .digits, fields.entry("digits") == nil { return kind.usualDigits }
    guard let node = fields.require("digits", mend: "add `digits: n` or `digits: n to m`, or a `type`") else {
      return nil
    }
    return reader.scalar(node, "`digits`", form: "`n` or `n to m`, from 1 to 64") { text in
      let parts = text.split(separator: " to ", omittingEmptySubsequences: false).map { ScalarText.number($0.trimmed) }
      guard let first = parts.first, let low = first, let last = parts.last, let high = last else { return nil }
      return parts.count <= 2 && low >= 1 && low <= high && high <= 64 ? low...high : nil
    }
  }

  private func check(_ node: YAMLNode, of kind: EntryKind?) -> Ask.Check? {
    if let kind, !kind.hasDigits {
      let sentence = "its type says what is a good entry"
      reader.error(sentence, rule: "bad-value", mend: "leave `check` out", at: node.location)
      return nil
    }
    guard let text = reader.text(node, "`check`") else { return nil }
    if text == "luhn" { return .luhn }
    guard text.count > 2, text.hasPrefix("/"), text.hasSuffix("/") else {
      let sentence = "`check` must be `luhn` or a pattern between two slashes, not `\(text.shortened)`"
      reader.error(sentence, rule: "bad-value", mend: YAMLSyntaxAdvice.quotedPattern, at: node.location)
      return nil
    }
    let pattern = String(text.dropFirst().dropLast())
    guard let fault = PatternFault.find(in: pattern) else { return .pattern(pattern) }
    let advice = fault.advice(on: pattern)
    reader.error(advice.sentence, rule: advice.rule, mend: advice.mend, at: node.location)
    return nil
  }
}

extension EntryKind {
  /// What ends an entry whose length nobody knows beforehand.
  fileprivate var usualEnd: Key? {
    switch self {
    case .amount, .phone, .pin, .card: .pound
    case .digits, .date, .time, .yesNo: nil
    }
  }
}
