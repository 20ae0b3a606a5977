import SIPSyntax
package import Timekeeping

/// The server side of an INVITE (RFC 3261 §17.2.1, with the Accepted state of RFC 6026 §7.1).
///
///     proceeding ──2xx──▶ accepted ──Timer L──▶ terminated
///         └──3xx-6xx──▶ completed ──ACK──▶ confirmed ──Timer I──▶ terminated
///                           └──Timer H──▶ terminated
///
/// The transaction user sends 100 at once, so there is no 200 ms timer. A 2xx is repeated by the session, not here.
package struct INVITEServerTransaction: Sendable {
  private enum State: Sendable {
    case proceeding(lastResponse: [UInt8]?)
    case accepted(until: Moment)
    case completed(Refusal)
    case confirmed(until: Moment)
    case terminated
  }

  private struct Refusal: Sendable {
    let octets: [UInt8]
    var retransmitAt: Moment?
    var interval: Duration
    let giveUpAt: Moment
    var deadline: Moment { min(retransmitAt ?? giveUpAt, giveUpAt) }
  }

  private var state: State = .proceeding(lastResponse: nil)
  private let timers: SIPTimers
  private let isReliable: Bool

  package init(timers: SIPTimers, isReliable: Bool) {
    self.timers = timers
    self.isReliable = isReliable
  }

  package var nextDeadline: Moment? {
    switch state {
    case .proceeding, .terminated: nil
    case .accepted(let until), .confirmed(let until): until
    case .completed(let refusal): refusal.deadline
    }
  }

  /// Whether no final response has been given, so that a CANCEL still has an effect (RFC 3261 §9.2).
  package var isProceeding: Bool {
    switch state {
    case .proceeding: true
    case .accepted, .completed, .confirmed, .terminated: false
    }
  }

  package mutating func handle(_ input: ServerTransactionInput, at now: Moment) -> [ServerTransactionEffect] {
    switch input {
    case .retransmission: return repeatLastResponse()
    case .ack: return receiveACK(at: now)
    case .respond(let status, let octets): return respond(status, octets, at: now)
    case .transportFailed: return failTransport()
    case .deadlineReached: return reachDeadline(at: now)
    }
  }

  private func repeatLastResponse() -> [ServerTransactionEffect] {
    switch state {
    case .proceeding(let octets?): [.retransmit(octets)]
    case .completed(let refusal): [.retransmit(refusal.octets)]
    case .proceeding(nil), .accepted, .confirmed, .terminated: []
    }
  }

  private mutating func receiveACK(at now: Moment) -> [ServerTransactionEffect] {
    switch state {
    case .accepted:
      return [.deliverACK]
    case .completed:
      guard !isReliable else {
        state = .terminated
        return [.terminated]
      }
      state = .confirmed(until: now + timers.timerI)
      return []
    case .proceeding, .confirmed, .terminated:
      return []
    }
  }

  private mutating func respond(
    _ status: StatusCode, _ octets: [UInt8], at now: Moment
  ) -> [ServerTransactionEffect] {
    switch state {
    case .proceeding:
      if status.isProvisional {
        state = .proceeding(lastResponse: octets)
      } else if status.isSuccess {
        state = .accepted(until: now + timers.timerL)
      } else {
        state = .completed(
          Refusal(
            octets: octets, retransmitAt: isReliable ? nil : now + timers.timerG, interval: timers.timerG,
            giveUpAt: now + timers.timerH))
      }
      return [.transmit(octets)]
    case .accepted:
      return status.isSuccess ? [.transmit(octets)] : []
    case .completed, .confirmed, .terminated:
      return []
    }
  }

  private mutating func failTransport() -> [ServerTransactionEffect] {
    switch state {
    case .proceeding, .completed:
      state = .terminated
      return [.terminated]
    case .accepted, .confirmed, .terminated:
      return []
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [ServerTransactionEffect] {
    switch state {
    case .proceeding, .terminated:
      return []
    case .accepted(let until), .confirmed(let until):
      guard now >= until else { return [] }
      state = .terminated
      return [.terminated]
    case .completed(var refusal):
      guard now < refusal.giveUpAt else {
        state = .terminated
        return [.unacknowledged, .terminated]
      }
      guard let retransmitAt = refusal.retransmitAt, now >= retransmitAt else { return [] }
      refusal.interval = min(refusal.interval * 2, timers.t2)
      refusal.retransmitAt = now + refusal.interval
      state = .completed(refusal)
      return [.retransmit(refusal.octets)]
    }
  }
}

extension INVITEServerTransaction: CustomStringConvertible {
  package var description: String {
    switch state {
    case .proceeding: "INVITE server · proceeding"
    case .accepted(let until): "INVITE server · accepted · timer L at \(until)"
    case .completed(let refusal): "INVITE server · completed · timer H at \(refusal.giveUpAt)"
    case .confirmed(let until): "INVITE server · confirmed · timer I at \(until)"
    case .terminated: "INVITE server · terminated"
    }
  }
}
