/// The way a message travels: our address, the peer's address and the transport between them (RFC 5626 §2, "flow").
///
/// A datagram arrived on a flow and its answer leaves on one; `local` is an address of this machine,
/// also when the socket listens on every address.
package struct SIPFlow: Hashable, Sendable {
  /// How the octets are carried. UDP is the only transport so far; TCP, TLS and WebSocket become further cases.
  package enum Transport: Hashable, Sendable {
    case udp

    /// Whether the transport itself repeats what is lost, so that Timers A, E, G, I, J and K need not run.
    package var isReliable: Bool {
      switch self {
      case .udp: false
      }
    }

    /// The word in a Via header field.
    package var token: String {
      switch self {
      case .udp: "UDP"
      }
    }
  }

  package var transport: Transport
  package var local: TransportAddress
  package var remote: TransportAddress

  package init(transport: Transport = .udp, local: TransportAddress, remote: TransportAddress) {
    self.transport = transport
    self.local = local
    self.remote = remote
  }
}

extension SIPFlow: CustomStringConvertible {
  package var description: String { "\(transport.token) \(local) ↔ \(remote)" }
}
