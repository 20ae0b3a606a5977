import CallFlows

/// `run` and `return`, and the `inputs` of a flow that is run.
extension StepReader {
  /// Whatever is no setting is the name of a result.
  func run(_ fields: MappingReader) -> Action? {
    let flow: FlowName? = fields.require("run").flatMap { reader.name($0, "`run`") }
    let with = fields.take("with").map { reader.expressions($0, "`with`") ?? [] } ?? []
    let keep = fields.take("keep").map(kept) ?? [:]
    var results: [ResultName: Destination] = [:]
    for entry in fields.entries where !["run", "with", "keep"].contains(entry.key) {
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name: ResultName = reader.name(nameNode, "a result") else { continue }
      results[name] = outcome(entry.key, fields)
    }
    return flow.map { .run(RunFlow(flow: $0, with: with, keep: keep, results: results)) }
  }

  /// `keep: order`, `keep: [order, amount]`, or, under other names, `keep: {mine: theirs}`.
  private func kept(_ node: YAMLNode) -> [VariableName: VariableName] {
    if case .mapping(let entries) = node.content {
      let pairs = entries.compactMap { entry -> (VariableName, VariableName)? in
        let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
        guard let mine = reader.variable(nameNode, "a name to keep"),
          let theirs = reader.variable(entry.value, "`\(entry.key)`")
        else { return nil }
        return (mine, theirs)
      }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
    let names = (reader.list(node, "`keep`") ?? []).compactMap { reader.variable($0, "`keep`") }
    return Dictionary(names.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func giveBack(_ fields: MappingReader) -> Action? {
    let result: ResultName? = fields.require("return").flatMap { reader.name($0, "`return`") }
    return result.map { .giveBack($0) }
  }
}

extension SchemaReader {
  /// `inputs: {order: text, balance: money EUR}`.
  func inputs(_ node: YAMLNode) -> [VariableName: FlowType] {
    guard let fields = mapping(node, "`inputs`") else { return [:] }
    var inputs: [VariableName: FlowType] = [:]
    for entry in fields.entries {
      let nameNode = YAMLNode(.scalar(entry.key, quoted: true), at: entry.keyLocation)
      guard let name = variable(nameNode, "an input"), let type = type(entry.value, "`\(entry.key)`") else { continue }
      inputs[name] = type
    }
    return inputs
  }

  /// What kind of value something is.
  private func type(_ node: YAMLNode, _ what: String) -> FlowType? {
    guard let text = text(node, what) else { return nil }
    if let type = FlowType(text) { return type }
    var mend = suggestion(for: text, among: FlowType.words)
    if mend.isEmpty { mend = "types are: \(FlowType.words.joined(separator: ", "))" }
    error("\(what) is of no type `\(text.shortened)`", rule: "unknown-type", mend: mend, at: node.location)
    return nil
  }
}
