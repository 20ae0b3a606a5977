/// The way a message travels: our address, the peer's address and the transport between them (RFC 5626 §2, "flow").
///
/// A message arrived on a flow and its answer leaves on one; `local` is an address of this machine,
/// also when the socket listens on every address. A connection is known by its transport, its remote address and its
/// domain; a message for which none is open is a reason to open one.
package struct SIPFlow: Hashable, Sendable {
  /// How the octets are carried (RFC 3261 §18, RFC 7118).
  package enum Transport: String, Hashable, Sendable, CaseIterable {
    case udp, tcp, tls, ws, wss

    /// Whether the transport itself repeats what is lost, so that Timers A, E, G, I, J and K need not run.
    package var isReliable: Bool {
      switch self {
      case .udp: false
      case .tcp, .tls, .ws, .wss: true
      }
    }

    /// Whether nobody on the way can read or change the messages.
    package var isSecure: Bool {
      switch self {
      case .udp, .tcp, .ws: false
      case .tls, .wss: true
      }
    }

    /// The word in a Via header field.
    package var token: String { rawValue.uppercased() }

    /// The value of a `transport` URI parameter; nil for UDP, which is what a URI without it means (RFC 3261 §19.1.1).
    /// Both kinds of WebSocket share one (RFC 7118 §5).
    package var parameter: String? {
      switch self {
      case .udp: nil
      case .tcp, .tls: rawValue
      case .ws, .wss: "ws"
      }
    }

    /// Where a peer listens that names no port (RFC 3261 §19.1.2, RFC 7118 §5.2).
    package var defaultPort: UInt16 {
      switch self {
      case .udp, .tcp: 5060
      case .tls: 5061
      case .ws: 80
      case .wss: 443
      }
    }
  }

  package var transport: Transport
  /// Where we listen, also for a connection that we opened: what the peer may connect to.
  package var local: TransportAddress
  package var remote: TransportAddress
  /// The domain for which the peer must show a certificate when we connect to it over TLS (RFC 5922 §7.1); nil when the
  /// peer connected to us, and where there is no TLS.
  package var domain: String?

  package init(
    transport: Transport = .udp, local: TransportAddress, remote: TransportAddress, domain: String? = nil
  ) {
    self.transport = transport
    self.local = local
    self.remote = remote
    self.domain = domain
  }
}

extension SIPFlow: CustomStringConvertible {
  package var description: String { "\(transport.token) \(local) ↔ \(remote)" }
}
