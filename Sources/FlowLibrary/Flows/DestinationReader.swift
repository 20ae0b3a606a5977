import CallFlows

/// Where an outcome leads, and what stands beside it.
extension SchemaReader {
  /// A step's name, `hang-up`, or `{set, reason, tag, go}`.
  func destination(_ node: YAMLNode, _ what: String) -> Destination? {
    guard case .mapping = node.content else {
      return target(node, what).map { Destination($0, location: node.location) }
    }
    guard let fields = mapping(node, what) else { return nil }
    let destination = destination(fields)
    fields.finish()
    return destination
  }

  /// `go`, with `set`, `reason` and `tag` beside it.
  func destination(_ fields: MappingReader) -> Destination? {
    let go = fields.require("go", mend: "say where it leads: `go: STEP`")
    let target = go.flatMap { self.target($0, "`go`") }
    let set = fields.take("set").flatMap(self.assignments) ?? []
    let reason = fields.text("reason")
    let tag = fields.text("tag")
    guard let target, let go else { return nil }
    return Destination(target, set: set, reason: reason, tag: tag, location: go.location)
  }

  private func target(_ node: YAMLNode, _ what: String) -> Destination.Target? {
    if node.content == .scalar("hang-up", quoted: false) { return .hangUp }
    return name(node, what).map { .step($0) }
  }

  /// An entry of `anywhere`: a destination, `repeat` or `back`.
  func anywhereAction(_ node: YAMLNode, _ what: String) -> AnywhereAction? {
    switch node.content {
    case .scalar("repeat", _): .repeat
    case .scalar("back", _): .back
    case .scalar, .mapping, .sequence, .refused: destination(node, what).map { .go($0) }
    }
  }

  /// `set: {name: expression}`.
  func assignments(_ node: YAMLNode) -> [Assignment]? {
    guard let fields = mapping(node, "`set`") else { return nil }
    let assignments = fields.entries.map { assignment($0) }
    return all(assignments, in: node)
  }

  private func all(_ assignments: [Assignment?], in node: YAMLNode) -> [Assignment]? {
    if assignments.isEmpty { error("`set` sets nothing", rule: "empty-value", at: node.location) }
    let good = assignments.compactMap { $0 }
    return good.count == assignments.count ? good : nil
  }

  private func assignment(_ entry: YAMLNode.Entry) -> Assignment? {
    let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
    guard let name = variable(nameNode, "a name to set") else { return nil }
    let value: Expression? =
      switch entry.key {
      case "priority":
        word(entry.value, "`priority`", of: Priority.allCases.map(\.rawValue)).map { .literal(.text($0)) }
      case "reason", "tag": text(entry.value, "`\(entry.key)`").map { .literal(.text($0)) }
      default: expression(entry.value, "`\(entry.key)`")
      }
    return value.map { Assignment(name: name, value: $0, location: entry.keyLocation) }
  }
}
