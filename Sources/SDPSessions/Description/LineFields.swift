/// The blank-separated fields of one line's value, read from the left.
struct LineFields {
  private let line: Int
  private var rest: Substring.UTF8View

  init(_ value: String, line: Int) {
    rest = value[...].utf8
    self.line = line
  }

  /// The next field; nil at the end. Several blanks count as one.
  mutating func next() -> String? {
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    guard !rest.isEmpty else { return nil }
    let field = rest.prefix { $0 != UInt8(ascii: " ") }
    rest = rest[field.endIndex...]
    return String(Substring(field))
  }

  mutating func next(_ expectation: String) throws(SDPParseError) -> String {
    guard let field = next() else { throw SDPParseError(line: line, "expected \(expectation)") }
    return field
  }

  mutating func expectEnd() throws(SDPParseError) {
    guard next() == nil else { throw SDPParseError(line: line, "expected nothing more") }
  }
}

extension String {
  /// Decimal digits only, and within the type's bounds.
  func decimal<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type = Number.self) -> Number? {
    guard !isEmpty, utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
    return Number(self)
  }

  var isDecimal: Bool {
    !isEmpty && utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// The parts before and behind the first `separator`.
  func divided(at separator: UInt8) -> (String, String?) {
    guard let place = utf8.firstIndex(of: separator) else { return (self, nil) }
    return (String(self[..<place]), String(self[utf8.index(after: place)...]))
  }
}
