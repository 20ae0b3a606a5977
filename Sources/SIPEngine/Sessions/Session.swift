package import SIPSyntax
package import Timekeeping

/// A session of either side; it is large, and copied by counting.
package indirect enum Session: Sendable {
  case incoming(IncomingSession)
  case outgoing(OutgoingSession)

  /// Our tag in the dialog, by which its requests are found.
  package var localTag: String {
    switch self {
    case .incoming(let session): session.localTag
    case .outgoing(let session): session.localTag
    }
  }

  /// The flow on which the peer was heard, or was called.
  package var flow: SIPFlow {
    switch self {
    case .incoming(let session): session.flow
    case .outgoing(let session): session.flow
    }
  }

  /// The realm in which an outgoing call was to prove itself.
  package var realm: String? {
    switch self {
    case .incoming: nil
    case .outgoing(let session): session.realm
    }
  }

  package var nextDeadline: Moment? {
    switch self {
    case .incoming(let session): session.nextDeadline
    case .outgoing(let session): session.nextDeadline
    }
  }

  /// Whether a request with our tag belongs to this session's dialog.
  package func includes(_ request: SIPRequest) -> Bool {
    switch self {
    case .incoming(let session): session.includes(request)
    case .outgoing(let session): session.includes(request)
    }
  }

  package mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionEffect] {
    switch self {
    case .incoming(var session):
      let effects = session.handle(input, at: now)
      self = .incoming(session)
      return effects
    case .outgoing(var session):
      let effects = session.handle(input, at: now)
      self = .outgoing(session)
      return effects
    }
  }
}
