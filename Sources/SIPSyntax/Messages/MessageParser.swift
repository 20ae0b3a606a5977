/// Reads one message: start line, header fields, body (RFC 3261 §7, §25.1).
struct MessageParser {
  private enum StartLine {
    case request(Method, URI)
    case response(StatusCode, WireText)
  }

  private var section: HeaderSection
  private let limits: SIPLimits

  init(_ datagram: [UInt8], limits: SIPLimits) {
    section = HeaderSection(datagram, limits: limits)
    self.limits = limits
  }

  mutating func message() throws(SIPParseError) -> SIPMessage {
    let line = try section.takeStartLine()
    let startLine = try section.octets.reading(line) { octets throws(SIPParseError) in try Self.startLine(&octets) }
    var fields = MessageFields(limits: limits, expectedLines: section.expectedLines)
    while let line = try section.takeField() {
      do throws(SIPParseError) {
        try section.octets.reading(line.value) { octets throws(SIPParseError) in try fields.read(line.name, &octets) }
      } catch {
        throw error.inside(line.name)
      }
    }
    let vias = try fields.takeVias()
    let from = try fields.takeFrom()
    let to = try fields.takeTo()
    let callID = try fields.takeCallID()
    let cseq = try fields.takeCSeq()
    let body = try section.body(announced: fields.contentLength)
    switch startLine {
    case .request(let method, let uri):
      guard cseq.method == method else { throw SIPParseError("CSeq: expected the method of the start line") }
      guard !vias[0].isBranchBare else { throw SIPParseError("Via: expected more than the cookie in the branch") }
      return .request(
        SIPRequest(
          method: method, uri: uri, vias: vias, from: from, to: to, callIDText: callID, cseq: cseq,
          headers: fields.others, body: body))
    case .response(let status, let reason):
      return .response(
        SIPResponse(
          status: status, reasonText: reason, vias: vias, from: from, to: to, callIDText: callID, cseq: cseq,
          headers: fields.others, body: body))
    }
  }

  private static func startLine(_ scanner: inout ByteScanner) throws(SIPParseError) -> StartLine {
    let start = scanner.position
    if scanner.takeWord("SIP/") {
      scanner.rewind(to: start)
      return try statusLine(&scanner)
    }
    guard let method = scanner.takeToken(), scanner.take(Octet.space) else {
      throw SIPParseError("expected a method and one blank at the start")
    }
    let range = scanner.take(while: .uri)
    guard scanner.take(Octet.space) else { throw SIPParseError("expected a Request-URI and one blank") }
    try takeVersion(&scanner)
    guard scanner.isAtEnd else { throw SIPParseError("expected nothing behind the version") }
    return .request(Method(rawValue: method), try requestURI(range, &scanner))
  }

  private static func requestURI(_ range: Range<Int>, _ scanner: inout ByteScanner) throws(SIPParseError) -> URI {
    let uri: URI
    do throws(SIPParseError) {
      uri = try scanner.reading(range) { scanner throws(SIPParseError) in try URI(parsing: &scanner) }
    } catch {
      throw SIPParseError("Request-URI: \(error.sentence)", status: error.status)
    }
    switch uri {
    case .sip(let sip) where !sip.headers.isEmpty:
      throw SIPParseError("Request-URI: expected no header fields in it")
    case .sip, .tel: return uri
    case .other: throw SIPParseError("Request-URI: expected sip, sips or tel", status: .unsupportedURIScheme)
    }
  }

  private static func statusLine(_ scanner: inout ByteScanner) throws(SIPParseError) -> StartLine {
    try takeVersion(&scanner)
    guard scanner.take(Octet.space) else { throw SIPParseError("expected one blank behind the version") }
    let digits = scanner.take(while: .digits)
    var number = scanner.part(digits)
    guard digits.count == 3, let code = number.takeNumber(UInt16.self), (100...699).contains(code) else {
      throw SIPParseError("expected a status between 100 and 699")
    }
    guard scanner.take(Octet.space) || scanner.isAtEnd else {
      throw SIPParseError("expected a blank behind the status")
    }
    return .response(StatusCode(rawValue: Int(code)), scanner.words(scanner.rest))
  }

  private static func takeVersion(_ scanner: inout ByteScanner) throws(SIPParseError) {
    guard scanner.takeWord("SIP/"), let major = scanner.takeNumber(UInt32.self), scanner.take(0x2E),
      let minor = scanner.takeNumber(UInt32.self)
    else { throw SIPParseError("expected SIP/2.0") }
    guard major == 2, minor == 0 else { throw SIPParseError("expected SIP/2.0", status: .versionNotSupported) }
  }
}
