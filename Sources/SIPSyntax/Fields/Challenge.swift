/// What a server asks for in WWW-Authenticate or Proxy-Authenticate (RFC 3261 §20.44, RFC 7616 §3.3).
package struct Challenge: Sendable, Hashable {
  /// `Digest`, as the sender spelled it.
  package var scheme: String

  /// realm, nonce, algorithm, qop, stale, opaque, …; values without their quotes.
  package var parameters: Parameters

  package init(scheme: String = "Digest", parameters: Parameters = Parameters()) {
    self.scheme = scheme
    self.parameters = parameters
  }

  /// Reads one header field value.
  package init(parsing text: String) throws(SIPParseError) {
    (scheme, parameters) = try AuthenticationParameters.parse(text)
  }

  /// Whether the scheme is Digest, the only one this product speaks.
  package var isDigest: Bool { scheme.equalsIgnoringCase("Digest") }

  /// As it stands in a message.
  package var text: String { AuthenticationParameters.text(scheme, parameters) }
}

/// What a client proves itself with in Authorization or Proxy-Authorization (RFC 3261 §20.7, RFC 7616 §3.4).
package struct Credentials: Sendable, Hashable {
  /// `Digest`, as the sender spelled it.
  package var scheme: String

  /// username, realm, nonce, uri, response, algorithm, cnonce, qop, nc, …; values without their quotes.
  package var parameters: Parameters

  package init(scheme: String = "Digest", parameters: Parameters = Parameters()) {
    self.scheme = scheme
    self.parameters = parameters
  }

  /// Reads one header field value.
  package init(parsing text: String) throws(SIPParseError) {
    (scheme, parameters) = try AuthenticationParameters.parse(text)
  }

  /// Whether the scheme is Digest, the only one this product speaks.
  package var isDigest: Bool { scheme.equalsIgnoringCase("Digest") }

  /// As it stands in a message.
  package var text: String { AuthenticationParameters.text(scheme, parameters) }
}

/// The grammar both share: a scheme and a comma-separated list of `name=value`.
enum AuthenticationParameters {
  /// Parameters that RFC 7616 wants unquoted; the others are quoted, as RFC 3261 and the telephones expect.
  private static let unquoted: Set<String> = ["algorithm", "stale", "nc", "userhash"]

  static func parse(_ text: String) throws(SIPParseError) -> (String, Parameters) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    guard let scheme = scanner.takeToken() else { throw SIPParseError("expected an authentication scheme") }
    guard !scanner.take(while: .blanks).isEmpty else { throw SIPParseError("expected a blank behind the scheme") }
    var parameters = Parameters()
    repeat {
      let entry = try Parameters.Entry(parsing: &scanner)
      guard entry.value != nil else { throw SIPParseError("expected name=value") }
      try parameters.appendRead(entry)
    } while scanner.takeSeparator(Octet.comma)
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("expected a comma between parameters") }
    return (scheme, parameters)
  }

  static func text(_ scheme: String, _ parameters: Parameters) -> String {
    var writer = FieldWriter()
    writer.token(scheme, in: "authentication")
    for (index, entry) in parameters.entries.enumerated() {
      writer.literal(index == 0 ? " " : ", ")
      entry.write(to: &writer, in: "authentication")
    }
    return writer.text
  }

  /// Sets a parameter with or without quotes, as its grammar asks. `qop` is quoted in a challenge only.
  static func set(_ name: String, _ value: String, in parameters: inout Parameters, quotingQOP: Bool) {
    let isBare = unquoted.contains(name.foldingASCIICase) || (!quotingQOP && name.equalsIgnoringCase("qop"))
    if isBare { parameters.set(name, value) } else { parameters.setQuoted(name, value) }
  }
}

extension Challenge {
  /// A parameter's value without quotes; setting it quotes what the grammar wants quoted.
  package subscript(name: String) -> String? {
    get { parameters[name] }
    set {
      guard let newValue else { return parameters.remove(name) }
      AuthenticationParameters.set(name, newValue, in: &parameters, quotingQOP: true)
    }
  }
}

extension Credentials {
  /// A parameter's value without quotes; setting it quotes what the grammar wants quoted.
  package subscript(name: String) -> String? {
    get { parameters[name] }
    set {
      guard let newValue else { return parameters.remove(name) }
      AuthenticationParameters.set(name, newValue, in: &parameters, quotingQOP: false)
    }
  }
}
