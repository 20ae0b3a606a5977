import SIPSyntax
package import Timekeeping

/// The server side of every request but INVITE and ACK (RFC 3261 §17.2.2).
///
///     trying ──1xx──▶ proceeding ──final──▶ completed ──Timer J──▶ terminated
///        └──────────────final──────────────▶ ▲
package struct NonINVITEServerTransaction: Sendable {
  private enum State: Sendable {
    case trying
    case proceeding([UInt8])
    case completed([UInt8], until: Moment)
    case terminated
  }

  private var state: State = .trying
  private let timers: SIPTimers
  private let isReliable: Bool

  package init(timers: SIPTimers, isReliable: Bool) {
    self.timers = timers
    self.isReliable = isReliable
  }

  package var nextDeadline: Moment? {
    switch state {
    case .trying, .proceeding, .terminated: nil
    case .completed(_, let until): until
    }
  }

  package mutating func handle(_ input: ServerTransactionInput, at now: Moment) -> [ServerTransactionEffect] {
    switch input {
    case .retransmission: return repeatLastResponse()
    case .ack: return []
    case .respond(let status, let octets): return respond(status, octets, at: now)
    case .transportFailed: return failTransport()
    case .deadlineReached: return reachDeadline(at: now)
    }
  }

  private func repeatLastResponse() -> [ServerTransactionEffect] {
    switch state {
    case .proceeding(let octets), .completed(let octets, _): [.retransmit(octets)]
    case .trying, .terminated: []
    }
  }

  private mutating func respond(
    _ status: StatusCode, _ octets: [UInt8], at now: Moment
  ) -> [ServerTransactionEffect] {
    switch state {
    case .trying, .proceeding:
      if status.isProvisional {
        state = .proceeding(octets)
        return [.transmit(octets)]
      }
      guard !isReliable else {
        state = .terminated
        return [.transmit(octets), .terminated]
      }
      state = .completed(octets, until: now + timers.timerJ)
      return [.transmit(octets)]
    case .completed, .terminated:
      return []
    }
  }

  private mutating func failTransport() -> [ServerTransactionEffect] {
    switch state {
    case .trying, .proceeding, .completed:
      state = .terminated
      return [.terminated]
    case .terminated:
      return []
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [ServerTransactionEffect] {
    switch state {
    case .trying, .proceeding, .terminated:
      return []
    case .completed(_, let until):
      guard now >= until else { return [] }
      state = .terminated
      return [.terminated]
    }
  }
}

extension NonINVITEServerTransaction: CustomStringConvertible {
  package var description: String {
    switch state {
    case .trying: "non-INVITE server · trying"
    case .proceeding: "non-INVITE server · proceeding"
    case .completed(_, let until): "non-INVITE server · completed · timer J at \(until)"
    case .terminated: "non-INVITE server · terminated"
    }
  }
}
