import SIPSyntax

extension ParserProperty {
  /// A whole message in a datagram (RFC 3261 §7): what is read can be written and reads the same again, no typed view
  /// traps, and the answer to a broken request is one.
  package static let sipMessage = ParserProperty(
    "SIPMessage", seeds: SeedMessages.all, fragments: sipFragments
  ) { octets in
    let message: SIPMessage
    do throws(SIPParseError) {
      message = try SIPMessage.parse(datagram: octets)
    } catch {
      return complaint(aboutAnswerTo: error)
    }
    look(at: message)
    do throws(SIPWriteError) {
      let written = try message.serialized()
      guard let again = try? SIPMessage.parse(datagram: written, limits: wide) else { return "cannot be read again" }
      return again == message ? nil : "reads otherwise after writing"
    } catch {
      return "cannot be written: \(error)"
    }
  }

  /// A URI alone (§19.1, RFC 3966) and an address with its parameters (§20.10).
  package static let uri = ParserProperty(
    "URI",
    seeds: [
      "sip:alice:secret@example.com:5060;transport=tcp;lr?subject=a%20b&to=c",
      "sips:%61lice@[2001:db8::1]:5061;maddr=192.0.2.1", "tel:+1-201-555-0123;phone-context=example.com",
      "\"A \\\"B\\\"\" <sip:a@b;x=y>;tag=1;q=0.7;+sip.instance=\"<urn:uuid:1>\"", "Front Desk <sip:7000@h>;expires=60",
    ].map { Array($0.utf8) }, fragments: sipFragments
  ) { octets in
    let text = String(decoding: octets, as: UTF8.self)
    if let uri = try? URI(parsing: text) {
      guard let again = try? URI(parsing: uri.text) else { return "a URI cannot be read again" }
      guard again == uri, again.hashValue == uri.hashValue else { return "a URI reads otherwise after writing" }
      if let sip = uri.sip, !sip.isEquivalent(to: sip) { return "a URI is not equivalent to itself" }
    }
    guard let address = try? NameAddress(parsing: text) else { return nil }
    guard let again = try? NameAddress(parsing: address.text) else { return "an address cannot be read again" }
    return again == address && again.hashValue == address.hashValue ? nil : "an address reads otherwise after writing"
  }

  /// Challenges and credentials (RFC 7616 §3.3, §3.4).
  package static let digest = ParserProperty(
    "Digest",
    seeds: [
      #"Digest realm="example.com", nonce="5f3a9c1d", algorithm=SHA-256, qop="auth", stale=false, opaque="x""#,
      #"Digest username="a\"b", realm="r, s",nonce="n" ,uri="sip:h;x=1", response="6629", algorithm=MD5, qop=auth,"#
        + #" nc=00000001, cnonce="c""#,
    ].map { Array($0.utf8) }, fragments: sipFragments + [", ", "Digest ", "nc=", "realm=\"", "auth-int"]
  ) { octets in
    let text = String(decoding: octets, as: UTF8.self)
    if let challenge = try? Challenge(parsing: text) {
      guard (try? Challenge(parsing: challenge.text)) == challenge else { return "a challenge reads otherwise" }
    }
    if let credentials = try? Credentials(parsing: text) {
      guard (try? Credentials(parsing: credentials.text)) == credentials else { return "credentials read otherwise" }
    }
    return nil
  }

  private static let sipFragments = [
    "\r\n", "\n", "\r", "\0", "\"", "\\", "<", ">", ";", ",", "=", "%", "%00", "%0D%0A", "@", ":", "[", "]", "?", " ",
    "\t", "\r\n ", "é", "\u{600} ", "sip:", "tel:", "tag=", "SIP/2.0", "z9hG4bK", "99999999999999999999", "-1", "*",
  ]

  /// Compact forms are written in full and some octets escaped: what was just within the limits may be written longer.
  /// Content-Length is written where there was none.
  private static let wide: SIPLimits = {
    var limits = SIPLimits.standard
    limits.messageOctets *= 4
    limits.headerFieldOctets *= 4
    limits.headerFields += 1
    return limits
  }()

  private static func complaint(aboutAnswerTo error: SIPParseError) -> String? {
    guard let answer = error.response(source: ("192.0.2.77", 5062)) else { return nil }
    guard answer.starts(with: Array("SIP/2.0 \(error.status.rawValue) ".utf8)) else {
      return "is answered with no answer"
    }
    let lines = answer.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.dropLast().allSatisfy({ $0.last == 0x0D }) else { return "is answered with a broken line" }
    let names = lines.dropFirst().dropLast(2).map { String(decoding: $0.prefix { $0 != 0x3A }, as: UTF8.self) }
    let allowed: Set = ["Via", "From", "To", "Call-ID", "CSeq", "Content-Length"]
    return names.allSatisfy(allowed.contains) ? nil : "is answered with a line of the peer's making"
  }

  /// Typed views may refuse, never trap.
  private static func look(at message: SIPMessage) {
    let headers: HeaderFields
    switch message {
    case .request(let request):
      headers = request.headers
      _ = request.maxForwards
      _ = request.uri.text
      _ = try? request.sessionDescription
    case .response(let response):
      headers = response.headers
      _ = try? response.sessionDescription
    }
    _ = try? headers.contacts
    _ = try? headers.routes
    _ = try? headers.recordRoutes
    _ = headers.mediaType
    for field in headers.fields {
      _ = headers.elements(field.name)
      _ = try? Challenge(parsing: field.value).text
      _ = try? Credentials(parsing: field.value).text
    }
  }
}
