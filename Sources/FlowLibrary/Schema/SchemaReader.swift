import CallFlows

/// Types the nodes of one file by schema and collects every mistake on the way.
///
/// Every reading function returns `nil` after a mistake that it has reported, so that a reader goes on and finds the
/// next one.
final class SchemaReader {
  let file: String
  private(set) var diagnostics: [Diagnostic] = []
  private var counts: [Diagnostic.Severity: Int] = [:]
  private let limit = YAMLLimits.standard.mistakes

  init(file: String) {
    self.file = file
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func error(_ sentence: String, rule: String, mend: String = "", at location: SourceLocation) {
    report(Diagnostic(.error, sentence, rule: rule, mend: mend, at: location))
  }

  func warning(_ sentence: String, rule: String, mend: String = "", at location: SourceLocation) {
    report(Diagnostic(.warning, sentence, rule: rule, mend: mend, at: location))
  }

  /// "did you mean …?", or nothing; nothing, too, once so much is wrong that nobody reads it.
  func suggestion(for word: String, among candidates: some Sequence<String>) -> String {
    counts[.error, default: 0] < limit ? Suggestion.mend(for: word, among: candidates) : ""
  }

  /// Of errors and of warnings, each, the first hundred are kept.
  private func report(_ diagnostic: Diagnostic) {
    counts[diagnostic.severity, default: 0] += 1
    if counts[diagnostic.severity, default: 0] <= limit { diagnostics.append(diagnostic) }
  }

  /// Something the language has and this version passes over.
  func unused(_ what: String, at location: SourceLocation) {
    warning(
      "\(what) is not used by this version yet", rule: "not-used-yet", mend: "it may stay; nothing follows from it",
      at: location)
  }

  /// A mapping's entries, each to be taken by its key; `mend` says what to write where there is none.
  func mapping(_ node: YAMLNode, _ what: String, mend: String = "") -> MappingReader? {
    guard !node.isRefused else { return nil }
    guard !node.isEmpty else {
      let mend = mend.isEmpty ? "write lines of `key: value`" : mend
      error("\(what) is empty", rule: "empty-value", mend: mend, at: node.location)
      return nil
    }
    guard case .mapping(let entries) = node.content else {
      error("\(what) must be a mapping, not \(node.kind)", rule: "wrong-kind", mend: mend, at: node.location)
      return nil
    }
    return MappingReader(entries, reader: self, what: what, location: node.location)
  }

  /// A list's items; a single text counts as a list of one.
  func list(_ node: YAMLNode, _ what: String) -> [YAMLNode]? {
    switch node.content {
    case .refused: return nil
    case .sequence(let items): return items.filter { !$0.isRefused }
    case .scalar where !node.isEmpty: return [node]
    case .scalar, .mapping:
      error("\(what) must be a list, not \(node.kind)", rule: "wrong-kind", at: node.location)
      return nil
    }
  }

  /// A scalar's text, at least one character.
  func text(_ node: YAMLNode, _ what: String) -> String? {
    guard !node.isRefused else { return nil }
    guard case .scalar(let text, _) = node.content else {
      error("\(what) must be text, not \(node.kind)", rule: "wrong-kind", at: node.location)
      return nil
    }
    guard !text.isEmpty else {
      error("\(what) is empty", rule: "empty-value", at: node.location)
      return nil
    }
    return text
  }

  /// A scalar that `parse` understands; `form` says what it may look like.
  func scalar<Value>(
    _ node: YAMLNode, _ what: String, form: String, rule: String = "bad-value", parse: (String) -> Value?
  ) -> Value? {
    guard let text = text(node, what) else { return nil }
    if let value = parse(text) { return value }
    error("\(what) must be \(form), not `\(text.shortened)`", rule: rule, at: node.location)
    return nil
  }

  /// One of a few words.
  func word(_ node: YAMLNode, _ what: String, of words: [String]) -> String? {
    guard let text = text(node, what) else { return nil }
    if words.contains(text) { return text }
    var mend = suggestion(for: text, among: words)
    if mend.isEmpty { mend = "write one of: \(words.joined(separator: ", "))" }
    error("\(what) cannot be `\(text.shortened)`", rule: "unknown-word", mend: mend, at: node.location)
    return nil
  }

  /// Items of a list, each read by `read`; `nil` when one of them could not be.
  func all<Value>(_ nodes: [YAMLNode], _ read: (YAMLNode) -> Value?) -> [Value]? {
    let values = nodes.map(read)
    let good = values.compactMap { $0 }
    return good.count == values.count ? good : nil
  }

  /// Adds what another reader found in the same file.
  func take(_ others: [Diagnostic]) {
    diagnostics += others
  }
}
