import CallFlows

/// Environment variables that stand for keys of the configuration: `SWITCHBOARD_SIP_LISTEN` for `sip.listen`.
///
/// Only scalars and lists of scalars have one. A list is written with commas, or as YAML in brackets.
struct EnvironmentOverrides {
  static let prefix = "SWITCHBOARD_"

  private static let scalars = [
    "sip.domain", "sip.advertise", "sip.session-expires", "sip.min-se", "sip.tls.certificate", "sip.tls.key",
    "sip.tls.trust", "media.listen", "media.ports", "media.srtp",
    "calls.at-most", "calls.new-per-second", "calls.drain", "outbound.per-number-per-day", "outbound.at-once",
    "outbound.country", "outbound.national-prefix", "outbound.international-prefix", "outbound.emergency.trunk",
    "lookups.allow-private", "lookups.per-host", "messages.secret-file", "messages.sendmail", "messages.from",
    "desk.listen", "line-test.echo", "line-test.tone", "supervise.listen", "supervise.whisper",
    "supervise.join", "feature-keys.pause-recording", "feature-keys.three-way", "voicemail.number",
    "voicemail.outside", "voicemail.pin", "data", "flows", "prompts", "recordings.keep", "trace.size",
    "log.level", "log.format",
  ]
  private static let lists = [
    "sip.listen", "sip.local", "media.codecs", "outbound.allow", "outbound.emergency.numbers", "speech.command",
  ]
  /// Variables that belong to others.
  private static let foreign = ["SWITCHBOARD_CONFIG"]

  private(set) var diagnostics: [Diagnostic] = []
  /// The values, by the variables' names, for showing them with a mistake.
  private(set) var sources: [String: [UInt8]] = [:]

  /// The name of the variable for a key.
  static func variable(for path: String) -> String {
    prefix + path.uppercased().replacing(".", with: "_").replacing("-", with: "_")
  }

  /// The configuration with the variables' values in the place of the file's.
  mutating func apply(_ environment: [String: String], to root: YAMLNode) -> YAMLNode {
    var root = root
    var known = Set(Self.foreign)
    for path in Self.scalars + Self.lists {
      let variable = Self.variable(for: path)
      known.insert(variable)
      guard let text = environment[variable] else { continue }
      sources[variable] = Array(text.utf8)
      let isList = Self.lists.contains(path)
      guard let value = isList ? list(text, variable) : Self.scalar(text, variable) else { continue }
      root = root.replacing(path.split(separator: ".").map(String.init), with: value)
    }
    for variable in environment.keys.sorted() where variable.hasPrefix(Self.prefix) && !known.contains(variable) {
      sources[variable] = Array((environment[variable] ?? "").utf8)
      let mend = Suggestion.mend(for: variable, among: known)
      let sentence = "no key of the configuration belongs to the environment variable \(variable)"
      let location = SourceLocation(file: variable, line: 1, column: 1)
      diagnostics.append(Diagnostic(.warning, sentence, rule: "unknown-variable", mend: mend, at: location))
    }
    return root
  }

  private static func scalar(_ text: String, _ variable: String) -> YAMLNode {
    YAMLNode(.scalar(text, quoted: true), at: SourceLocation(file: variable, line: 1, column: 1))
  }

  private mutating func list(_ text: String, _ variable: String) -> YAMLNode? {
    if text.trimmed.hasPrefix("[") {
      let (node, mistakes) = YAMLComposer.compose(Array(text.utf8), file: variable)
      diagnostics += mistakes
      return node
    }
    var items: [YAMLNode] = []
    var column = 1
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let blanks = part.prefix { $0.isWhitespace }.unicodeScalars.count
      let location = SourceLocation(file: variable, line: 1, column: column + blanks)
      if !part.trimmed.isEmpty { items.append(YAMLNode(.scalar(part.trimmed, quoted: true), at: location)) }
      column += part.unicodeScalars.count + 1
    }
    return YAMLNode(.sequence(items), at: SourceLocation(file: variable, line: 1, column: 1))
  }
}

extension YAMLNode {
  /// This mapping with another value at a path of keys; what is no mapping on the way becomes one.
  fileprivate func replacing(_ path: [String], with value: YAMLNode) -> YAMLNode {
    guard let key = path.first else { return value }
    var entries: [Entry] = []
    if case .mapping(let present) = content { entries = present }
    let rest = Array(path.dropFirst())
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value = entries[index].value.replacing(rest, with: value)
    } else {
      let below = YAMLNode(.mapping([]), at: value.location).replacing(rest, with: value)
      entries.append(Entry(key: key, keyLocation: value.location, value: below))
    }
    return YAMLNode(.mapping(entries), at: location)
  }
}
