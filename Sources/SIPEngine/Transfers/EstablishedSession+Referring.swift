import SIPSyntax
import Timekeeping

/// The peer's REFER, and what it is told about it by NOTIFY (RFC 3515).
extension EstablishedSession {
  /// Takes a REFER that the endpoint has judged: 202, then NOTIFY at once (§2.4.4), unless the peer wants to hear
  /// nothing (RFC 4488 §4).
  mutating func receiveReferral(
    _ request: SIPRequest, _ transaction: TransactionID, _ target: TransferRequest.Target, at now: Moment
  ) -> [SessionEffect] {
    guard dialog.takesInOrder(request) else {
      return [.respond(request.response(.serverInternalError), to: transaction)]
    }
    guard case .conversing = phase else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    guard referrals.count < Referral.mostAtOnce else {
      var response = request.response(.serverInternalError)
      response.headers.append(.retryAfter, "\(dice.roll(below: 11))")
      return [.respond(response, to: transaction)]
    }
    let id = TransferRequest.ID(request.cseq.number)
    var response = request.response(.accepted)
    response.headers.append(.contact, path.contact)
    let effects: [SessionEffect]
    if request.headers[first: .referSub]?.lowercased() == "false" {
      response.headers.append(.referSub, "false")
      effects = []
    } else {
      referrals.append(Referral(id, isFirst: !hasBeenReferred, at: now))
      effects = notify(at: now)
    }
    hasBeenReferred = true
    let requested = SessionEffect.event(.transferRequested(TransferRequest(id: id, target: target)))
    return [.respond(response, to: transaction)] + effects + [requested]
  }

  /// The owner says how the transfer goes; also after the session, since the subscription outlives it.
  mutating func reportTransfer(_ id: TransferRequest.ID, _ status: StatusCode, at now: Moment) -> [SessionEffect] {
    for index in referrals.indices where referrals[index].id == id { referrals[index].note(status) }
    return notify(at: now)
  }

  /// Whoever ends a session without a word about its transfers ends them, too.
  mutating func abandonReferrals(at now: Moment) -> [SessionEffect] {
    for index in referrals.indices { referrals[index].note(.requestTerminated) }
    return notify(at: now)
  }

  mutating func expireReferrals(at now: Moment) -> [SessionEffect] {
    for index in referrals.indices { referrals[index].expire(at: now) }
    return notify(at: now)
  }

  mutating func noteAnswer(toNOTIFY number: UInt32, _ status: StatusCode, at now: Moment) -> [SessionEffect] {
    guard status.isFinal else { return [] }
    for index in referrals.indices where referrals[index].underWay == number { referrals[index].noteAnswer(status) }
    referrals.removeAll(where: \.isOver)
    guard let postponedBYE, referrals.isEmpty else { return notify(at: now) }
    return sendBYE(postponedBYE, reinvite: nil)
  }

  /// BYE, as soon as the phone has heard how its transfers went: one that gets the BYE first would take them for failed.
  mutating func sendBYEAfterNOTIFY(_ reason: HangUpReason) -> [SessionEffect] {
    guard !referrals.isEmpty else { return sendBYE(reason, reinvite: nil) }
    phase = .leaving(bye: nil, reinvite: nil)
    postponedBYE = reason
    return []
  }

  private mutating func notify(at now: Moment) -> [SessionEffect] {
    var effects: [SessionEffect] = []
    for index in referrals.indices {
      guard let notice = referrals[index].notice(at: now) else { continue }
      var request = dialog.nextRequest(.notify, on: path)
      request.headers.append(.contact, path.contact)
      request.headers.append(.event, notice.event.text)
      request.headers.append(.subscriptionState, notice.state.text)
      request.headers.append(.contentType, SIPFragment.contentType)
      request.body = notice.body
      referrals[index].noteSent(request.cseq.number)
      effects.append(.request(request, on: path.flow(toward: dialog.nextHop)))
    }
    return effects
  }
}
