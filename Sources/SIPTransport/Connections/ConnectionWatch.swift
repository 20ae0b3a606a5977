package import Timekeeping

/// What a connection is waiting for, and until when.
///
///     opening ──connected──▶ negotiating ──ready──▶ silent ──message──▶ idle ⇄ receiving
///        └──deadline──▶          └──deadline──▶ slow ◀──┘       └──deadline, of no use──▶ idle
///
/// A message must be whole within its time from the first octet, however its octets drip; a ping makes no connection
/// useful. Whoever holds the watch closes the connection when it has expired.
package struct ConnectionWatch: Sendable {
  /// Who opened the connection.
  package enum Side: Sendable, Hashable {
    case accepted, opened
  }

  /// Why a connection is closed.
  package enum Expiry: Sendable, Hashable {
    /// What had begun was not finished in time.
    case slow
    /// Nobody needs it.
    case idle
  }

  private enum State: Sendable {
    /// Our connection request has not been answered.
    case opening(until: Moment)
    /// TLS, or the upgrade to a WebSocket.
    case negotiating(until: Moment)
    /// Nothing whole has come.
    case silent(until: Moment)
    /// A message has begun.
    case receiving(until: Moment)
    case idle(until: Moment)
    /// We have closed our side.
    case leaving(until: Moment)
  }

  private var state: State
  private let side: Side
  private let limits: ConnectionLimits

  package init(_ side: Side, limits: ConnectionLimits, at now: Moment) {
    self.side = side
    self.limits = limits
    switch side {
    case .accepted: state = .negotiating(until: now + limits.handshake)
    case .opened: state = .opening(until: now + limits.connecting)
    }
  }

  package var deadline: Moment {
    switch state {
    case .opening(let until), .negotiating(let until), .silent(let until), .receiving(let until), .idle(let until),
      .leaving(let until):
      until
    }
  }

  /// The peer has accepted our connection; what else there is to agree may begin.
  package mutating func noteConnected(at now: Moment) {
    state = .negotiating(until: now + limits.handshake)
  }

  /// Messages may pass.
  package mutating func noteReady(at now: Moment) {
    switch side {
    case .accepted: state = .silent(until: now + limits.message)
    case .opened: state = .idle(until: now + limits.idle)
    }
  }

  /// Octets came.
  ///
  /// - Parameters:
  ///   - messages: how many messages they completed.
  ///   - pings: how many keep-alives they completed.
  ///   - isWithinMessage: whether they end within a message.
  package mutating func noteReceived(messages: Int, pings: Int, isWithinMessage: Bool, at now: Moment) {
    switch state {
    case .opening, .negotiating, .leaving:
      return
    case .receiving where messages == 0:
      return
    case .silent, .receiving, .idle:
      if isWithinMessage {
        state = .receiving(until: now + limits.message)
      } else if messages > 0 {
        state = .idle(until: now + limits.idle)
      } else if case .silent = state, pings > 0 {
        state = .idle(until: now + limits.idle)
      }
    }
  }

  /// We have closed our side and wait for the peer's.
  package mutating func noteLeaving(at now: Moment) {
    state = .leaving(until: now + limits.leaving)
  }

  /// The deadline has come: why the connection is to be closed, or nil when it lives on.
  package mutating func expire(isInUse: Bool, at now: Moment) -> Expiry? {
    guard now >= deadline else { return nil }
    switch state {
    case .opening, .negotiating, .silent, .receiving, .leaving:
      return .slow
    case .idle:
      guard isInUse else { return .idle }
      state = .idle(until: now + limits.idle)
      return nil
    }
  }
}

extension ConnectionWatch: CustomStringConvertible {
  package var description: String {
    switch state {
    case .opening(let until): "opening · until \(until)"
    case .negotiating(let until): "negotiating · until \(until)"
    case .silent(let until): "silent · until \(until)"
    case .receiving(let until): "receiving · until \(until)"
    case .idle(let until): "idle · until \(until)"
    case .leaving(let until): "leaving · until \(until)"
    }
  }
}
