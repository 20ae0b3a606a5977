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
  /// How long the target may say nothing at all before the next one is tried; nil waits for the transaction's own end.
  package var patience: Duration?
  /// The phone that is reached here, when it is known by name (RFC 5626 §4.1).
  package var instance: String?

  package init(
    uri: SIPURI, address: SIPURI, routes: [NameAddress] = [], path: SignallingPath, patience: Duration? = nil,
    instance: String? = nil
  ) {
    self.uri = uri
    self.address = address
    self.routes = routes
    self.path = path
    self.patience = patience
    self.instance = instance
  }
}
