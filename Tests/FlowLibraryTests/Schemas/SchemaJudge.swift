import FlowLibrary
import Foundation

/// Judges a YAML file by a JSON Schema, as far as our schemas use the language, and tells which of a schema's objects
/// each mapping of the file was judged by. `EndToEndTests.SchemaTests` has the same judged by somebody else's program.
struct SchemaJudge {
  /// An object of the schema that a mapping of a file may be.
  struct Object {
    /// Where it stands in the schema: `/$defs/step-menu`.
    var place: String
    var keys: Set<String>
    /// Whether it names every key that there may be.
    var isClosed: Bool
  }

  private let root: [String: Any]

  init(_ text: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let root = json as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    self.root = root
  }

  /// Whether the file fits the schema.
  func admits(_ node: YAMLNode) -> Bool { admits(node, root) }

  /// By which object each mapping of a fitting file was judged; the mappings by their paths.
  func objects(of node: YAMLNode) -> [[String]: Object] {
    var found: [[String]: Object] = [:]
    visit(node, root, at: [], in: "", &found)
    return found
  }

  /// Every closed object that the schema has, by its place.
  var closedObjects: Set<String> {
    var places: Set<String> = []
    collect(root, at: "", &places)
    return places
  }
}

// MARK: Judging

extension SchemaJudge {
  private func resolved(_ schema: [String: Any], _ place: String) -> (schema: [String: Any], place: String) {
    guard let reference = schema["$ref"] as? String, reference.hasPrefix("#/$defs/"),
      let parts = root["$defs"] as? [String: Any], let part = parts[String(reference.dropFirst(8))] as? [String: Any]
    else { return (schema, place) }
    return resolved(part, String(reference.dropFirst()))
  }

  private func admits(_ node: YAMLNode, _ schema: [String: Any]) -> Bool {
    let schema = resolved(schema, "").schema
    if let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map({ [$0] }) {
      guard types.contains(where: { node.jsonTypes.contains($0) }) else { return false }
    }
    if let choices = schema["anyOf"] as? [[String: Any]], !choices.contains(where: { admits(node, $0) }) {
      return false
    }
    if schema["enum"] != nil, node.jsonTypes != ["string"] { return false }
    switch node.content {
    case .scalar(let text, _): return admits(text, of: node.jsonTypes, schema)
    case .sequence(let items):
      guard let each = schema["items"] as? [String: Any] else { return true }
      return items.allSatisfy { admits($0, each) }
    case .mapping(let entries): return admits(entries, schema)
    case .refused: return false
    }
  }

  private func admits(_ text: String, of types: [String], _ schema: [String: Any]) -> Bool {
    if let words = schema["enum"] as? [String], !words.contains(text) { return false }
    if types == ["string"] { return (schema["pattern"] as? String).map { Self.fits(text, $0) } ?? true }
    guard types.contains("number"), let number = Double(text) else { return true }
    if let least = schema["minimum"] as? Double, number < least { return false }
    if let most = schema["maximum"] as? Double, number > most { return false }
    return true
  }

  private func admits(_ entries: [YAMLNode.Entry], _ schema: [String: Any]) -> Bool {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let needed = schema["required"] as? [String] ?? []
    guard needed.allSatisfy({ key in entries.contains { $0.key == key } }) else { return false }
    if let least = schema["minProperties"] as? Int, entries.count < least { return false }
    if let most = schema["maxProperties"] as? Int, entries.count > most { return false }
    let keys = (schema["propertyNames"] as? [String: Any])?["pattern"] as? String
    return entries.allSatisfy { entry in
      if let keys, !Self.fits(entry.key, keys) { return false }
      if let property = properties[entry.key] { return admits(entry.value, property) }
      if let others = schema["additionalProperties"] as? [String: Any] { return admits(entry.value, others) }
      return schema["additionalProperties"] as? Bool != false
    }
  }

  private static func fits(_ text: String, _ pattern: String) -> Bool {
    let whole = NSRange(text.startIndex..., in: text)
    return (try? NSRegularExpression(pattern: pattern))?.firstMatch(in: text, range: whole) != nil
  }
}

// MARK: Which object

extension SchemaJudge {
  private func visit(
    _ node: YAMLNode, _ schema: [String: Any], at path: [String], in place: String, _ found: inout [[String]: Object]
  ) {
    let (schema, place) = resolved(schema, place)
    if let choices = schema["anyOf"] as? [[String: Any]] {
      guard let index = choices.firstIndex(where: { admits(node, $0) }) else { return }
      return visit(node, choices[index], at: path, in: "\(place)/anyOf/\(index)", &found)
    }
    switch node.content {
    case .scalar, .refused: break
    case .sequence(let items):
      let each = schema["items"] as? [String: Any] ?? [:]
      for (index, item) in items.enumerated() {
        visit(item, each, at: path + ["\(index)"], in: place + "/items", &found)
      }
    case .mapping(let entries):
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      // Of what nothing at all is said, nothing is expected.
      if !schema.isEmpty {
        found[path] = Object(place: place, keys: Set(properties.keys), isClosed: Self.isClosed(schema))
      }
      let others = schema["additionalProperties"] as? [String: Any] ?? [:]
      for entry in entries {
        let next = properties[entry.key].map { ($0, "\(place)/properties/\(entry.key)") } ?? (others, place + "/others")
        visit(entry.value, next.0, at: path + [entry.key], in: next.1, &found)
      }
    }
  }

  private static func isClosed(_ schema: [String: Any]) -> Bool { schema["additionalProperties"] as? Bool == false }

  /// Walks the schema as `visit` does.
  private func collect(_ schema: [String: Any], at place: String, _ places: inout Set<String>) {
    if let reference = schema["$ref"] as? String {
      let (part, place) = resolved(schema, String(reference.dropFirst()))
      // A part that is met again has been walked.
      guard places.insert("met \(place)").inserted else { return }
      collect(part, at: place, &places)
    }
    if Self.isClosed(schema) { places.insert(place) }
    for (index, choice) in (schema["anyOf"] as? [[String: Any]] ?? []).enumerated() {
      collect(choice, at: "\(place)/anyOf/\(index)", &places)
    }
    if let each = schema["items"] as? [String: Any] { collect(each, at: place + "/items", &places) }
    for (key, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      collect(property, at: "\(place)/properties/\(key)", &places)
    }
    if let others = schema["additionalProperties"] as? [String: Any] { collect(others, at: place + "/others", &places) }
  }
}

extension YAMLNode {
  /// What YAML 1.2 makes of it by its core schema, in JSON's words.
  fileprivate var jsonTypes: [String] {
    switch content {
    case .sequence: return ["array"]
    case .mapping: return ["object"]
    case .refused: return []
    case .scalar(let text, let quoted):
      if quoted { return ["string"] }
      if ["", "~", "null", "Null", "NULL"].contains(text) { return ["null"] }
      if ["true", "True", "TRUE", "false", "False", "FALSE"].contains(text) { return ["boolean"] }
      if text.wholeMatch(of: /[-+]?[0-9]+/) != nil { return ["number", "integer"] }
      let isNumber = text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil
      return isNumber ? ["number"] : ["string"]
    }
  }
}
