import CallFlows

/// The expressions this version has: names and literals.
extension SchemaReader {
  /// Text in quotes, a number, `yes` or `no`, `call.…`, or a name that was kept.
  func expression(_ node: YAMLNode, _ what: String) -> Expression? {
    guard let text = text(node, what), case .scalar(_, let quoted) = node.content else { return nil }
    if quoted { return .literal(.text(text)) }
    if text == "yes" || text == "no" { return .literal(.yesNo(text == "yes")) }
    if text.hasPrefix("call.") { return callAttribute(String(text.dropFirst(5)), node) }
    if text.utf8.allSatisfy({ (48...57).contains($0) }) { return number(text, node) }
    if text == "now" || text.contains(where: { "()<>=".contains($0) }) || text.contains(" ") {
      let mend = "use a name, a number, yes, no, or text in quotes"
      notYet("expressions with operators, functions or `now`", mend: mend, at: node.location)
      return nil
    }
    guard ScalarText.isName(text), !["and", "or", "not", "is", "in"].contains(text) else {
      let sentence = "\(what) must be an expression, not `\(text.shortened)`"
      error(sentence, rule: "bad-expression", mend: "text stands in quotes", at: node.location)
      return nil
    }
    return .name(.kept(VariableName(text)))
  }

  private func callAttribute(_ word: String, _ node: YAMLNode) -> Expression? {
    if let attribute = CallAttribute(rawValue: word) { return .name(.call(attribute)) }
    if ["agent", "attempt"].contains(word) {
      notYet("`call.\(word)`", at: node.location)
      return nil
    }
    let mend = suggestion(for: "call." + word, among: CallAttribute.allCases.map { "call." + $0.rawValue })
    error("a call has no `\(word.shortened)`", rule: "unknown-name", mend: mend, at: node.location)
    return nil
  }

  private func number(_ text: String, _ node: YAMLNode) -> Expression? {
    if let number = Int(text), text == String(number) { return .literal(.number(number)) }
    let mend = "put it in quotes if it is text"
    error("`\(text.shortened)` is not how a number is written", rule: "bad-expression", mend: mend, at: node.location)
    return nil
  }
}
