/// A question to a name server.
package struct DNSQuestion: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// RFC 3403.
    case naptr
    /// RFC 2782.
    case srv
    /// IPv4 addresses.
    case a
    /// IPv6 addresses.
    case aaaa
  }

  package var name: String
  package var kind: Kind

  /// Names are compared without case, so they are asked in small letters and without the root's dot.
  package init(_ name: String, _ kind: Kind) {
    let small = name.lowercased()
    self.name = small.hasSuffix(".") ? String(small.dropLast()) : small
    self.kind = kind
  }
}

/// One resource record of an answer.
package enum DNSRecord: Hashable, Sendable {
  /// RFC 3403 §4.1, without the regular expression, which RFC 3263 §4.1 does not use.
  case naptr(order: UInt16, preference: UInt16, flags: String, service: String, replacement: String)
  /// RFC 2782.
  case srv(priority: UInt16, weight: UInt16, port: UInt16, target: String)
  /// An IP literal.
  case address(String)
}

/// What came of a question.
package enum DNSAnswer: Hashable, Sendable {
  /// Records, never none, and how long they hold.
  case records([DNSRecord], timeToLive: Duration)
  /// There is no such name, or nothing of that kind under it.
  case nothing(timeToLive: Duration)
  /// The name servers did not answer, or not with an answer.
  case failed
}
