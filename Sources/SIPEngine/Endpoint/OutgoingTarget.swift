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
  /// The trunk that carries the call, whose account answers its challenges and whose channel it takes.
  package var trunk: String?
  /// Who we say is calling; nil: the caller's user at our own domain.
  package var identity: OutgoingIdentity?
  /// How long the place may stay silent before it counts as out of reach; nil: Timer B of the RFC.
  package var patience: Duration?

  package init(
    uri: SIPURI, address: SIPURI, routes: [NameAddress] = [], path: SignallingPath, trunk: String? = nil,
    identity: OutgoingIdentity? = nil, patience: Duration? = nil
  ) {
    self.uri = uri
    self.address = address
    self.routes = routes
    self.path = path
    self.trunk = trunk
    self.identity = identity
    self.patience = patience
  }
}
