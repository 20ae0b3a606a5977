import SIPSyntax

extension SIPFlow {
  /// The way to a registered contact: through the proxies of its Path, else straight.
  func toward(_ contact: SIPURI, of request: SIPRequest, path: [NameAddress], neighbours: [NetworkPrefix]) -> SIPFlow {
    guard let first = path.first?.uri.sip else { return toward(contact, of: request) }
    return toward(proxy: first, neighbours: neighbours)
  }

  /// Straight: where the contact says when nothing between us translates addresses, and back the way the REGISTER came
  /// otherwise, as always when a phone holds a connection open (RFC 5626 §1).
  ///
  /// No translation means that the REGISTER came from the very address its Via names (RFC 3581 §4) and that the contact
  /// is on the same host. So a phone that sends from one port and listens on another is found, and one behind a NAT too.
  private func toward(_ contact: SIPURI, of request: SIPRequest) -> SIPFlow {
    guard transport == .udp, let via = request.vias.first, via.host == remote.host,
      (via.port ?? transport.defaultPort) == remote.port, contact.host == remote.host
    else { return self }
    return reaching(contact)
  }

  /// Through a proxy that sends its requests from one port and listens on another. The URI of a Path is followed to
  /// the host it was heard from and within `neighbours`; a name, or anybody else's address, is not.
  private func toward(proxy: SIPURI, neighbours: [NetworkPrefix]) -> SIPFlow {
    guard let address = IPAddress(proxy.host) else { return self }
    if address == IPAddress(remote.host) { return transport.isReliable ? self : reaching(proxy) }
    guard neighbours.contains(where: { $0.contains(address) }) else { return self }
    return reaching(proxy)
  }

  /// The address of a URI, by the transport it names. Only UDP and TCP are open to us: over the others it is the peer
  /// who connects.
  private func reaching(_ uri: SIPURI) -> SIPFlow {
    let named = uri.parameters["transport"].flatMap { Transport(rawValue: $0.lowercased()) } ?? .udp
    guard !uri.secure, named == .udp || named == .tcp else { return self }
    return SIPFlow(
      transport: named, local: local,
      remote: TransportAddress(host: uri.host, port: uri.port ?? named.defaultPort))
  }
}
