/// The header fields of a message in their order, one entry per line as it came (RFC 3261 §7.3).
///
/// Values are kept as text, folding undone; a typed view reads them when it is asked for.
package struct HeaderFields: Sendable, Equatable {
  /// One line: its name and its value without the blanks around it.
  package struct Field: Sendable, Equatable {
    package let name: HeaderName
    let text: WireText

    package var value: String { text.string }
  }

  /// Every line in order.
  package private(set) var fields: [Field] = []

  package init() {}

  init(reserving capacity: Int) {
    fields.reserveCapacity(capacity)
  }

  /// Whether there is no line.
  package var isEmpty: Bool { fields.isEmpty }

  /// How many lines there are.
  package var count: Int { fields.count }

  /// The value of the first line of that name.
  package subscript(first name: HeaderName) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// Whether there is a line of that name.
  package func contains(_ name: HeaderName) -> Bool {
    fields.contains { $0.name == name }
  }

  /// The values of that name, one per line: for header fields whose commas are no list, as in WWW-Authenticate.
  package func all(_ name: HeaderName) -> [String] {
    fields.compactMap { $0.name == name ? $0.value : nil }
  }

  /// The elements of that name over all its lines, lists split at their commas; quotes and `<…>` keep theirs.
  /// Empty elements are left out.
  package func elements(_ name: HeaderName) -> [String] {
    var elements: [String] = []
    for field in fields where field.name == name { elements += Self.elements(of: field.text.scanner) }
    return elements
  }

  /// Adds a line behind the others.
  package mutating func append(_ name: HeaderName, _ value: String) {
    append(name, WireText(value))
  }

  mutating func append(_ name: HeaderName, _ text: WireText) {
    fields.append(Field(name: name, text: text))
  }

  /// Puts one line of that name in place of all there are.
  package mutating func set(_ name: HeaderName, _ value: String) {
    guard let place = fields.firstIndex(where: { $0.name == name }) else {
      append(name, value)
      return
    }
    fields[place] = Field(name: name, text: WireText(value))
    let rest = fields[(place + 1)...].filter { $0.name != name }
    fields.replaceSubrange((place + 1)..., with: rest)
  }

  /// Removes every line of that name.
  package mutating func remove(_ name: HeaderName) {
    fields.removeAll { $0.name == name }
  }
}

extension HeaderFields {
  /// Splits a list at the commas that stand outside quotes and angle brackets.
  static func elements(of value: String) -> [String] {
    elements(of: ByteScanner(value))
  }

  private static func elements(of value: ByteScanner) -> [String] {
    guard value.firstPosition(of: Octet.comma) != nil else { return value.isAtEnd ? [] : [value.text(value.rest)] }
    var scanner = value
    var elements: [String] = []
    var start = scanner.position
    var quoted = false
    var bracketed = false
    while let byte = scanner.take() {
      switch byte {
      case Octet.quote where !bracketed: quoted.toggle()
      case Octet.backslash where quoted: _ = scanner.take()
      case Octet.less where !quoted: bracketed = true
      case Octet.greater where !quoted: bracketed = false
      case Octet.comma where !quoted && !bracketed:
        elements.append(scanner.text(scanner.trimmed(start..<(scanner.position - 1))))
        start = scanner.position
      default: break
      }
    }
    elements.append(scanner.text(scanner.trimmed(start..<scanner.position)))
    return elements.filter { !$0.isEmpty }
  }
}
