internal import SIPSyntax

/// What one peer, and all of them together, may cost in connections: every bound with its reason.
package struct ConnectionLimits: Sendable, Hashable {
  /// Connections at once, of all peers: far more than a call centre has phones, and few enough that descriptors are
  /// left for the calls.
  package var inAll = 4_096
  /// Connections at once that one address has opened: an office of phones behind one translated address fits, and
  /// eight such addresses are needed before anybody else is turned away.
  package var fromOneAddress = 512
  /// How long the first message may take to come, and any message from its first octet to its last: minutes of patience
  /// are what a peer lives on that sends one octet at a time.
  package var message = Duration.seconds(30)
  /// How long TLS and the WebSocket upgrade may take: each costs us a few round trips and the peer nothing.
  package var handshake = Duration.seconds(10)
  /// How long we wait for a peer to accept our connection: a third SYN has then been sent, and a call still has most
  /// of its 32 seconds for another way.
  package var connecting = Duration.seconds(5)
  /// How long a connection may be of no use to a registration, a call or a transaction before it is closed.
  package var idle = Duration.seconds(600)
  /// How long a peer may take to close its side after we have closed ours: a round trip and a half.
  package var leaving = Duration.seconds(2)
  /// Octets that wait for a peer to read, or for its connection to open; a peer for which more are waiting is not
  /// reading, and is closed: a few of the largest messages.
  package var waitingOctets = 262_144
  /// Octets of the header section of an HTTP upgrade; browsers send below two thousand.
  package var upgradeOctets = 8_192
  /// Octets of a WebSocket message: the largest SIP message.
  package var webSocketMessageOctets = SIPLimits.standard.messageOctets
  /// Frames of a WebSocket message.
  package var webSocketFrames = 64

  package init() {}
}
