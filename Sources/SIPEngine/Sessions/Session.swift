package import SIPSyntax
package import Timekeeping

/// A session of either side; it is large, and copied by counting.
package enum Session: Sendable {
  case incoming(Shared<IncomingSession>)
  case outgoing(Shared<OutgoingSession>)

  package init(_ session: IncomingSession) {
    self = .incoming(Shared(session))
  }

  package init(_ session: OutgoingSession) {
    self = .outgoing(Shared(session))
  }

  /// Our tag in the dialog, by which its requests are found.
  package var localTag: String {
    switch self {
    case .incoming(let session): session.value.localTag
    case .outgoing(let session): session.value.localTag
    }
  }

  /// The flow on which the peer was heard, or was called.
  package var flow: SIPFlow {
    switch self {
    case .incoming(let session): session.value.flow
    case .outgoing(let session): session.value.flow
    }
  }

  /// The realm in which an outgoing call was to prove itself.
  package var realm: String? {
    switch self {
    case .incoming: nil
    case .outgoing(let session): session.value.realm
    }
  }

  package var nextDeadline: Moment? {
    switch self {
    case .incoming(let session): session.value.nextDeadline
    case .outgoing(let session): session.value.nextDeadline
    }
  }

  /// Whether a request with our tag belongs to this session's dialog.
  package func includes(_ request: SIPRequest) -> Bool {
    switch self {
    case .incoming(let session): session.value.includes(request)
    case .outgoing(let session): session.value.includes(request)
    }
  }

  package mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionEffect] {
    switch consume self {
    case .incoming(var session):
      let effects = session.value.handle(input, at: now)
      self = .incoming(session)
      return effects
    case .outgoing(var session):
      let effects = session.value.handle(input, at: now)
      self = .outgoing(session)
      return effects
    }
  }
}
