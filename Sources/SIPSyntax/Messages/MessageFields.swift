/// Collects the header fields of one message: those every message has as values, the others as text.
struct MessageFields {
  private(set) var others: HeaderFields
  private(set) var contentLength: UInt32?
  private var vias: [Via] = []
  private var from: NameAddress?
  private var to: NameAddress?
  private var callID: WireText?
  private var cseq: CSeq?
  private let limits: SIPLimits

  init(limits: SIPLimits, expectedLines: Int) {
    self.limits = limits
    others = HeaderFields(reserving: expectedLines)
    vias.reserveCapacity(2)
  }

  /// Takes one header field; `value` holds nothing but its value.
  mutating func read(_ name: HeaderName, _ value: inout ByteScanner) throws(SIPParseError) {
    switch name.known {
    case .via: try Via.parse(&value, into: &vias, limit: limits.vias)
    case .from: try Self.fill(&from, with: try Self.party(&value))
    case .to: try Self.fill(&to, with: try Self.party(&value))
    case .callID: try Self.fill(&callID, with: try Self.callID(&value))
    case .cseq: try Self.fill(&cseq, with: try CSeq(parsing: &value))
    case .contentLength: try Self.fill(&contentLength, with: try Self.number(&value, upTo: UInt32.max))
    case .maxForwards:
      guard !others.contains(.maxForwards) else { throw SIPParseError("expected only one") }
      let range = value.rest
      _ = try Self.number(&value, upTo: 255)
      others.append(name, value.words(range))
    default: others.append(name, value.words(value.rest))
    }
  }

  // What every message has (RFC 3261 §8.1.1) is handed over, once, when all lines have been read: nothing is copied.

  mutating func takeVias() throws(SIPParseError) -> [Via] {
    guard !vias.isEmpty else { throw Self.missing(.via) }
    defer { vias = [] }
    return vias
  }

  mutating func takeFrom() throws(SIPParseError) -> NameAddress { try Self.take(&from, .from) }
  mutating func takeTo() throws(SIPParseError) -> NameAddress { try Self.take(&to, .to) }
  mutating func takeCallID() throws(SIPParseError) -> WireText { try Self.take(&callID, .callID) }
  mutating func takeCSeq() throws(SIPParseError) -> CSeq { try Self.take(&cseq, .cseq) }

  private static func take<Value>(_ place: inout Value?, _ name: HeaderName) throws(SIPParseError) -> Value {
    guard let value = place.take() else { throw missing(name) }
    return value
  }

  private static func missing(_ name: HeaderName) -> SIPParseError {
    SIPParseError("expected a \(name.canonical) header field")
  }

  private static func fill<Value>(_ place: inout Value?, with value: Value) throws(SIPParseError) {
    guard place == nil else { throw SIPParseError("expected only one") }
    place = value
  }

  private static func party(_ scanner: inout ByteScanner) throws(SIPParseError) -> NameAddress {
    let party = try NameAddress(parsing: &scanner)
    guard scanner.isAtEnd else { throw SIPParseError("expected one address") }
    return party
  }

  private static func callID(_ scanner: inout ByteScanner) throws(SIPParseError) -> WireText {
    let range = scanner.take(while: .callID)
    guard !range.isEmpty, scanner.isAtEnd else { throw SIPParseError("expected one word") }
    return scanner.words(range)
  }

  private static func number(_ scanner: inout ByteScanner, upTo limit: UInt32) throws(SIPParseError) -> UInt32 {
    guard let number = scanner.takeNumber(UInt32.self), scanner.isAtEnd, number <= limit else {
      throw SIPParseError("expected a number of at most \(limit)")
    }
    return number
  }
}
