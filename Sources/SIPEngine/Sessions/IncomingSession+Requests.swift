import SIPSyntax
import Timekeeping

/// Requests of a caller that has no final response yet.
extension IncomingSession {
  mutating func receive(
    _ request: SIPRequest, _ transaction: TransactionID, _ invited: Invited, at now: Moment
  ) -> [SessionEffect] {
    var invited = invited
    guard invited.dialog.takesInOrder(request) else {
      return [.respond(request.response(.serverInternalError), to: transaction)]
    }
    state = .invited(invited)
    switch request.method {
    case .bye:
      let end: SessionEnd = request.headers.tellOfAnswerElsewhere ? .answeredElsewhere : .remoteHangUp
      return [.respond(request.response(.ok), to: transaction)] + refuse(invited, .requestTerminated, end: end)
    case .invite:
      // A second INVITE before the first is decided (§14.2).
      return [.respond(request.laterResponse(&dice), to: transaction)]
    case .options:
      var response = request.response(.ok)
      Capabilities.describe(&response)
      return [.respond(response, to: transaction)]
    case .prack:
      return receivePRACK(request, transaction, invited, at: now)
    case .update:
      return receiveUPDATE(request, transaction, invited, at: now)
    case .info:
      return request.answeredINFO(wantsWords: false).effects(in: transaction)
    default:
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
  }

  /// The provisional response has arrived; the next one, or the 200 that waited, may follow (RFC 3262 §3, §5).
  private mutating func receivePRACK(
    _ request: SIPRequest, _ transaction: TransactionID, _ invited: Invited, at now: Moment
  ) -> [SessionEffect] {
    var invited = invited
    guard let rAck = request.rAck, let arrived = invited.provisionals.acknowledge(rAck) else {
      return [.respond(request.response(.callDoesNotExist), to: transaction)]
    }
    let description = request.carriedDescription
    let accepted = SessionEffect.respond(request.response(.ok), to: transaction)
    var effects = [accepted]
    switch invited.exchange {
    case .offered(let offer) where arrived.hasDescription:
      guard !description.isEmpty else {
        return [accepted] + refuse(invited, .notAcceptableHere, end: .lost)
      }
      invited.exchange = .settled(local: offer, remote: description, repeated: [])
      effects.append(.event(.answerReceived(description)))
    case .received(let offer) where arrived.hasDescription:
      invited.exchange = .settled(local: arrived.response.body, remote: offer, repeated: arrived.response.body)
      if !description.isEmpty { effects = open(description, in: request, transaction, &invited, at: now) }
    case .settled where !description.isEmpty && invited.openOffer == nil:
      effects = open(description, in: request, transaction, &invited, at: now)
    case .received, .wanted, .offered, .settled:
      break
    }
    if invited.waitingAnswer == nil, let next = invited.provisionals.next(at: now) {
      effects.append(.respond(next, to: invited.transaction))
    }
    state = .invited(invited)
    return effects + answerIfWaiting(invited, at: now)
  }

  /// Hands an offer in a PRACK or UPDATE to the owner.
  private func open(
    _ description: [UInt8], in request: SIPRequest, _ transaction: TransactionID, _ invited: inout Invited,
    at now: Moment
  ) -> [SessionEffect] {
    invited.openOffer = OpenOffer(request: request, transaction: transaction, until: now + timers.patience / 2)
    return [.event(.reoffered(description))]
  }

  /// An UPDATE of the early dialog (RFC 3311 §5.2).
  private mutating func receiveUPDATE(
    _ request: SIPRequest, _ transaction: TransactionID, _ invited: Invited, at now: Moment
  ) -> [SessionEffect] {
    var invited = invited
    if let refusal = request.bodyRefusal(toTag: nil) ?? request.intervalRefusal(policy, toTag: nil) {
      return [.respond(refusal, to: transaction)]
    }
    guard invited.openOffer == nil else { return [.respond(request.laterResponse(&dice), to: transaction)] }
    let description = request.carriedDescription
    guard !description.isEmpty else {
      invited.dialog.refreshTarget(from: request.headers)
      state = .invited(invited)
      return [.respond(response(.ok, to: request), to: transaction)]
    }
    switch invited.exchange {
    case .received:
      // The caller's own offer waits for our answer.
      return [.respond(request.laterResponse(&dice), to: transaction)]
    case .wanted, .offered:
      return [.respond(request.response(.requestPending), to: transaction)]
    case .settled:
      let effects = open(description, in: request, transaction, &invited, at: now)
      state = .invited(invited)
      return effects
    }
  }

  mutating func acceptOffer(_ description: [UInt8], _ invited: Invited, at now: Moment) -> [SessionEffect] {
    guard let open = invited.openOffer else { return [] }
    var invited = invited
    invited.openOffer = nil
    invited.exchange = .settled(local: description, remote: open.request.carriedDescription, repeated: [])
    if open.request.method == .update { invited.dialog.refreshTarget(from: open.request.headers) }
    state = .invited(invited)
    var response = response(.ok, to: open.request)
    response.carry(description)
    return [.respond(response, to: open.transaction)] + answerIfWaiting(invited, at: now)
  }

  mutating func rejectOffer(_ status: StatusCode, _ invited: Invited, at now: Moment) -> [SessionEffect] {
    guard let open = invited.openOffer else { return [] }
    var invited = invited
    invited.openOffer = nil
    state = .invited(invited)
    let refusal: StatusCode = status.rawValue >= 300 ? status : .notAcceptableHere
    return [.respond(open.request.response(refusal), to: open.transaction)] + answerIfWaiting(invited, at: now)
  }
}
