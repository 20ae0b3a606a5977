import SIPSyntax
import Timekeeping

extension EstablishedSession {
  mutating func obey(_ command: SessionCommand, at now: Moment) -> [SessionEffect] {
    guard case .conversing(let offer) = phase else { return [] }
    switch command {
    case .invite, .ring, .progress, .answer, .reportTransfer: return []
    case .reject: return abandonReferrals(at: now) + hangUp(.normal, offer, at: now)
    case .hangUp(let reason): return abandonReferrals(at: now) + hangUp(reason, offer, at: now)
    case .refer(let target, let referredBy): return refer(to: target, referredBy: referredBy, at: now)
    case .acceptReoffer(let answer): return acceptReoffer(answer, offer, at: now)
    case .rejectReoffer(let status): return rejectReoffer(status, at: now)
    case .reoffer(let description):
      guard case .none = offer else {
        waitingOffer = description
        return []
      }
      return sendReoffer(Offer(description: description), attempts: 1, at: now)
    case .probe(let patience): return sendProbe(patience, offer, at: now)
    case .press(let keys): return press(keys, at: now)
    case .tellWords(let words): return tell(words, at: now)
    }
  }

  mutating func hangUp(_ reason: HangUpReason, _ offer: OpenOffer, at now: Moment) -> [SessionEffect] {
    let ended = SessionEffect.event(.ended(.localHangUp))
    switch offer {
    case .none, .postponed:
      return [ended] + sendBYEAfterNOTIFY(reason)
    case .received(let request, let transaction, _):
      return [ended, .respond(request.response(.requestTerminated), to: transaction)] + sendBYE(reason, reinvite: nil)
    case .sent(let sent):
      return [ended] + sendBYE(reason, reinvite: sent)
    case .accepted(let ack):
      phase = .awaitingACK(ack, reason)
      return [ended]
    }
  }

  /// Sends the BYE that waits for an ACK. §15 forbids that, so it is only done when nobody will be left to send it later.
  mutating func hurry() -> [SessionEffect] {
    if let postponedBYE { return sendBYE(postponedBYE, reinvite: nil) }
    guard case .awaitingACK(_, let reason) = phase else { return [] }
    return sendBYE(reason, reinvite: nil)
  }

  /// Answers the peer's re-INVITE or UPDATE with 200. To a re-INVITE without an offer, the description is ours to offer.
  mutating func acceptReoffer(_ description: [UInt8], _ offer: OpenOffer, at now: Moment) -> [SessionEffect] {
    guard case .received(let request, let transaction, _) = offer else { return [] }
    let response = acceptance(of: request, carrying: description, at: now)
    let theirs = request.carriedDescription
    let makesOffer = request.method == .invite && theirs.isEmpty
    if !makesOffer {
      agreement.local = description
      agreement.remote = theirs
    }
    guard request.method == .invite else {
      phase = .conversing(.none)
      return [.respond(response, to: transaction)] + sendWaitingOffer(at: now)
    }
    phase = .conversing(
      .accepted(
        AwaitedACK(
          response, to: transaction, isFirst: false, offer: makesOffer ? description : nil, timers: timers, at: now)))
    return [.respond(response, to: transaction)]
  }

  /// A 2xx to a request that refreshes the target and the session (§12.2.2, RFC 3311 §5.2, RFC 4028 §9).
  mutating func acceptance(
    of request: SIPRequest, carrying description: [UInt8], at now: Moment
  ) -> SIPResponse {
    dialog.refreshTarget(from: request.headers)
    agreement.noteAllow(request.headers)
    var response = request.response(.ok)
    response.headers.append(.contact, path.contact)
    Capabilities.announce(in: &response.headers)
    agreement.timer.answer(request, in: &response.headers, at: now)
    response.carry(description)
    return response
  }

  mutating func rejectReoffer(_ status: StatusCode, at now: Moment) -> [SessionEffect] {
    guard case .conversing(.received(let request, let transaction, _)) = phase else { return [] }
    let refusal: StatusCode = status.rawValue >= 300 ? status : .notAcceptableHere
    phase = .conversing(.none)
    return [.respond(request.response(refusal), to: transaction)] + sendWaitingOffer(at: now)
  }

  mutating func sendReoffer(_ offer: Offer, attempts: Int, at now: Moment) -> [SessionEffect] {
    agreement.timer.beginRefresh()
    var request = dialog.nextRequest(.invite, on: path)
    request.headers.append(.contact, path.contact)
    Capabilities.announce(in: &request.headers)
    agreement.timer.announce(in: &request.headers)
    request.headers.append(.contentType, Capabilities.mediaType)
    request.body = offer.description
    let flow = path.flow(toward: dialog.nextHop)
    phase = .conversing(
      .sent(SentOffer(offer: offer, request: request, flow: flow, attempts: attempts, cancelAt: now + timers.patience)))
    return [.request(request, on: flow)]
  }

  mutating func sendWaitingOffer(at now: Moment) -> [SessionEffect] {
    guard case .conversing(.none) = phase, let waiting = waitingOffer else { return [] }
    waitingOffer = nil
    return sendReoffer(Offer(description: waiting), attempts: 1, at: now)
  }

  mutating func sendBYE(_ reason: HangUpReason, reinvite: SentOffer?) -> [SessionEffect] {
    postponedBYE = nil
    var bye = dialog.nextRequest(.bye, on: path)
    bye.headers.append(.reason, reason.reasonHeader)
    let flow = path.flow(toward: dialog.nextHop)
    return [.request(bye, on: flow)] + leave(bye: bye.cseq.number, reinvite: reinvite)
  }

  /// Waits for the last responses. An open re-INVITE is cancelled as soon as it has been heard, since nothing else
  /// bounds how long the peer may take.
  mutating func leave(bye: UInt32?, reinvite: SentOffer?) -> [SessionEffect] {
    guard var reinvite else {
      phase = bye == nil ? .over : .leaving(bye: bye, reinvite: nil)
      return []
    }
    let cancels = reinvite.wasHeard && !reinvite.wasCancelled
    reinvite.wasCancelled = reinvite.wasCancelled || cancels
    phase = .leaving(bye: bye, reinvite: reinvite)
    return cancels ? [.request(reinvite.request.cancellation(because: .normal), on: reinvite.flow)] : []
  }
}
