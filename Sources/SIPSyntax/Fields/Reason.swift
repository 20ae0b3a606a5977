/// Why a request was sent (RFC 3326 §2): `SIP;cause=200;text="Call completed elsewhere"`.
package struct Reason: Sendable, Hashable {
  /// `SIP`, `Q.850`, as the sender spelled it.
  package var namespace: String
  /// A status code of SIP or a cause of Q.850; nil when it is not given.
  package var cause: Int?
  /// A caller's text: for people, never for programs.
  package var text: String?

  package init(namespace: String, cause: Int? = nil, text: String? = nil) {
    self.namespace = namespace
    self.cause = cause
    self.text = text
  }

  /// Reads one value.
  package init(parsing text: String) throws(SIPParseError) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    guard let namespace = scanner.takeToken() else { throw SIPParseError("expected the name of a protocol") }
    let parameters = try Parameters(parsing: &scanner)
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw SIPParseError("expected nothing behind the protocol but parameters") }
    var cause: Int?
    if let value = parameters["cause"] {
      var digits = ByteScanner(value)
      cause = digits.takeNumber(UInt16.self).flatMap { digits.isAtEnd ? Int($0) : nil }
    }
    self.init(namespace: namespace, cause: cause, text: parameters["text"])
  }
}

extension HeaderFields {
  /// Every reason that can be read.
  package var reasons: [Reason] { elements(.reason).compactMap { try? Reason(parsing: $0) } }

  /// Whether somebody else took the call, so that a phone that stops ringing shall not list it as missed
  /// (RFC 3326 §3.1).
  package var tellOfAnswerElsewhere: Bool {
    reasons.contains { $0.namespace.equalsIgnoringCase("SIP") && $0.cause == StatusCode.ok.rawValue }
  }
}
