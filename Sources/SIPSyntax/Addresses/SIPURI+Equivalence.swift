extension SIPURI {
  /// Whether both URIs mean the same resource (RFC 3261 §19.1.4): what a registrar compares contacts with.
  ///
  /// `transport` counts like `maddr`: given in only one of them they differ, as the RFC's examples show.
  package func isEquivalent(to other: SIPURI) -> Bool {
    secure == other.secure && user == other.user && password == other.password
      && host.equalsIgnoringCase(other.host) && port == other.port
      && Self.parametersMatch(parameters, other.parameters) && Self.headersMatch(headers, other.headers)
  }

  private static let decisive = ["transport", "user", "ttl", "method", "maddr"]

  private static func parametersMatch(_ left: Parameters, _ right: Parameters) -> Bool {
    for name in decisive where left.contains(name) != right.contains(name) { return false }
    return left.names.allSatisfy { name in
      guard let mine = left[name], let theirs = right[name] else { return true }
      return mine.equalsIgnoringCase(theirs)
    }
  }

  private static func headersMatch(_ left: [URIHeader], _ right: [URIHeader]) -> Bool {
    guard left.count == right.count else { return false }
    func key(_ header: URIHeader) -> String { HeaderName(header.name).canonical + ":" + header.value }
    return left.map(key).sorted() == right.map(key).sorted()
  }
}
