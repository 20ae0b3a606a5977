/// Whatever may stand where SIP expects an address (RFC 3261 §25.1 `Request-URI`, `addr-spec`).
package enum URI: Sendable, Hashable {
  case sip(SIPURI)
  case tel(TelephoneURI)

  /// A scheme that means nothing to this product; kept to be copied into answers.
  case other(scheme: String, opaque: String)

  /// Reads a URI that stands alone.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    try self.init(parsing: &scanner)
  }

  /// The URI as it stands in a message.
  package var text: String {
    var writer = FieldWriter()
    write(to: &writer, in: "URI")
    return writer.text
  }

  /// The SIP URI, if it is one.
  package var sip: SIPURI? {
    if case .sip(let uri) = self { uri } else { nil }
  }

  /// Who is addressed: the user of a SIP URI or the digits of a tel URI.
  package var user: String? {
    switch self {
    case .sip(let uri): uri.user
    case .tel(let uri): uri.digits
    case .other: nil
    }
  }

  /// What is dialled: the user, and behind the digits of a tel URI `;postd=` with what is pressed after the answer
  /// (RFC 2806 §2.2, which RFC 3966 leaves as an extension). Nil for a scheme that nobody can be called by.
  package var dialString: String? {
    switch self {
    case .sip(let uri): uri.user ?? ""
    case .tel(let uri): uri.digits + (uri.parameters["postd"].map { ";postd=\($0)" } ?? "")
    case .other: nil
    }
  }

  /// The host of a SIP URI.
  package var host: String? { sip?.host }
}

extension URI {
  /// Reads the whole of `scanner`.
  init(parsing scanner: inout ByteScanner) throws(SIPParseError) {
    if scanner.takeWord("sip:") {
      self = .sip(try SIPURI(secure: false, parsing: &scanner))
      return
    }
    let scheme = scanner.text(scanner.take(while: .scheme))
    guard let first = scheme.utf8.first, ByteSet.letters.contains(first), scanner.take(Octet.colon) else {
      throw SIPParseError("expected a URI with its scheme")
    }
    switch scheme.foldingASCIICase {
    case "sip": self = .sip(try SIPURI(secure: false, parsing: &scanner))
    case "sips": self = .sip(try SIPURI(secure: true, parsing: &scanner))
    case "tel": self = .tel(try TelephoneURI(parsing: &scanner))
    case let scheme:
      let opaque = scanner.take(while: .uri)
      guard !opaque.isEmpty, scanner.isAtEnd else { throw SIPParseError("expected a URI behind its scheme") }
      self = .other(scheme: scheme, opaque: scanner.text(opaque))
    }
  }

  /// Reads the whole of `scanner`; `user@host` without a scheme, which some telephones send, is a SIP URI.
  init(inferringScheme scanner: inout ByteScanner) throws(SIPParseError) {
    let start = scanner.position
    _ = scanner.take(while: .uriUser)
    let hasScheme = scanner.next != Octet.at
    scanner.rewind(to: start)
    guard !hasScheme else {
      try self.init(parsing: &scanner)
      return
    }
    self = .sip(try SIPURI(secure: false, parsing: &scanner))
  }

  func write(to writer: inout FieldWriter, in field: String) {
    switch self {
    case .sip(let uri): uri.write(to: &writer, in: field)
    case .tel(let uri): uri.write(to: &writer, in: field)
    case .other(let scheme, let opaque):
      writer.value(scheme, madeOf: .scheme, in: field)
      writer.octet(Octet.colon)
      writer.value(opaque, madeOf: .uri, in: field)
    }
  }
}
