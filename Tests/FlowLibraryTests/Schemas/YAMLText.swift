import FlowLibrary

/// Writes a file's nodes as YAML again, with further entries in some of its mappings.
struct YAMLText {
  /// By the mapping's path: a key to add, with the value `yes`.
  var additions: [[String]: String]

  /// Every mapping of the file, by its path.
  static func mappings(of node: YAMLNode, at path: [String] = []) -> [[String]] {
    switch node.content {
    case .scalar, .refused: []
    case .sequence(let items): items.enumerated().flatMap { mappings(of: $1, at: path + ["\($0)"]) }
    case .mapping(let entries): [path] + entries.flatMap { mappings(of: $0.value, at: path + [$0.key]) }
    }
  }

  func text(_ node: YAMLNode) -> String { lines(node, [], indent: "").joined(separator: "\n") + "\n" }

  private func lines(_ node: YAMLNode, _ path: [String], indent: String) -> [String] {
    switch node.content {
    case .refused: return []
    case .scalar(let text, let quoted): return [indent + Self.scalar(text, quoted)]
    case .sequence(let items):
      if items.isEmpty { return [indent + "[]"] }
      return items.enumerated().flatMap { index, item in
        entry(indent + "-", item, path + ["\(index)"], indent: indent)
      }
    case .mapping(let entries):
      var lines = entries.flatMap { one in
        entry("\(indent)\(Self.quoted(one.key)):", one.value, path + [one.key], indent: indent)
      }
      if let addition = additions[path] { lines.append("\(indent)\(addition): yes") }
      return lines.isEmpty ? [indent + "{}"] : lines
    }
  }

  private func entry(_ head: String, _ value: YAMLNode, _ path: [String], indent: String) -> [String] {
    if case .scalar(let text, let quoted) = value.content { return ["\(head) \(Self.scalar(text, quoted))"] }
    return [head] + lines(value, path, indent: indent + "  ")
  }

  private static func scalar(_ text: String, _ isQuoted: Bool) -> String { isQuoted ? quoted(text) : text }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}
