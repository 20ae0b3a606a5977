package import SIPSyntax
package import Timekeeping

/// The client side of an INVITE (RFC 3261 §17.1.1, with the Accepted state of RFC 6026 §7.2).
///
///     calling ──1xx──▶ proceeding ──2xx──▶ accepted ──Timer M──▶ terminated
///        │ └──────2xx──────────────────────▶ ▲
///        │ └──3xx-6xx──▶ completed ◀──3xx-6xx── proceeding
///        └──Timer B──▶ terminated              └──Timer D──▶ terminated
///
/// Refusals are acknowledged here; the ACK to a 2xx is the session's. Proceeding has no time limit until a CANCEL
/// has been sent.
package struct INVITEClientTransaction: Sendable {
  private enum State: Sendable {
    case ready
    case calling(retransmitAt: Moment?, interval: Duration, timeoutAt: Moment)
    case proceeding(giveUpAt: Moment?)
    case completed(ack: [UInt8]?, until: Moment)
    case accepted(until: Moment)
    case terminated
  }

  private var state: State = .ready
  private let request: SIPRequest
  private let octets: [UInt8]
  private let timers: SIPTimers
  private let isReliable: Bool

  /// - Parameter octets: the request as written.
  package init(request: SIPRequest, octets: [UInt8], timers: SIPTimers, isReliable: Bool) {
    self.request = request
    self.octets = octets
    self.timers = timers
    self.isReliable = isReliable
  }

  package var nextDeadline: Moment? {
    switch state {
    case .ready, .terminated: nil
    case .calling(let retransmitAt, _, let timeoutAt): min(retransmitAt ?? timeoutAt, timeoutAt)
    case .proceeding(let giveUpAt): giveUpAt
    case .completed(_, let until), .accepted(let until): until
    }
  }

  /// Whether no response has come, so that the request may be sent another way.
  package var isUnheard: Bool {
    switch state {
    case .ready, .calling: true
    case .proceeding, .completed, .accepted, .terminated: false
    }
  }

  package mutating func handle(_ input: ClientTransactionInput, at now: Moment) -> [ClientTransactionEffect] {
    switch input {
    case .started: return start(at: now)
    case .response(let response): return receive(response, at: now)
    case .cancelSent: return noteCancel(at: now)
    case .withdrawn: return noteWithdrawal()
    case .transportFailed: return failTransport()
    case .deadlineReached: return reachDeadline(at: now)
    }
  }

  private mutating func start(at now: Moment) -> [ClientTransactionEffect] {
    guard case .ready = state else { return [] }
    state = .calling(
      retransmitAt: isReliable ? nil : now + timers.timerA, interval: timers.timerA, timeoutAt: now + timers.timerB)
    return [.transmit(octets)]
  }

  private mutating func receive(_ response: SIPResponse, at now: Moment) -> [ClientTransactionEffect] {
    switch state {
    case .ready, .terminated:
      return []
    case .calling:
      return receiveFirst(response, giveUpAt: nil, at: now)
    case .proceeding(let giveUpAt):
      return receiveFirst(response, giveUpAt: giveUpAt, at: now)
    case .completed(let ack, _):
      guard response.status.isFinal, !response.status.isSuccess, let ack else { return [] }
      return [.retransmit(ack)]
    case .accepted:
      return response.status.isSuccess ? [.deliver(response)] : []
    }
  }

  private mutating func receiveFirst(
    _ response: SIPResponse, giveUpAt: Moment?, at now: Moment
  ) -> [ClientTransactionEffect] {
    if response.status.isProvisional {
      state = .proceeding(giveUpAt: giveUpAt)
      return [.deliver(response)]
    }
    if response.status.isSuccess {
      state = .accepted(until: now + timers.timerM)
      return [.deliver(response)]
    }
    let ack = try? SIPMessage.request(request.acknowledgement(ofRefusal: response)).serialized()
    let sending: [ClientTransactionEffect] = ack.map { [.transmit($0)] } ?? []
    guard !isReliable else {
      state = .terminated
      return sending + [.deliver(response), .terminated]
    }
    state = .completed(ack: ack, until: now + timers.timerD)
    return sending + [.deliver(response)]
  }

  private mutating func noteCancel(at now: Moment) -> [ClientTransactionEffect] {
    guard case .proceeding(nil) = state else { return [] }
    state = .proceeding(giveUpAt: now + timers.patience)
    return []
  }

  /// Stops Timer A: whom the INVITE has not reached shall not hear of it. Timer B goes on.
  private mutating func noteWithdrawal() -> [ClientTransactionEffect] {
    guard case .calling(_, let interval, let timeoutAt) = state else { return [] }
    state = .calling(retransmitAt: nil, interval: interval, timeoutAt: timeoutAt)
    return []
  }

  private mutating func failTransport() -> [ClientTransactionEffect] {
    switch state {
    case .ready, .calling, .proceeding:
      state = .terminated
      return [.transportFailed, .terminated]
    case .completed:
      state = .terminated
      return [.terminated]
    case .accepted, .terminated:
      return []
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [ClientTransactionEffect] {
    switch state {
    case .ready, .terminated, .proceeding(giveUpAt: nil):
      return []
    case .calling(let retransmitAt, let interval, let timeoutAt):
      if now >= timeoutAt { return giveUp() }
      guard let retransmitAt, now >= retransmitAt else { return [] }
      state = .calling(retransmitAt: now + interval * 2, interval: interval * 2, timeoutAt: timeoutAt)
      return [.retransmit(octets)]
    case .proceeding(let giveUpAt?):
      return now >= giveUpAt ? giveUp() : []
    case .completed(_, let until), .accepted(let until):
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

extension INVITEClientTransaction: CustomStringConvertible {
  package var description: String {
    switch state {
    case .ready: "INVITE client · ready"
    case .calling(_, _, let timeoutAt): "INVITE client · calling · timer B at \(timeoutAt)"
    case .proceeding(let giveUpAt?): "INVITE client · proceeding · cancelled, gives up at \(giveUpAt)"
    case .proceeding(nil): "INVITE client · proceeding"
    case .completed(_, let until): "INVITE client · completed · timer D at \(until)"
    case .accepted(let until): "INVITE client · accepted · timer M at \(until)"
    case .terminated: "INVITE client · terminated"
    }
  }
}
