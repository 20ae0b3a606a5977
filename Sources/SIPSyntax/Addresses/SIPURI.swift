/// A `sip:` or `sips:` URI (RFC 3261 §19.1). Escapes are resolved once in every part.
package struct SIPURI: Sendable, Hashable {
  /// Whether it is a `sips:` URI.
  package var secure: Bool

  /// The user part without its password; it may hold any text, control characters included.
  package var user: String?
  package var password: String?

  /// A name or an address; an IPv6 address stands here without brackets.
  package var host: String
  package var port: UInt16?
  package var parameters: Parameters

  /// The header fields that a request made from this URI would carry (`?name=value&…`). They are kept, never applied.
  package var headers: [URIHeader]

  package init(
    secure: Bool = false, user: String? = nil, password: String? = nil, host: String, port: UInt16? = nil,
    parameters: Parameters = Parameters(), headers: [URIHeader] = []
  ) {
    self.secure = secure
    self.user = user
    self.password = password
    self.host = host
    self.port = port
    self.parameters = parameters
    self.headers = headers
  }

  /// The URI as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    write(to: &writer, in: "URI")
    return writer.text
  }
}

/// One header field of a SIP URI, escapes resolved.
package struct URIHeader: Sendable, Hashable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

extension SIPURI {
  /// Reads what follows the scheme and its colon, to the end.
  init(secure: Bool, parsing scanner: inout ByteScanner) throws(SIPParseError) {
    var user: String?
    var password: String?
    if let at = scanner.firstPosition(of: Octet.at) {
      (user, password) = try Self.userInfo(scanner.part(scanner.position..<at))
      scanner.move(to: at + 1)
    }
    let host = try scanner.takeHost()
    let port: UInt16? = scanner.take(Octet.colon) ? try scanner.takePort() : nil
    let parameters = try URIParameters.parse(&scanner)
    let headers = scanner.take(Octet.question) ? try URIHeader.list(&scanner) : []
    guard scanner.isAtEnd else { throw SIPParseError("a SIP URI has something behind its end") }
    self.init(
      secure: secure, user: user, password: password, host: host, port: port, parameters: parameters, headers: headers)
  }

  private static func userInfo(_ part: ByteScanner) throws(SIPParseError) -> (user: String, password: String?) {
    let whole = part.rest
    let colon = part.firstPosition(of: Octet.colon)
    guard let user = PercentEscaping.resolved(part.text(whole.lowerBound..<(colon ?? whole.upperBound))),
      !user.isEmpty
    else { throw SIPParseError("a SIP URI has no proper user before its @") }
    guard let colon else { return (user, nil) }
    guard let password = PercentEscaping.resolved(part.text((colon + 1)..<whole.upperBound)) else {
      throw SIPParseError("a SIP URI has a broken escape")
    }
    return (user, password)
  }

  func write(to writer: inout FieldWriter, in field: String) {
    writer.literal(secure ? "sips:" : "sip:")
    if let user {
      writer.escaped(user, allowed: .uriUser)
      if let password {
        writer.octet(Octet.colon)
        writer.escaped(password, allowed: .uriPassword)
      }
      writer.octet(Octet.at)
    }
    writer.host(host, in: field)
    writer.port(port)
    URIParameters.write(parameters, to: &writer)
    for (index, header) in headers.enumerated() {
      writer.octet(index == 0 ? Octet.question : Octet.ampersand)
      writer.escaped(header.name, allowed: .uriHeader)
      writer.octet(Octet.equals)
      writer.escaped(header.value, allowed: .uriHeader)
    }
  }
}

extension URIHeader {
  private static let nameOrValue = ByteSet.visible.subtracting("&=<>\"")

  /// Reads `hname "=" hvalue *( "&" … )`.
  static func list(_ scanner: inout ByteScanner) throws(SIPParseError) -> [URIHeader] {
    var headers: [URIHeader] = []
    repeat {
      let nameRange = scanner.take(while: nameOrValue)
      guard !nameRange.isEmpty, scanner.take(Octet.equals) else {
        throw SIPParseError("expected name=value behind the ? of a SIP URI")
      }
      let valueRange = scanner.take(while: nameOrValue)
      guard let name = PercentEscaping.resolved(scanner.text(nameRange)),
        let value = PercentEscaping.resolved(scanner.text(valueRange))
      else { throw SIPParseError("a SIP URI has a broken escape") }
      guard headers.count < SIPLimits.standard.parameters else { throw SIPParseError("a SIP URI has too many headers") }
      headers.append(URIHeader(name: name, value: value))
    } while scanner.take(Octet.ampersand)
    return headers
  }
}
