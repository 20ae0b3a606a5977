/// A `sip:` or `sips:` URI (RFC 3261 §19.1). Escapes are resolved once in every part.
package struct SIPURI: Sendable, Hashable {
  /// Whether it is a `sips:` URI.
  package var secure: Bool

  private var userText: WireText?
  private var passwordText: WireText?
  private var hostText: WireText

  package var port: UInt16?
  package var parameters: Parameters

  /// The header fields that a request made from this URI would carry (`?name=value&…`). They are kept, never applied.
  package var headers: [URIHeader]

  package init(
    secure: Bool = false, user: String? = nil, password: String? = nil, host: String, port: UInt16? = nil,
    parameters: Parameters = Parameters(), headers: [URIHeader] = []
  ) {
    self.init(
      secure: secure, user: user.map { WireText($0) }, password: password.map { WireText($0) }, host: WireText(host),
      port: port, parameters: parameters, headers: headers)
  }

  private init(
    secure: Bool, user: WireText?, password: WireText?, host: WireText, port: UInt16?, parameters: Parameters,
    headers: [URIHeader]
  ) {
    self.secure = secure
    userText = user
    passwordText = password
    hostText = host
    self.port = port
    self.parameters = parameters
    self.headers = headers
  }

  /// The user part without its password; it may hold any text, control characters included.
  package var user: String? {
    get { userText?.string }
    set { userText = newValue.map { WireText($0) } }
  }

  package var password: String? {
    get { passwordText?.string }
    set { passwordText = newValue.map { WireText($0) } }
  }

  /// A name or an address; an IPv6 address stands here without brackets.
  package var host: String {
    get { hostText.string }
    set { hostText = WireText(newValue) }
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
    var user: WireText?
    var password: WireText?
    if let at = scanner.firstPosition(of: Octet.at) {
      let info = scanner.position..<at
      (user, password) = try scanner.reading(info) { scanner throws(SIPParseError) in try Self.userInfo(&scanner) }
      scanner.move(to: at + 1)
    }
    let host = try scanner.takeHostWords()
    let port: UInt16? = scanner.take(Octet.colon) ? try scanner.takePort() : nil
    let parameters = try URIParameters.parse(&scanner)
    let headers = scanner.take(Octet.question) ? try URIHeader.list(&scanner) : []
    guard scanner.isAtEnd else { throw SIPParseError("a SIP URI has something behind its end") }
    self.init(
      secure: secure, user: user, password: password, host: host, port: port, parameters: parameters, headers: headers)
  }

  private static func userInfo(_ part: inout ByteScanner) throws(SIPParseError) -> (user: WireText, password: WireText?)
  {
    let whole = part.rest
    let colon = part.firstPosition(of: Octet.colon)
    guard let user = PercentEscaping.resolved(part, whole.lowerBound..<(colon ?? whole.upperBound)),
      !user.isEmpty
    else { throw SIPParseError("a SIP URI has no proper user before its @") }
    guard let colon else { return (user, nil) }
    guard let password = PercentEscaping.resolved(part, (colon + 1)..<whole.upperBound) else {
      throw SIPParseError("a SIP URI has a broken escape")
    }
    return (user, password)
  }

  func write(to writer: inout FieldWriter, in field: String) {
    writer.spelling(secure ? "sips:" : "sip:")
    if let userText {
      writer.escaped(userText, allowed: .uriUser)
      if let passwordText {
        writer.octet(Octet.colon)
        writer.escaped(passwordText, allowed: .uriPassword)
      }
      writer.octet(Octet.at)
    }
    writer.host(hostText, in: field)
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
