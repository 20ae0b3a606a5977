import SIPSyntax
package import Timekeeping

/// The client side of every request but INVITE and ACK (RFC 3261 §17.1.2).
///
///     trying ──1xx──▶ proceeding ──final──▶ completed ──Timer K──▶ terminated
///        └──────────────final──────────────▶ ▲
///     trying, proceeding ──Timer F──▶ terminated
package struct NonINVITEClientTransaction: Sendable {
  private enum State: Sendable {
    case ready
    case trying(Attempt)
    case proceeding(Attempt)
    case completed(until: Moment)
    case terminated
  }

  private struct Attempt: Sendable {
    var retransmitAt: Moment?
    var interval: Duration
    var timeoutAt: Moment
    var deadline: Moment { min(retransmitAt ?? timeoutAt, timeoutAt) }
  }

  private var state: State = .ready
  private let octets: [UInt8]
  private let timers: SIPTimers
  private let isReliable: Bool

  /// `octets` is the request as written.
  package init(octets: [UInt8], timers: SIPTimers, isReliable: Bool) {
    self.octets = octets
    self.timers = timers
    self.isReliable = isReliable
  }

  package var nextDeadline: Moment? {
    switch state {
    case .ready, .terminated: nil
    case .trying(let attempt), .proceeding(let attempt): attempt.deadline
    case .completed(let until): until
    }
  }

  /// Whether no response has come, so that the request may be sent another way.
  package var isUnheard: Bool {
    switch state {
    case .ready, .trying: true
    case .proceeding, .completed, .terminated: false
    }
  }

  package mutating func handle(_ input: ClientTransactionInput, at now: Moment) -> [ClientTransactionEffect] {
    switch input {
    case .started: return start(at: now)
    case .response(let response): return receive(response, at: now)
    case .cancelSent, .withdrawn: return []
    case .transportFailed: return failTransport()
    case .deadlineReached: return reachDeadline(at: now)
    }
  }

  private mutating func start(at now: Moment) -> [ClientTransactionEffect] {
    guard case .ready = state else { return [] }
    state = .trying(
      Attempt(
        retransmitAt: isReliable ? nil : now + timers.timerE, interval: timers.timerE,
        timeoutAt: now + timers.timerF))
    return [.transmit(octets)]
  }

  private mutating func receive(_ response: SIPResponse, at now: Moment) -> [ClientTransactionEffect] {
    switch state {
    case .ready, .completed, .terminated:
      return []
    case .trying(let attempt), .proceeding(let attempt):
      if response.status.isProvisional {
        state = .proceeding(attempt)
        return [.deliver(response)]
      }
      guard !isReliable else {
        state = .terminated
        return [.deliver(response), .terminated]
      }
      state = .completed(until: now + timers.timerK)
      return [.deliver(response)]
    }
  }

  private mutating func failTransport() -> [ClientTransactionEffect] {
    switch state {
    case .ready, .trying, .proceeding:
      state = .terminated
      return [.transportFailed, .terminated]
    case .completed, .terminated:
      return []
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [ClientTransactionEffect] {
    switch state {
    case .ready, .terminated:
      return []
    case .trying(var attempt):
      guard now < attempt.timeoutAt else { return giveUp() }
      guard let retransmitAt = attempt.retransmitAt, now >= retransmitAt else { return [] }
      attempt.interval = min(attempt.interval * 2, timers.t2)
      attempt.retransmitAt = now + attempt.interval
      state = .trying(attempt)
      return [.retransmit(octets)]
    case .proceeding(var attempt):
      guard now < attempt.timeoutAt else { return giveUp() }
      guard let retransmitAt = attempt.retransmitAt, now >= retransmitAt else { return [] }
      attempt.interval = timers.t2
      attempt.retransmitAt = now + timers.t2
      state = .proceeding(attempt)
      return [.retransmit(octets)]
    case .completed(let until):
      guard now >= until else { return [] }
      state = .terminated
      return [.terminated]
    }
  }

  private mutating func giveUp() -> [ClientTransactionEffect] {
    state = .terminated
    return [.timedOut, .terminated]
  }
}

extension NonINVITEClientTransaction: CustomStringConvertible {
  package var description: String {
    switch state {
    case .ready: "non-INVITE client · ready"
    case .trying(let attempt): "non-INVITE client · trying · timer F at \(attempt.timeoutAt)"
    case .proceeding(let attempt): "non-INVITE client · proceeding · timer F at \(attempt.timeoutAt)"
    case .completed(let until): "non-INVITE client · completed · timer K at \(until)"
    case .terminated: "non-INVITE client · terminated"
    }
  }
}
