/// The name of one SIP session between the engine and its owner.
///
/// Incoming sessions are numbered by the endpoint, outgoing ones by whoever commands them, so the two never collide.
package struct SessionID: Hashable, Sendable {
  /// Who sent the INVITE that began the session.
  package enum Side: Hashable, Sendable {
    /// The peer called us: we are the user agent server of the first INVITE.
    case incoming
    /// We called the peer: we are its user agent client.
    case outgoing
    /// One of the places where an outgoing call is tried: known inside the endpoint only, whose owner knows the call.
    case branch
  }

  package var side: Side
  package var number: UInt64

  package init(side: Side, number: UInt64) {
    self.side = side
    self.number = number
  }
}

extension SessionID: CustomStringConvertible {
  package var description: String {
    switch side {
    case .incoming: "incoming \(number)"
    case .outgoing: "outgoing \(number)"
    case .branch: "branch \(number)"
    }
  }
}
