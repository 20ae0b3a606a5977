/// Reads one message: start line, header fields, body (RFC 3261 §7, §25.1).
struct MessageParser {
  private enum StartLine {
    case request(Method, URI)
    case response(StatusCode, String)
  }

  private var section: HeaderSection
  private let limits: SIPLimits

  init(_ datagram: [UInt8], limits: SIPLimits) {
    section = HeaderSection(datagram, limits: limits)
    self.limits = limits
  }

  mutating func message() throws(SIPParseError) -> SIPMessage {
    let startLine = try Self.startLine(try section.takeStartLine())
    var fields = MessageFields(limits: limits)
    while let line = try section.takeField() {
      do throws(SIPParseError) {
        try fields.read(line.name, line.value)
      } catch {
        throw error.inside(line.name)
      }
    }
    let head = try fields.head()
    let body = try section.body(announced: fields.contentLength)
    switch startLine {
    case .request(let method, let uri):
      try Self.check(head, of: method)
      return .request(
        SIPRequest(
          method: method, uri: uri, vias: head.vias, from: head.from, to: head.to, callID: head.callID,
          cseq: head.cseq, headers: fields.others, body: body))
    case .response(let status, let reason):
      return .response(
        SIPResponse(
          status: status, reason: reason, vias: head.vias, from: head.from, to: head.to, callID: head.callID,
          cseq: head.cseq, headers: fields.others, body: body))
    }
  }

  private static func check(_ head: MessageFields.Head, of method: Method) throws(SIPParseError) {
    guard head.cseq.method == method else {
      throw SIPParseError("CSeq: expected the method of the start line")
    }
    guard head.vias.first?.branch != Via.branchCookie else {
      throw SIPParseError("Via: expected more than the cookie in the branch")
    }
  }

  private static func startLine(_ line: ByteScanner) throws(SIPParseError) -> StartLine {
    var scanner = line
    if scanner.takeWord("SIP/") { return try statusLine(line) }
    guard let method = scanner.takeToken(), scanner.take(Octet.space) else {
      throw SIPParseError("expected a method and one blank at the start")
    }
    let range = scanner.take(while: .uri)
    guard scanner.take(Octet.space) else { throw SIPParseError("expected a Request-URI and one blank") }
    try takeVersion(&scanner)
    guard scanner.isAtEnd else { throw SIPParseError("expected nothing behind the version") }
    return .request(Method(rawValue: method), try requestURI(scanner.part(range)))
  }

  private static func requestURI(_ scanner: ByteScanner) throws(SIPParseError) -> URI {
    let uri: URI
    do throws(SIPParseError) {
      uri = try URI(parsing: scanner)
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

  private static func statusLine(_ line: ByteScanner) throws(SIPParseError) -> StartLine {
    var scanner = line
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
    return .response(StatusCode(rawValue: Int(code)), scanner.text(scanner.rest))
  }

  private static func takeVersion(_ scanner: inout ByteScanner) throws(SIPParseError) {
    guard scanner.takeWord("SIP/"), let major = scanner.takeNumber(UInt32.self), scanner.take(0x2E),
      let minor = scanner.takeNumber(UInt32.self)
    else { throw SIPParseError("expected SIP/2.0") }
    guard major == 2, minor == 0 else { throw SIPParseError("expected SIP/2.0", status: .versionNotSupported) }
  }
}
