package import SIPSyntax
package import Timekeeping

/// Whether one server of a trunk is there, found out by asking (RFC 3261 §11).
///
///     up ──probe fails──▶ doubted ──probe fails──▶ down ──any answer──▶ up
///                            └──any answer──▶ up
///
/// Any final answer shows that the server is there, be it a refusal; 408 and 503 do not, since a proxy says them when
/// what is behind it is not. One failure may be a lost datagram's, so the server is asked once more at once. With a
/// probe every twenty seconds a dead server is known within thirty.
package struct TrunkHealth: Sendable, Equatable {
  package enum Input: Sendable, Equatable {
    /// A final answer to the probe.
    case answered(StatusCode)
    /// None came, or the probe could not leave.
    case unanswered
    case deadlineReached
  }

  package enum Effect: Sendable, Equatable {
    /// Send OPTIONS.
    case probe
    case wentDown
    case cameUp
  }

  private enum State: Sendable, Equatable {
    case up, doubted, down
  }

  private enum Step: Sendable, Equatable {
    case resting(until: Moment)
    case asking(until: Moment)
    /// Never asked.
    case idle
  }

  package static let standardInterval = Duration.seconds(20)
  /// How long an answer may take: OPTIONS is sent four times over UDP until then.
  package static let patience = Duration.seconds(4)
  /// Before a server that failed once is asked again.
  package static let recheck = Duration.seconds(1)

  private let interval: Duration?
  private var state = State.up
  private var step: Step

  /// - Parameter interval: nil never asks and takes the server for alive.
  package init(interval: Duration?, at now: Moment) {
    self.interval = interval
    step = interval == nil ? .idle : .resting(until: now)
  }

  package var isUp: Bool { state != .down }

  package var nextDeadline: Moment? {
    switch step {
    case .resting(let until), .asking(let until): until
    case .idle: nil
    }
  }

  package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
    switch input {
    case .answered(let status):
      return status == .requestTimeout || status == .serviceUnavailable ? noteFailure(at: now) : noteLife(at: now)
    case .unanswered:
      return noteFailure(at: now)
    case .deadlineReached:
      return reachDeadline(at: now)
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [Effect] {
    switch step {
    case .resting(let until) where now >= until:
      step = .asking(until: now + Self.patience)
      return [.probe]
    case .asking(let until) where now >= until:
      return noteFailure(at: now)
    case .resting, .asking, .idle:
      return []
    }
  }

  /// An answer that comes too late shows life nevertheless.
  private mutating func noteLife(at now: Moment) -> [Effect] {
    guard let interval else { return [] }
    let wasDown = state == .down
    state = .up
    step = .resting(until: now + interval)
    return wasDown ? [.cameUp] : []
  }

  private mutating func noteFailure(at now: Moment) -> [Effect] {
    guard let interval, case .asking = step else { return [] }
    switch state {
    case .up:
      state = .doubted
      step = .resting(until: now + Self.recheck)
      return []
    case .doubted:
      state = .down
      step = .resting(until: now + interval)
      return [.wentDown]
    case .down:
      step = .resting(until: now + interval)
      return []
    }
  }
}

extension TrunkHealth: CustomStringConvertible {
  package var description: String {
    let word =
      switch state {
      case .up: "up"
      case .doubted: "doubted"
      case .down: "down"
      }
    return switch step {
    case .resting(let until): "server \(word) · asked again at \(until)"
    case .asking(let until): "server \(word) · asked, answer due by \(until)"
    case .idle: "server \(word) · never asked"
    }
  }
}
