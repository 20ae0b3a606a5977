/// Builds the octets of header field values and remembers the first value that may not be written.
///
/// A value with CR, LF or NUL would end its line and start another one (header injection), so it is refused; values
/// that must be a token, a host or a name are refused when they are not.
struct FieldWriter {
  private(set) var octets: [UInt8] = []
  private(set) var failure: SIPWriteError?

  init(reserving capacity: Int = 0) {
    octets.reserveCapacity(capacity)
  }

  /// What has been written, as text.
  var text: String { String(decoding: octets, as: UTF8.self) }

  /// Appends what this code itself spells: punctuation, names, line ends.
  mutating func literal(_ text: String) {
    append(text)
  }

  /// Appends what this code itself spells, without making a String of it.
  mutating func spelling(_ text: StaticString) {
    octets.append(contentsOf: text.octets)
  }

  mutating func octet(_ byte: UInt8) {
    octets.append(byte)
  }

  mutating func number(_ value: some BinaryInteger) {
    guard let small = UInt64(exactly: value) else {
      append(String(value))
      return
    }
    var power: UInt64 = 1
    while small / power >= 10 { power *= 10 }
    while power > 0 {
      octets.append(Octet.zero + UInt8(truncatingIfNeeded: small / power % 10))
      power /= 10
    }
  }

  /// Appends a value as it is, unless it would break its line.
  mutating func value(_ text: String, in field: String) {
    value(WireText(text), in: field)
  }

  /// Appends a value as it is, unless it would break its line. What came in a line of its own does not.
  mutating func value(_ text: WireText, in field: String) {
    if text.stretch == nil, text.withOctets({ $0.contains(where: ByteSet.lineBreaking.contains) }) {
      refuse(field, "contains CR, LF or NUL")
    }
    append(text)
  }

  /// Appends a value that must be made of `set`.
  mutating func value(_ text: String, madeOf set: ByteSet, in field: String) {
    value(WireText(text), madeOf: set, in: field)
  }

  /// Appends a value that must be made of `set`.
  mutating func value(_ text: WireText, madeOf set: ByteSet, in field: String) {
    if !text.consists(of: set) { refuse(field, "contains what its grammar does not allow") }
    append(text)
  }

  mutating func token(_ text: String, in field: String) {
    value(WireText(text), madeOf: .token, in: field)
  }

  mutating func token(_ text: WireText, in field: String) {
    value(text, madeOf: .token, in: field)
  }

  /// Appends octets that have been read and are written as they came.
  mutating func copy(_ stretch: Stretch) {
    stretch.withOctets { octets.append(contentsOf: $0) }
  }

  /// Appends a host, an IPv6 address in brackets.
  mutating func host(_ text: String, in field: String) {
    host(WireText(text), in: field)
  }

  /// Appends a host, an IPv6 address in brackets.
  mutating func host(_ text: WireText, in field: String) {
    if text.contains(Octet.colon) {
      octet(Octet.leftBracket)
      value(text, madeOf: .ipv6Address, in: field)
      octet(Octet.rightBracket)
    } else {
      value(text, madeOf: .hostName, in: field)
    }
  }

  mutating func port(_ port: UInt16?) {
    guard let port else { return }
    octet(Octet.colon)
    number(port)
  }

  mutating func escaped(_ text: String, allowed: ByteSet) {
    escaped(WireText(text), allowed: allowed)
  }

  mutating func escaped(_ text: WireText, allowed: ByteSet) {
    PercentEscaping.append(text, allowed: allowed, to: &octets)
  }

  /// Appends a `quoted-string`; quotes, backslashes and control octets become quoted pairs.
  mutating func quoted(_ text: String, in field: String) {
    quoted(WireText(text), in: field)
  }

  /// Appends a `quoted-string`; quotes, backslashes and control octets become quoted pairs.
  mutating func quoted(_ text: WireText, in field: String) {
    octet(Octet.quote)
    if text.withOctets({ $0.contains(where: ByteSet.quotedSpecially.contains) }) {
      quotePairs(text, in: field)
    } else {
      append(text)
    }
    octet(Octet.quote)
  }

  private mutating func quotePairs(_ text: WireText, in field: String) {
    text.withOctets { text in
      for byte in text {
        if ByteSet.lineBreaking.contains(byte) { refuse(field, "contains CR, LF or NUL") }
        if ByteSet.quotedSpecially.contains(byte) { octet(Octet.backslash) }
        octet(byte)
      }
    }
  }

  private mutating func append(_ text: WireText) {
    text.withOctets { octets.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) {
    text.withOctets { octets.append(contentsOf: $0) }
  }

  mutating func body(_ body: [UInt8]) {
    octets.append(contentsOf: body)
  }

  private mutating func refuse(_ field: String, _ complaint: String) {
    if failure == nil { failure = SIPWriteError(field: field, complaint: complaint) }
  }
}

/// A value that may not be put on the wire: our own mistake, or a caller's text that was let through.
package struct SIPWriteError: Error, Hashable, Sendable {
  /// The header field or part of the message.
  package let field: String

  /// What is wrong with its value; never the value itself.
  package let complaint: String
}

extension SIPWriteError: CustomStringConvertible {
  package var description: String { "\(field) \(complaint)" }
}
