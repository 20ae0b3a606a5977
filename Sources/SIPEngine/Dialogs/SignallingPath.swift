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
  /// Whether what travels here may use secured ways alone, so that our Contact is a SIPS URI.
  package var isSIPS = false
  private let isSymmetric: Bool
  private let trusted: [NetworkPrefix]

  package init(flow: SIPFlow, written: TransportAddress, isSymmetric: Bool, trusted: [NetworkPrefix] = []) {
    self.flow = flow
    self.written = written
    self.isSymmetric = isSymmetric
    self.trusted = trusted
  }

  /// The flow for a request whose next hop is this URI (RFC 3261 §8.1.2).
  ///
  /// A connection is used as long as it leads to the right host: whoever opened it reads from it, and behind a NAT
  /// nothing else reaches them. Only a `sips` URI, or one that asks for TLS, is a reason to open another.
  package func flow(toward nextHop: URI) -> SIPFlow {
    guard let uri = nextHop.sip, let address = IPAddress(uri.host) else { return flow }
    if address == IPAddress(flow.remote.host) {
      return isSymmetric || isCarried(uri) ? flow : way(to: uri, at: flow.remote.host)
    }
    guard trusted.contains(where: { $0.contains(address) }) else { return flow }
    return way(to: uri, at: uri.host)
  }

  private func isCarried(_ uri: SIPURI) -> Bool {
    flow.connection != nil && (flow.transport.isSecure || uri.statedTransport?.isSecure != true)
  }

  /// The way to where a URI says, over the transport that it asks for; never a less secure one than we have, and never
  /// a WebSocket, which cannot be opened toward a client.
  private func way(to uri: SIPURI, at host: String) -> SIPFlow {
    let stated = uri.statedTransport ?? flow.transport
    let transport = flow.transport.isSecure && !stated.isSecure ? flow.transport : stated
    let remote = TransportAddress(host: host, port: uri.port ?? transport.defaultPort)
    switch transport {
    case .udp, .tcp: return SIPFlow(transport: transport, local: flow.local, remote: remote)
    case .tls: return SIPFlow(transport: .tls, local: flow.local, remote: remote, domain: uri.host)
    case .ws, .wss: return flow
    }
  }

  /// The path of a request of ours: with a SIPS URI as its Request-URI or in its first Route, our Contact has to be one,
  /// too (RFC 3261 §8.1.1.8).
  package func leading(to uri: SIPURI, over routes: [NameAddress] = []) -> SignallingPath {
    var path = self
    path.isSIPS = uri.secure || routes.first?.uri.sip?.secure == true
    return path
  }

  /// The path back to whoever sent a request: a SIPS URI as its Request-URI, in the topmost Record-Route or, where
  /// nobody recorded a route, in its Contact asks for one in our Contact (RFC 3261 §12.1.1).
  package func answering(_ request: SIPRequest) -> SignallingPath {
    let hop = (try? request.recordRoutes)?.first ?? (try? request.contacts)?.first
    var path = self
    path.isSIPS = request.uri.sip?.secure == true || hop?.uri.sip?.secure == true
    return path
  }

  /// The value of our Contact.
  package var contact: String {
    var uri = SIPURI(secure: isSIPS && flow.transport.isSecure, host: written.host, port: written.port)
    // In a SIPS URI nothing but TLS can be meant (RFC 5630 §3.1.4).
    let isSaid = !(uri.secure && flow.transport == .tls)
    if isSaid, let transport = flow.transport.parameter { uri.parameters.set("transport", transport) }
    return "<\(uri.text)>"
  }

  /// Our hop, for a request that we send. A peer that has shown its certificate may send its own requests to us on the
  /// connection that we have opened to it (RFC 5923 §8.1, `alias`).
  package func via(branch: String) -> Via {
    var via = Via(transport: flow.transport.token, host: written.host, port: written.port)
    via.rport = .requested
    via.branch = branch
    if flow.transport == .tls, flow.domain != nil { via.parameters.set("alias", nil) }
    return via
  }
}
