import SIPSyntax
import Timekeeping

/// What the caller hears before the final response, and that.
extension IncomingSession {
  mutating func ring(_ invited: Invited, at now: Moment) -> [SessionEffect] {
    guard !invited.hasRung, invited.waitingAnswer == nil, invited.mayRing else { return [] }
    var invited = invited
    invited.hasRung = true
    return show(.ringing, [], invited, at: now)
  }

  /// 183 with a description: the answer to the caller's offer, or our offer when there was none (RFC 3262 §5).
  mutating func progress(_ description: [UInt8], _ invited: Invited, at now: Moment) -> [SessionEffect] {
    guard invited.progress == nil, invited.waitingAnswer == nil, !description.isEmpty else { return [] }
    var invited = invited
    if case .wanted = invited.exchange {
      // An offer must arrive: where nothing is acknowledged, it can only stand in the 200.
      guard invited.request.canAcknowledgeProvisionals else { return show(.sessionProgress, [], invited, at: now) }
      invited.exchange = .offered(description)
    }
    invited.progress = description
    return show(.sessionProgress, description, invited, at: now)
  }

  /// Sends a provisional response: reliably when the caller insists, or when it has a description and the caller can
  /// acknowledge it.
  private mutating func show(
    _ status: StatusCode, _ description: [UInt8], _ invited: Invited, at now: Moment
  ) -> [SessionEffect] {
    var invited = invited
    invited.shown = status
    invited.remindAt = now + Self.reminderInterval
    var response = response(status, to: invited.request)
    response.carry(description)
    let mustArrive =
      invited.request.headers.requires("100rel")
      || (!description.isEmpty && invited.request.canAcknowledgeProvisionals)
    let sendable = mustArrive ? invited.provisionals.send(response, at: now) : response
    state = .invited(invited)
    return sendable.map { [.respond($0, to: invited.transaction)] } ?? []
  }

  /// The last provisional response once more: since its PRACK has not come, or for the proxies' sake.
  mutating func remind(_ invited: Invited, at now: Moment) -> [SessionEffect] {
    var invited = invited
    if let repetition = invited.provisionals.repetition(at: now) {
      state = .invited(invited)
      return [.respondAgain(repetition, to: invited.transaction)]
    }
    guard let remindAt = invited.remindAt, now >= remindAt, let shown = invited.shown else { return [] }
    guard invited.provisionals.awaited == nil else {
      invited.remindAt = now + Self.reminderInterval
      state = .invited(invited)
      return []
    }
    return show(shown, [], invited, at: now)
  }

  /// The 200, at once or when nothing that was said before is open any more.
  mutating func answer(_ description: [UInt8], _ invited: Invited, at now: Moment) -> [SessionEffect] {
    guard invited.waitingAnswer == nil else { return [] }
    guard invited.provisionals.awaited?.hasDescription != true, invited.openOffer == nil else {
      var invited = invited
      invited.waitingAnswer = description
      state = .invited(invited)
      return []
    }
    var response = response(.ok, to: invited.request)
    var agreement = SessionAgreement(
      local: description, remote: [], timer: SessionTimer(policy), peerAllowsUpdate: false)
    var offer: [UInt8]?
    switch invited.exchange {
    case .received(let theirs):
      agreement.local = invited.progress ?? description
      agreement.remote = theirs
      response.carry(agreement.local)
    case .wanted, .offered:
      offer = description
      response.carry(description)
    case .settled(let local, let remote, let repeated):
      agreement.local = local
      agreement.remote = remote
      response.carry(repeated)
    }
    agreement.noteAllow(invited.request.headers)
    agreement.peerWantsWords = invited.request.headers.wantSpokenWords
    agreement.timer.answer(invited.request, in: &response.headers, at: now)
    let ack = AwaitedACK(
      response, to: invited.transaction, isFirst: true, offer: offer, timers: timers, at: now)
    state = .answered(
      EstablishedSession(
        dialog: invited.dialog, path: path, awaiting: ack, agreement: agreement,
        unacknowledged: invited.provisionals.awaited?.rAck, timers: timers, dice: dice))
    return [.respond(response, to: invited.transaction)]
  }

  /// The 200 that waited, if nothing is open any more.
  mutating func answerIfWaiting(_ invited: Invited, at now: Moment) -> [SessionEffect] {
    guard let description = invited.waitingAnswer else { return [] }
    var invited = invited
    invited.waitingAnswer = nil
    return answer(description, invited, at: now)
  }
}

extension IncomingSession.Invited {
  /// The first response that must arrive has to make the offer that the INVITE did not make (RFC 3261 §13.2.1), which a
  /// 180 does not.
  fileprivate var mayRing: Bool {
    if case .wanted = exchange { !request.headers.requires("100rel") } else { true }
  }
}

extension SIPRequest {
  /// Whether the caller of this INVITE answers a reliable provisional response with PRACK (RFC 3262 §3).
  var canAcknowledgeProvisionals: Bool { headers.supports("100rel") }
}
