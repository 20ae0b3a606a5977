import CallFlows

/// `choose`: a list of `{if, go}` and `{share, go}`, and `else`.
extension StepReader {
  func choose(_ fields: MappingReader) -> Action? {
    let node = fields.require("choose", mend: "write a list: `- {if: call.language is \"es\", go: STEP}`")
    let branches = node.flatMap(self.branches)
    let otherwise = outcome("else", fields)
    guard let branches, let otherwise else { return nil }
    return .choose(Choose(branches: branches, otherwise: otherwise))
  }

  private func branches(_ node: YAMLNode) -> [Choose.Branch]? {
    guard let items = reader.list(node, "`choose`") else { return nil }
    if items.isEmpty { reader.error("`choose` has nothing to choose from", rule: "empty-value", at: node.location) }
    return reader.all(items, branch)
  }

  private func branch(_ node: YAMLNode) -> Choose.Branch? {
    guard let fields = reader.mapping(node, "a branch of `choose`") else { return nil }
    let condition = condition(fields)
    let destination = reader.destination(fields)
    fields.finish()
    guard let condition, let destination else { return nil }
    let place = (fields.take("if") ?? fields.take("share"))?.location ?? node.location
    return Choose.Branch(condition, go: destination, location: place)
  }

  private func condition(_ fields: MappingReader) -> Choose.Branch.Condition? {
    if let share = fields.entry("share") {
      if let other = fields.entry("if") {
        let mend = "make two branches of it"
        reader.error("a branch has `if` or `share`, not both", rule: "two-actions", mend: mend, at: other.keyLocation)
      }
      return percent(share.value, "`share`").map { .share(percent: $0) }
    }
    let node = fields.require("if", mend: "write `if: call.language is \"es\"`, or `share: 10%`")
    return node.flatMap { reader.condition($0, "`if`") }.map { .when($0) }
  }

  /// `10%`.
  func percent(_ node: YAMLNode, _ what: String) -> Int? {
    reader.scalar(node, what, form: "a share from 1% to 100%") { text in
      guard text.hasSuffix("%"), let number = ScalarText.number(String(text.dropLast())) else { return nil }
      return (1...100).contains(number) ? number : nil
    }
  }
}
