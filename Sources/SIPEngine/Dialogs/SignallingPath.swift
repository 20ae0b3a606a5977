package import SIPSyntax

/// Where requests to a peer leave, and what we call ourselves on that way.
///
/// A peer that asked for `rport`, or whose address was translated, is reached where it was heard: only that way is
/// open. Another peer is reached at the address of its Route or Contact, but only at its own host or within the
/// networks of its trunk, so that nobody can aim our requests at a stranger. Names are not looked up.
package struct SignallingPath: Sendable, Equatable {
  /// The flow on which the peer was heard.
  package let flow: SIPFlow
  /// Our address as the peer should see it, for Via and Contact.
  package let written: TransportAddress
  private let isSymmetric: Bool
  private let trusted: [NetworkPrefix]

  package init(flow: SIPFlow, written: TransportAddress, isSymmetric: Bool, trusted: [NetworkPrefix] = []) {
    self.flow = flow
    self.written = written
    self.isSymmetric = isSymmetric
    self.trusted = trusted
  }

  /// The flow for a request whose next hop is this URI (RFC 3261 §8.1.2).
  package func flow(toward nextHop: URI) -> SIPFlow {
    guard let uri = nextHop.sip, let address = IPAddress(uri.host) else { return flow }
    if address == IPAddress(flow.remote.host) {
      return isSymmetric ? flow : replacing(TransportAddress(host: flow.remote.host, port: uri.port ?? 5060))
    }
    guard trusted.contains(where: { $0.contains(address) }) else { return flow }
    return replacing(TransportAddress(host: uri.host, port: uri.port ?? 5060))
  }

  /// The value of our Contact.
  package var contact: String { "<\(SIPURI(host: written.host, port: written.port).text)>" }

  /// Our hop, for a request that we send.
  package func via(branch: String) -> Via {
    var via = Via(transport: flow.transport.token, host: written.host, port: written.port)
    via.rport = .requested
    via.branch = branch
    return via
  }

  private func replacing(_ remote: TransportAddress) -> SIPFlow {
    SIPFlow(transport: flow.transport, local: flow.local, remote: remote)
  }
}
