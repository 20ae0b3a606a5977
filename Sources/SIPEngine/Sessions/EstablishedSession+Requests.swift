import SIPSyntax
import Timekeeping

extension EstablishedSession {
  mutating func receive(
    _ request: SIPRequest, _ transaction: TransactionID, at now: Moment
  ) -> [SessionEffect] {
    guard dialog.takesInOrder(request) else {
      return [.respond(request.response(.serverInternalError), to: transaction)]
    }
    if request.method == .bye { return receiveBYE(request, transaction) }
    if request.method == .options {
      var response = request.response(.ok)
      Capabilities.describe(&response)
      return [.respond(response, to: transaction)]
    }
    if request.method == .prack { return receivePRACK(request, transaction) }
    if request.method == .notify { return receiveNOTIFY(request, transaction) }
    guard case .conversing(let offer) = phase else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    switch request.method {
    case .info:
      return receiveINFO(request, transaction)
    case .update:
      return receiveUPDATE(request, transaction, offer, at: now)
    case .invite:
      return [.respond(request.response(.trying), to: transaction)]
        + receiveReoffer(request, transaction, offer, at: now)
    default:
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
  }

  mutating func receiveBYE(_ request: SIPRequest, _ transaction: TransactionID) -> [SessionEffect] {
    let accepted = SessionEffect.respond(request.response(.ok), to: transaction)
    let ended = SessionEffect.event(.ended(.remoteHangUp))
    switch phase {
    case .conversing(.sent(let sent)):
      return [accepted, ended] + leave(bye: nil, reinvite: sent)
    case .conversing(.received(let reinvite, let pending, _)):
      phase = .over
      return [accepted, .respond(reinvite.response(.requestTerminated), to: pending), ended]
    case .conversing(.none), .conversing(.accepted), .conversing(.postponed):
      phase = .over
      return [accepted, ended]
    case .awaitingACK:
      phase = .over
      return [accepted]
    case .leaving, .over:
      if postponedBYE != nil { phase = .over }
      postponedBYE = nil
      return [accepted]
    }
  }

  /// A PRACK that comes after our 2xx is still answered (RFC 3262 §3).
  mutating func receivePRACK(_ request: SIPRequest, _ transaction: TransactionID) -> [SessionEffect] {
    guard let unacknowledged, request.rAck == unacknowledged else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    self.unacknowledged = nil
    return [.respond(request.response(.ok), to: transaction)]
  }

  func receiveINFO(_ request: SIPRequest, _ transaction: TransactionID) -> [SessionEffect] {
    request.answeredINFO(wantsWords: agreement.wantsWords).effects(in: transaction)
  }

  // MARK: Offers

  mutating func receiveReoffer(
    _ request: SIPRequest, _ transaction: TransactionID, _ offer: OpenOffer, at now: Moment
  ) -> [SessionEffect] {
    switch offer {
    case .sent:
      return [.respond(request.response(.requestPending), to: transaction)]
    case .received:
      return [.respond(request.laterResponse(&dice), to: transaction)]
    case .accepted(let ack) where ack.offer != nil:
      // Our offer in the 2xx has not been answered.
      return [.respond(request.response(.requestPending), to: transaction)]
    case .accepted(let ack):
      // Nobody sends a re-INVITE without having got the 2xx: its ACK was lost or overtaken.
      return confirm(ack, at: now) + openReoffer(request, transaction, at: now)
    case .none, .postponed:
      return openReoffer(request, transaction, at: now)
    }
  }

  mutating func openReoffer(
    _ request: SIPRequest, _ transaction: TransactionID, at now: Moment
  ) -> [SessionEffect] {
    if case .conversing(.sent) = phase {
      return [.respond(request.response(.requestPending), to: transaction)]
    }
    if let refusal = request.bodyRefusal(toTag: nil) ?? request.intervalRefusal(agreement.timer.policy, toTag: nil) {
      return [.respond(refusal, to: transaction)]
    }
    if case .conversing(.postponed(let offer, _, _)) = phase { keepForLater(offer, at: now) }
    phase = .conversing(.received(request, transaction, until: now + timers.patience / 2))
    let description = request.carriedDescription
    return [.event(description.isEmpty ? .offerRequested : .reoffered(description))]
  }

  /// An offer of ours that the peer's own comes before. A refresh is not worth keeping: the peer's request is one.
  private mutating func keepForLater(_ offer: Offer, at now: Moment) {
    if offer.isRefresh {
      agreement.timer.tryAgain(at: now)
    } else if waitingOffer == nil {
      waitingOffer = offer.description
    }
  }

  /// An UPDATE with an offer waits for the owner's answer; without one it only refreshes (RFC 3311 §5.2).
  mutating func receiveUPDATE(
    _ request: SIPRequest, _ transaction: TransactionID, _ offer: OpenOffer, at now: Moment
  ) -> [SessionEffect] {
    if let refusal = request.bodyRefusal(toTag: nil) ?? request.intervalRefusal(agreement.timer.policy, toTag: nil) {
      return [.respond(refusal, to: transaction)]
    }
    if case .received(let open, _, _) = offer, open.method == .update || !request.carriedDescription.isEmpty {
      return [.respond(request.laterResponse(&dice), to: transaction)]
    }
    guard !request.carriedDescription.isEmpty else {
      return [.respond(acceptance(of: request, carrying: [], at: now), to: transaction)]
    }
    switch offer {
    case .sent, .accepted, .received:
      // Before the ACK to our 2xx has come, nobody can say whether the peer has seen that.
      return [.respond(request.response(.requestPending), to: transaction)]
    case .none, .postponed:
      return openReoffer(request, transaction, at: now)
    }
  }

  mutating func withdraw(_ transaction: TransactionID, at now: Moment) -> [SessionEffect] {
    guard case .conversing(.received(let request, transaction, _)) = phase else { return [] }
    phase = .conversing(.none)
    return [.respond(request.response(.requestTerminated), to: transaction)] + sendWaitingOffer(at: now)
  }

  // MARK: ACK

  mutating func noteACK(_ ack: SIPRequest, at now: Moment) -> [SessionEffect] {
    switch phase {
    case .conversing(.accepted(let awaited)) where awaited.number == ack.cseq.number:
      guard let offer = awaited.offer else { return confirm(awaited, at: now) }
      return settle(offer, answer: ack.carriedDescription, awaited, at: now)
    case .awaitingACK(let awaited, let reason) where awaited.number == ack.cseq.number:
      return sendBYE(reason, reinvite: nil)
    case .conversing, .awaitingACK, .leaving, .over:
      return []
    }
  }

  private mutating func confirm(_ awaited: AwaitedACK, at now: Moment) -> [SessionEffect] {
    phase = .conversing(.none)
    return (awaited.isFirst ? [.event(.confirmed)] : []) + sendWaitingOffer(at: now)
  }

  /// The ACK has to answer the offer in our 2xx (§13.2.1). A call whose first ACK does not has no session to go on with.
  private mutating func settle(
    _ offer: [UInt8], answer: [UInt8], _ awaited: AwaitedACK, at now: Moment
  ) -> [SessionEffect] {
    guard !answer.isEmpty else {
      guard !awaited.isFirst else { return [.event(.ended(.lost))] + sendBYE(.lost, reinvite: nil) }
      return [.event(.reofferRejected(.notAcceptableHere))] + confirm(awaited, at: now)
    }
    agreement.local = offer
    agreement.remote = answer
    return [.event(awaited.isFirst ? .answerReceived(answer) : .reofferAnswered(answer))] + confirm(awaited, at: now)
  }
}
