/// The parameters of a header field value or a URI, in their order; names are compared without case (RFC 3261 §7.3.1).
package struct Parameters: Sendable, Hashable {
  /// One parameter; a flag has no value.
  struct Entry: Sendable, Hashable {
    let name: String
    var value: String?

    /// Whether the value was written, and will be written, as a quoted string; it means the same either way, and in
    /// a URI it means nothing.
    var isQuoted: Bool

    static func == (left: Entry, right: Entry) -> Bool {
      left.name == right.name && left.value == right.value
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(value)
    }
  }

  private enum Storage: Sendable {
    case plain(PlainParameters)
    case entries([Entry])
  }

  private var storage: Storage = .entries([])

  package init() {}

  init(_ plain: PlainParameters) {
    storage = .plain(plain)
  }

  /// Every parameter in order.
  private(set) var entries: [Entry] {
    get {
      switch storage {
      case .plain(let plain): plain.entries
      case .entries(let entries): entries
      }
    }
    set { storage = .entries(newValue) }
  }

  /// The value of a parameter, `""` for a flag, nil when there is none of that name. Quotes and escapes are resolved.
  package subscript(name: String) -> String? {
    switch storage {
    case .plain(let plain):
      return plain.value(of: name)?.string
    case .entries(let entries):
      guard let entry = entries.first(where: { $0.name.equalsIgnoringCase(name) }) else { return nil }
      return entry.value ?? ""
    }
  }

  /// Whether there is none.
  package var isEmpty: Bool { count == 0 }

  /// How many there are.
  package var count: Int {
    switch storage {
    case .plain(let plain): plain.count
    case .entries(let entries): entries.count
    }
  }

  /// The names in their order, spelled as they came.
  package var names: [String] { entries.map(\.name) }

  /// Whether there is one of that name, with or without a value.
  package func contains(_ name: String) -> Bool {
    switch storage {
    case .plain(let plain): plain.value(of: name) != nil
    case .entries(let entries): entries.contains { $0.name.equalsIgnoringCase(name) }
    }
  }

  /// Whether the parameter of that name has exactly this value.
  func isValue(of name: String, _ value: String) -> Bool {
    switch storage {
    case .plain(let plain): plain.isValue(of: name, value)
    case .entries: self[name] == value
    }
  }

  /// Sets a parameter in its place, or adds it at the end; nil makes it a flag.
  package mutating func set(_ name: String, _ value: String?) {
    let isQuoted = value.map { !$0.consists(of: .parameterValue) } ?? false
    store(Entry(name: name, value: value, isQuoted: isQuoted))
  }

  /// Sets a parameter whose grammar wants a quoted string, whatever the value.
  package mutating func setQuoted(_ name: String, _ value: String) {
    store(Entry(name: name, value: value, isQuoted: true))
  }

  /// Removes the parameter of that name, if there is one.
  package mutating func remove(_ name: String) {
    guard contains(name) else { return }
    entries.removeAll { $0.name.equalsIgnoringCase(name) }
  }

  private mutating func store(_ entry: Entry) {
    var entries = entries
    storage = .entries([])
    if let index = entries.firstIndex(where: { $0.name.equalsIgnoringCase(entry.name) }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
    storage = .entries(entries)
  }

  /// Adds a parameter that was read; a second one of the same name is a mistake of the sender (§7.3.1).
  mutating func appendRead(_ entry: Entry) throws(SIPParseError) {
    guard count < SIPLimits.standard.parameters else { throw SIPParseError("too many parameters") }
    guard !contains(entry.name) else { throw SIPParseError("a parameter is given twice") }
    var entries = entries
    storage = .entries([])
    entries.append(entry)
    storage = .entries(entries)
  }

  /// The parameters as they came, when nothing in them needs another spelling.
  var plain: PlainParameters? {
    switch storage {
    case .plain(let plain): plain
    case .entries: nil
    }
  }
}

extension Parameters {
  package static func == (left: Parameters, right: Parameters) -> Bool {
    left.entries == right.entries
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(entries)
  }
}

extension Parameters {
  /// Reads `*( SEMI generic-param )` of a header field value and stops before a comma or at the end.
  init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    if let plain = PlainParameters(parsing: &scanner) {
      self.init(plain)
      return
    }
    self.init()
    while scanner.takeSeparator(Octet.semicolon) {
      try appendRead(try Entry(parsing: &scanner))
    }
  }

  /// Writes them behind a header field value.
  func write(to writer: inout FieldWriter, in field: String) {
    if let plain { return writer.copy(plain.stretch) }
    for entry in entries {
      writer.octet(Octet.semicolon)
      entry.write(to: &writer, in: field)
    }
  }
}

extension Parameters.Entry {
  /// Reads `token [ EQUAL gen-value ]`.
  init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    guard let name = scanner.takeToken() else { throw SIPParseError("expected a parameter name") }
    guard scanner.takeSeparator(Octet.equals) else {
      self.init(name: name, value: nil, isQuoted: false)
      return
    }
    if scanner.next == Octet.quote {
      self.init(name: name, value: try scanner.takeQuotedString(), isQuoted: true)
      return
    }
    let range = scanner.take(while: .parameterValue)
    guard !range.isEmpty else { throw SIPParseError("expected a parameter value") }
    self.init(name: name, value: scanner.text(range), isQuoted: false)
  }

  func write(to writer: inout FieldWriter, in field: String) {
    writer.token(name, in: field)
    guard let value else { return }
    writer.octet(Octet.equals)
    if isQuoted {
      writer.quoted(value, in: field)
    } else {
      writer.value(value, madeOf: .parameterValue, in: field)
    }
  }
}
