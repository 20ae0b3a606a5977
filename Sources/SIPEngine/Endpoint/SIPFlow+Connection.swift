package import SIPSyntax

extension SIPFlow {
  /// What names a connection: whom it leads to, how, and for whom the peer has shown a certificate.
  package struct Connection: Hashable, Sendable {
    package let transport: Transport
    package let remote: TransportAddress
    package let domain: String?
  }

  /// The connection that carries the flow; nil for UDP, which has none.
  package var connection: Connection? {
    transport == .udp ? nil : Connection(transport: transport, remote: remote, domain: domain)
  }

  /// The way over a connection of our own to where a peer says that it listens.
  ///
  /// Only to the very host that the peer was heard at, so that nobody can aim us at a stranger, and only over TCP: over
  /// TLS we would have no name to ask a certificate for, and WebSockets cannot be opened toward a client (RFC 7118 §5).
  package func direct(to uri: SIPURI) -> SIPFlow? {
    guard transport == .tcp, uri.statedTransport ?? .tcp == .tcp, let host = IPAddress(uri.host),
      host == IPAddress(remote.host)
    else { return nil }
    var other = self
    other.remote.port = uri.port ?? transport.defaultPort
    return other
  }
}

extension SIPURI {
  /// The transport that the URI asks for (RFC 3261 §19.1.1, §26.2.2, RFC 7118 §5); nil when it does not say, or names
  /// one that we do not know.
  package var statedTransport: SIPFlow.Transport? {
    let stated = parameters["transport"].flatMap { SIPFlow.Transport(rawValue: $0.lowercased()) }
    guard secure else { return stated }
    switch stated {
    case nil, .udp, .tcp, .tls: return .tls
    case .ws, .wss: return .wss
    }
  }
}
