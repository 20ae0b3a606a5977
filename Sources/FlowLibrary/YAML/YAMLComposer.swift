package import CallFlows
import Glibc

/// Builds the nodes of one file from its events, and refuses what format 1 does not take from YAML.
///
/// Refused are anchors, aliases, merge keys, tags, keys that are not text, duplicate keys, a second document, and
/// anything beyond `YAMLLimits`. Only a syntax error or a limit ends the reading; the rest is collected.
package struct YAMLComposer {
  private struct Level {
    var location: SourceLocation
    /// `nil` for a list.
    var entries: [YAMLNode.Entry]?
    var items: [YAMLNode] = []
    var lines: [String: Int] = [:]
    /// The key whose value comes next; its text is `nil` when it was refused, and its value goes with it.
    var key: (text: String?, location: SourceLocation)?
  }

  private let file: String
  private let limits: YAMLLimits
  private var levels: [Level] = []
  private var root: YAMLNode?
  private var documents = 0
  private var nodes = 0
  private var diagnostics: [Diagnostic] = []

  private init(file: String, limits: YAMLLimits) {
    self.file = file
    self.limits = limits
  }

  /// The file's only document, `nil` when it has none or cannot be read to its end; and what is wrong with it.
  package static func compose(
    _ bytes: [UInt8], file: String, limits: YAMLLimits = .standard
  ) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    var composer = YAMLComposer(file: file, limits: limits)
    let isWhole = composer.run(bytes)
    return (isWhole ? composer.root : nil, composer.diagnostics)
  }

  private mutating func run(_ bytes: [UInt8]) -> Bool {
    let start = SourceLocation(file: file, line: 1, column: 1)
    guard bytes.count <= limits.size else {
      let sentence = "the file has \(bytes.count) bytes, more than the \(limits.size) that are read"
      report(sentence, "file-too-large", "divide it", at: start)
      return false
    }
    guard Self.tagDirectives(in: bytes) <= limits.tagDirectives else {
      report("the file declares more tags than anybody reads", "tag", "take the lines with %TAG away", at: start)
      return false
    }
    guard let events = YAMLEvents(bytes) else {
      report("there is no memory to read the file", "no-memory", "", at: start)
      return false
    }
    do throws(YAMLSyntaxError) {
      while true {
        let event = try events.next()
        if case .streamEnd = event.kind { break }
        guard accept(event) else { return false }
      }
    } catch {
      report(error, in: bytes)
      return false
    }
    if root == nil { report("the file is empty", "empty-file", "write it, or take it away", at: start) }
    return true
  }

  private static func tagDirectives(in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { bytes in
      var count = 0
      var rest = bytes[...]
      while let start = rest.first.flatMap({ _ in UnsafeRawBufferPointer(rebasing: rest).baseAddress }),
        let percent = memchr(start, Int32(UInt8(ascii: "%")), rest.count)
      {
        rest = rest.dropFirst(UnsafeRawPointer(percent) - start)
        if rest.starts(with: "%TAG".utf8) { count += 1 }
        rest = rest.dropFirst()
      }
      return count
    }
  }

  private mutating func accept(_ event: YAMLEvent) -> Bool {
    let location = SourceLocation(file: file, line: event.line, column: event.column)
    switch event.kind {
    case .documentStart(let declaresTags):
      if declaresTags { report("a declaration of tags is not read", "tag", "take it away", at: location) }
      return beginDocument(at: location)
    case .streamEnd, .other: return true
    case .collectionEnd: endCollection()
    case .alias(let name):
      report("an alias (`*\(name)`) is not read", "alias", "write out what it stands for", at: location)
      place(YAMLNode(.refused, at: location))
    case .scalar(let text, let quoted):
      refuseDecoration(of: event, at: location)
      place(YAMLNode(.scalar(text, quoted: quoted), at: location))
    case .sequenceStart, .mappingStart: return beginCollection(event, at: location)
    }
    nodes += 1
    guard nodes <= limits.nodes, diagnostics.count < limits.mistakes else {
      let isLong = nodes > limits.nodes
      let sentence = isLong ? "the file holds more than \(limits.nodes) values" : "there are too many mistakes to go on"
      report(sentence, isLong ? "too-many-values" : "too-many-mistakes", "", at: location)
      return false
    }
    return true
  }

  private mutating func beginDocument(at location: SourceLocation) -> Bool {
    documents += 1
    guard documents > 1 else { return true }
    report("a second document begins here; a file holds one", "one-document", "put it into its own file", at: location)
    return false
  }

  private mutating func beginCollection(_ event: YAMLEvent, at location: SourceLocation) -> Bool {
    refuseDecoration(of: event, at: location)
    guard levels.count < limits.depth else {
      let sentence = "values stand more than \(limits.depth) deep inside one another"
      report(sentence, "too-deep", "nothing in format 1 needs that depth", at: location)
      return false
    }
    var level = Level(location: location)
    if case .mappingStart = event.kind { level.entries = [] }
    levels.append(level)
    return true
  }

  private mutating func endCollection() {
    guard let level = levels.popLast() else { return }
    place(YAMLNode(level.entries.map { .mapping($0) } ?? .sequence(level.items), at: level.location))
  }

  private mutating func place(_ node: YAMLNode) {
    guard var level = levels.popLast() else {
      root = node
      return
    }
    if level.entries == nil {
      level.items.append(node)
    } else if let key = level.key {
      level.key = nil
      if let text = key.text { level.entries?.append(.init(key: text, keyLocation: key.location, value: node)) }
    } else {
      level.key = (usable(key: node, in: &level), node.location)
    }
    levels.append(level)
  }

  private mutating func usable(key node: YAMLNode, in level: inout Level) -> String? {
    guard case .scalar(let text, let quoted) = node.content else {
      if !node.isRefused { report("a key must be text, not \(node.kind)", "key-not-text", "", at: node.location) }
      return nil
    }
    if text == "<<", !quoted {
      report("a merge key (`<<`) is not read", "merge-key", "write out what it would merge", at: node.location)
      return nil
    }
    if let line = level.lines[text] {
      let mend = "take one of them away; the first is in line \(line)"
      report("the key `\(text.shortened)` stands here twice", "duplicate-key", mend, at: node.location)
      return nil
    }
    level.lines[text] = node.location.line
    return text
  }

  private mutating func refuseDecoration(of event: YAMLEvent, at location: SourceLocation) {
    if let anchor = event.anchor {
      report("an anchor (`&\(anchor.shortened)`) is not read", "anchor", "take it away", at: location)
    }
    if let tag = event.tag {
      let mend = "take it away; the schema knows what stands here"
      let written = tag.replacing("tag:yaml.org,2002:", with: "!!").shortened
      report("a tag (`\(written)`) is not read", "tag", mend, at: location)
    }
  }

  private mutating func report(_ error: YAMLSyntaxError, in bytes: [UInt8]) {
    let text = SourceText(bytes: bytes)
    let place = error.place ?? text.place(ofByte: error.offset)
    let location = SourceLocation(file: file, line: place.line, column: place.column)
    let about = error.context.isEmpty ? error.problem : "\(error.problem) \(error.context)"
    let known = YAMLSyntaxAdvice.all.first { error.problem.contains($0.problem) }
    let sentence = known?.sentence ?? "this is not YAML: \(about)"
    report(sentence, known?.rule ?? "yaml-syntax", known?.mend(in: text.line(place.line) ?? "") ?? "", at: location)
  }

  private mutating func report(_ sentence: String, _ rule: String, _ mend: String, at location: SourceLocation) {
    diagnostics.append(Diagnostic(.error, sentence, rule: rule, mend: mend, at: location))
  }
}
