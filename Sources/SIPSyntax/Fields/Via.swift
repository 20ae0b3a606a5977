/// One hop of a message's path (RFC 3261 §20.42, RFC 3581).
package struct Via: Sendable, Hashable {
  private var transportText: WireText
  private var hostText: WireText
  package var port: UInt16?
  package var parameters: Parameters

  package init(transport: String, host: String, port: UInt16? = nil, parameters: Parameters = Parameters()) {
    self.init(transport: WireText(transport), host: WireText(host), port: port, parameters: parameters)
  }

  private init(transport: WireText, host: WireText, port: UInt16?, parameters: Parameters) {
    transportText = transport
    hostText = host
    self.port = port
    self.parameters = parameters
  }

  /// `UDP`, `TCP`, `TLS`, `WS`, …, as the sender spelled it.
  package var transport: String {
    get { transportText.string }
    set { transportText = WireText(newValue) }
  }

  /// Where the hop says it is; an IPv6 address stands here without brackets.
  package var host: String {
    get { hostText.string }
    set { hostText = WireText(newValue) }
  }

  /// What RFC 3581 puts into `rport`.
  package enum RPort: Sendable, Hashable {
    /// The client asks where its request came from.
    case requested

    /// The server says it.
    case port(UInt16)
  }

  /// What every branch of RFC 3261 starts with (§8.1.1.7).
  package static let branchCookie = "z9hG4bK"

  /// The name of the transaction; nil when there is none, as before RFC 3261.
  package var branch: String? {
    get { parameters["branch"] }
    set { setOrRemove("branch", newValue) }
  }

  /// Whether the branch is the cookie and nothing else, which names no transaction.
  var isBranchBare: Bool { parameters.isValue(of: "branch", Self.branchCookie) }

  /// The address the request really came from, without brackets (§18.2.1).
  package var received: String? {
    get { parameters["received"].map(Self.withoutBrackets) }
    set { setOrRemove("received", newValue) }
  }

  /// Whether the port the request came from is asked for, or which one it was (RFC 3581 §3, §4).
  package var rport: RPort? {
    get {
      guard let value = parameters["rport"] else { return nil }
      var scanner = ByteScanner(value)
      guard let port = scanner.takeNumber(UInt16.self), scanner.isAtEnd, port > 0 else { return .requested }
      return .port(port)
    }
    set {
      switch newValue {
      case nil: parameters.remove("rport")
      case .requested: parameters.set("rport", nil)
      case .port(let port): parameters.set("rport", "\(port)")
      }
    }
  }

  /// Notes where the request came from: `received` when it differs from what the hop says or when it asked,
  /// `rport` when it asked (RFC 3261 §18.2.1, RFC 3581 §4).
  package mutating func note(receivedFrom host: String, port: UInt16) {
    if rport != nil {
      rport = .port(port)
      received = host
    } else if !self.host.equalsIgnoringCase(host) {
      received = host
    }
  }

  /// As it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    write(to: &writer)
    return writer.text
  }

  private mutating func setOrRemove(_ name: String, _ value: String?) {
    if let value { parameters.set(name, value) } else { parameters.remove(name) }
  }

  private static func withoutBrackets(_ host: String) -> String {
    guard host.utf8.first == Octet.leftBracket, host.utf8.last == Octet.rightBracket else { return host }
    return String(host.dropFirst().dropLast())
  }
}

extension Via {
  /// Reads `via-parm *( COMMA via-parm )` to the end and appends to `vias`.
  static func parse(
    _ scanner: inout ByteScanner, into vias: inout [Via], limit: Int
  ) throws(SIPParseError) {
    repeat {
      guard vias.count < limit else { throw SIPParseError("too many values") }
      scanner.skipBlanks()
      vias.append(try Via(parsing: &scanner))
    } while scanner.takeSeparator(Octet.comma)
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("expected a comma or nothing behind a hop") }
  }

  private init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    guard scanner.takeWord("SIP"), scanner.takeSeparator(Octet.slash), scanner.takeWord("2.0"),
      scanner.takeSeparator(Octet.slash), let transport = scanner.takeTokenWords()
    else { throw SIPParseError("expected SIP/2.0 and a transport") }
    guard !scanner.take(while: .blanks).isEmpty else { throw SIPParseError("expected a blank behind the transport") }
    let host = try scanner.takeHostWords()
    let port: UInt16? = scanner.takeSeparator(Octet.colon) ? try scanner.takePort() : nil
    self.init(transport: transport, host: host, port: port, parameters: try Parameters(parsing: &scanner))
  }

  func write(to writer: inout FieldWriter) {
    writer.spelling("SIP/2.0/")
    writer.token(transportText, in: "Via")
    writer.octet(Octet.space)
    writer.host(hostText, in: "Via")
    writer.port(port)
    parameters.write(to: &writer, in: "Via")
  }
}
