package import SIPSyntax

/// One place where an INVITE may go.
package struct OutgoingTarget: Sendable, Equatable {
  /// The Request-URI.
  package var uri: SIPURI
  /// Whom we say that we call: the address in To.
  package var address: SIPURI
  /// Who must see the request on its way, the next hop first (RFC 3327 §5.3, RFC 3608).
  package var routes: [NameAddress]
  package var path: SignallingPath

  package init(uri: SIPURI, address: SIPURI, routes: [NameAddress] = [], path: SignallingPath) {
    self.uri = uri
    self.address = address
    self.routes = routes
    self.path = path
  }
}
