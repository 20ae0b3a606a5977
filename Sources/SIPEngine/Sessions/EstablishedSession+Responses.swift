import SIPSyntax
import Timekeeping

extension EstablishedSession {
  mutating func receive(_ response: SIPResponse, at now: Moment) -> [SessionEffect] {
    if response.cseq.method == .invite { return receiveReofferResponse(response, at: now) }
    if response.cseq.method == .options { return noteProbeAnswer(response.status, response.cseq.number) }
    if response.cseq.method == .update { return receiveRefreshResponse(response, at: now) }
    if response.cseq.method == .info { return noteAnswer(toINFO: response.cseq.number, response.status, at: now) }
    if response.cseq.method == .notify {
      return noteAnswer(toNOTIFY: response.cseq.number, response.status, at: now)
    }
    if response.cseq.method == .refer {
      let isSilent = response.headers[first: .referSub]?.lowercased() == "false"
      return noteAnswer(toREFER: response.cseq.number, response.status, isSilent: isSilent, at: now)
    }
    guard response.cseq.method == .bye, response.status.isFinal else { return [] }
    return noteEnd(ofBYE: response.cseq.number)
  }

  mutating func receiveReofferResponse(_ response: SIPResponse, at now: Moment) -> [SessionEffect] {
    let number = response.cseq.number
    if response.status.isSuccess, let lastACK, lastACK.request.cseq.number == number {
      return [.acknowledge(lastACK.request, on: lastACK.flow)]
    }
    switch phase {
    case .conversing(.sent(var sent)) where sent.request.cseq.number == number:
      if response.status.isSuccess { return settleReoffer(response, sent.offer, at: now) }
      if response.status.isFinal { return refuseReoffer(response.status, response.headers, sent, at: now) }
      sent.wasHeard = true
      phase = .conversing(.sent(sent))
      return []
    case .leaving(let bye, reinvite: var sent?) where sent.request.cseq.number == number:
      guard response.status.isFinal else {
        sent.wasHeard = true
        return leave(bye: bye, reinvite: sent)
      }
      return (response.status.isSuccess ? [acknowledge(number)] : []) + leave(bye: bye, reinvite: nil)
    case .conversing, .awaitingACK, .leaving, .over:
      return []
    }
  }

  mutating func settleReoffer(_ response: SIPResponse, _ offer: Offer, at now: Moment) -> [SessionEffect] {
    dialog.refreshTarget(from: response.headers)
    agreement.noteAllow(response.headers)
    agreement.timer.settle(acceptedBy: response, at: now)
    phase = .conversing(.none)
    let answer = response.carriedDescription
    var events: [SessionEffect] = []
    if !answer.isEmpty {
      if !offer.isRefresh || answer != agreement.remote { events.append(.event(.reofferAnswered(answer))) }
      agreement.local = offer.description
      agreement.remote = answer
    } else if !offer.isRefresh {
      events.append(.event(.reofferRejected(.notAcceptableHere)))
    }
    return [acknowledge(response.cseq.number)] + events + sendWaitingOffer(at: now)
  }

  mutating func acknowledge(_ number: UInt32) -> SessionEffect {
    let ack = dialog.acknowledgement(of: number, on: path)
    let flow = path.flow(toward: dialog.nextHop)
    lastACK = (ack, flow)
    return .acknowledge(ack, on: flow)
  }

  mutating func refuseReoffer(
    _ status: StatusCode, _ headers: HeaderFields, _ sent: SentOffer, at now: Moment
  ) -> [SessionEffect] {
    if status == .callDoesNotExist || status == .requestTimeout {
      return [.event(.ended(.lost))] + sendBYE(.lost, reinvite: nil)
    }
    if sent.attempts < Self.glareAttempts {
      if let delay = reofferDelay(after: status, headers) {
        let newer = waitingOffer.map { Offer(description: $0) }
        waitingOffer = nil
        phase = .conversing(.postponed(newer ?? sent.offer, attempts: sent.attempts, until: now + delay))
        return []
      }
      if status == .sessionIntervalTooSmall, agreement.timer.raise(because: headers) {
        return sendReoffer(sent.offer, attempts: sent.attempts + 1, at: now)
      }
    }
    phase = .conversing(.none)
    agreement.timer.tryAgain(at: now)
    return (sent.offer.isRefresh ? [] : [.event(.reofferRejected(status))]) + sendWaitingOffer(at: now)
  }

  /// When a refused re-INVITE may be sent again: after a glare by the dice, and whenever the peer says so itself, as it
  /// does while an offer of its own is open (RFC 3261 §14.1, §14.2, §20.33). Nil when not at all, or not soon.
  private mutating func reofferDelay(after status: StatusCode, _ headers: HeaderFields) -> Duration? {
    if status == .requestPending { return dice.glareDelay(ownsCallID: dialog.ownsCallID) }
    return headers.retryAfter.flatMap { $0 <= ProtocolLimits.longestReofferDelay ? $0 : nil }
  }

  mutating func noteFailure(_ status: StatusCode, _ cseq: CSeq, at now: Moment) -> [SessionEffect] {
    if cseq.method == .bye { return noteEnd(ofBYE: cseq.number) }
    if cseq.method == .options { return noteProbeFailure(cseq.number) }
    if cseq.method == .update { return noteRefreshFailure(status, cseq.number, at: now) }
    if cseq.method == .info { return noteAnswer(toINFO: cseq.number, status, at: now) }
    if cseq.method == .notify { return noteAnswer(toNOTIFY: cseq.number, status, at: now) }
    if cseq.method == .refer { return noteAnswer(toREFER: cseq.number, status, isSilent: false, at: now) }
    guard cseq.method == .invite else { return [] }
    switch phase {
    case .conversing(.sent(let sent)) where sent.request.cseq.number == cseq.number:
      return refuseReoffer(status, HeaderFields(), sent, at: now)
    case .leaving(let bye, reinvite: let sent?) where sent.request.cseq.number == cseq.number:
      return leave(bye: bye, reinvite: nil)
    case .conversing, .awaitingACK, .leaving, .over:
      return []
    }
  }

  mutating func noteEnd(ofBYE number: UInt32) -> [SessionEffect] {
    guard case .leaving(bye: number, let reinvite) = phase else { return [] }
    return leave(bye: nil, reinvite: reinvite)
  }
}
