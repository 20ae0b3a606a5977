/// Collects the header fields of one message: those every message has as values, the others as text.
struct MessageFields {
  /// What every message has (RFC 3261 §8.1.1).
  struct Head {
    let vias: [Via]
    let from: NameAddress
    let to: NameAddress
    let callID: String
    let cseq: CSeq
  }

  private(set) var others = HeaderFields()
  private(set) var contentLength: UInt32?
  private var vias: [Via] = []
  private var from: NameAddress?
  private var to: NameAddress?
  private var callID: String?
  private var cseq: CSeq?
  private let limits: SIPLimits

  init(limits: SIPLimits) {
    self.limits = limits
  }

  /// Takes one header field.
  mutating func read(_ name: HeaderName, _ value: ByteScanner) throws(SIPParseError) {
    var value = value
    switch name {
    case .via: try Via.parse(&value, into: &vias, limit: limits.vias)
    case .from: try Self.fill(&from, with: try Self.party(&value))
    case .to: try Self.fill(&to, with: try Self.party(&value))
    case .callID: try Self.fill(&callID, with: try Self.callID(&value))
    case .cseq: try Self.fill(&cseq, with: try CSeq(parsing: &value))
    case .contentLength: try Self.fill(&contentLength, with: try Self.number(&value, upTo: UInt32.max))
    case .maxForwards:
      guard !others.contains(.maxForwards) else { throw SIPParseError("expected only one") }
      var number = value
      _ = try Self.number(&number, upTo: 255)
      others.append(name, value.text(value.rest))
    default: others.append(name, value.text(value.rest))
    }
  }

  /// What every message has, once all lines are read.
  func head() throws(SIPParseError) -> Head {
    guard !vias.isEmpty else { throw Self.missing(.via) }
    guard let from else { throw Self.missing(.from) }
    guard let to else { throw Self.missing(.to) }
    guard let callID else { throw Self.missing(.callID) }
    guard let cseq else { throw Self.missing(.cseq) }
    return Head(vias: vias, from: from, to: to, callID: callID, cseq: cseq)
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

  private static func callID(_ scanner: inout ByteScanner) throws(SIPParseError) -> String {
    let range = scanner.take(while: .callID)
    guard !range.isEmpty, scanner.isAtEnd else { throw SIPParseError("expected one word") }
    return scanner.text(range)
  }

  private static func number(_ scanner: inout ByteScanner, upTo limit: UInt32) throws(SIPParseError) -> UInt32 {
    guard let number = scanner.takeNumber(UInt32.self), scanner.isAtEnd, number <= limit else {
      throw SIPParseError("expected a number of at most \(limit)")
    }
    return number
  }
}
