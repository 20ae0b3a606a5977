/// Which reliable provisional response a PRACK acknowledges (RFC 3262 §7.2): `776656 1 INVITE`.
package struct RAck: Sendable, Hashable {
  /// The RSeq of the response.
  package var number: UInt32
  /// The CSeq of the response, that is, of its INVITE.
  package var cseq: CSeq

  package init(number: UInt32, cseq: CSeq) {
    self.number = number
    self.cseq = cseq
  }

  /// Reads one header field value.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    guard let number = scanner.takeNumber(UInt32.self), !scanner.take(while: .blanks).isEmpty else {
      throw SIPParseError("expected the number of a response")
    }
    self.init(number: number, cseq: try CSeq(parsing: &scanner))
  }

  /// As it stands in a message.
  package var text: String { "\(number) \(cseq.text)" }
}

extension SIPRequest {
  /// What a PRACK acknowledges; nil when it does not say so as it should.
  package var rAck: RAck? { headers[first: .rAck].flatMap { try? RAck(parsing: $0) } }
}

extension SIPResponse {
  /// The RSeq of a provisional response that has to be acknowledged by PRACK (RFC 3262 §4); nil for every other one.
  package var reliableNumber: UInt32? {
    guard status.isProvisional, status != .trying, to.tag != nil, headers.requires("100rel") else { return nil }
    return headers.number(.rSeq)
  }
}
