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
    if request.method == .notify { return receiveNOTIFY(request, transaction) }
    guard request.method == .invite, case .conversing(let offer) = phase else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    return [.respond(request.response(.trying), to: transaction)]
      + receiveReoffer(request, transaction, offer, at: now)
  }

  mutating func receiveBYE(_ request: SIPRequest, _ transaction: TransactionID) -> [SessionEffect] {
    let accepted = SessionEffect.respond(request.response(.ok), to: transaction)
    let ended = SessionEffect.event(.ended(.remoteHangUp))
    switch phase {
    case .conversing(.sent(let sent)):
      return [accepted, ended] + leave(bye: nil, reinvite: sent)
    case .conversing(.received(let reinvite, let pending)):
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

  mutating func receiveReoffer(
    _ request: SIPRequest, _ transaction: TransactionID, _ offer: OpenOffer, at now: Moment
  ) -> [SessionEffect] {
    switch offer {
    case .sent:
      return [.respond(request.response(.requestPending), to: transaction)]
    case .received:
      var response = request.response(.serverInternalError)
      response.headers.append(.retryAfter, "\(dice.roll(below: 11))")
      return [.respond(response, to: transaction)]
    case .accepted(let ack):
      // Nobody sends a re-INVITE without having got the 2xx: its ACK was lost or overtaken.
      return noteACK(of: ack.number, at: now) + openReoffer(request, transaction)
    case .none:
      return openReoffer(request, transaction)
    case .postponed(let description, _, _):
      if waitingOffer == nil { waitingOffer = description }
      return openReoffer(request, transaction)
    }
  }

  mutating func openReoffer(_ request: SIPRequest, _ transaction: TransactionID) -> [SessionEffect] {
    if case .conversing(.sent) = phase {
      return [.respond(request.response(.requestPending), to: transaction)]
    }
    if let refusal = request.bodyRefusal(toTag: nil) { return [.respond(refusal, to: transaction)] }
    phase = .conversing(.received(request, transaction))
    return [.event(.reoffered(request.body))]
  }

  mutating func withdraw(_ transaction: TransactionID, at now: Moment) -> [SessionEffect] {
    guard case .conversing(.received(let request, transaction)) = phase else { return [] }
    phase = .conversing(.none)
    return [.respond(request.response(.requestTerminated), to: transaction)] + sendWaitingOffer(at: now)
  }

  mutating func noteACK(of number: UInt32, at now: Moment) -> [SessionEffect] {
    switch phase {
    case .conversing(.accepted(let ack)) where ack.number == number:
      phase = .conversing(.none)
      return (ack.isFirst ? [.event(.confirmed)] : []) + sendWaitingOffer(at: now)
    case .awaitingACK(let ack, let reason) where ack.number == number:
      return sendBYE(reason, reinvite: nil)
    case .conversing, .awaitingACK, .leaving, .over:
      return []
    }
  }
}
