import CallFlows
import CallQueues

extension CallMachine {
  mutating func dial(_ offer: Offer, _ out: inout Outbox) {
    guard case .waiting(var waiting) = state else { return }
    lastAttempt += 1
    let leg = LegID.agent(lastAttempt)
    waiting.attempts.append(Attempt(offer: offer, leg: leg))
    state = .waiting(waiting)
    out.record(.leg(leg, .dialled(offer.agent)))
    out.leg(leg, .dial(offer.agent, phone: offer.phone, callerUser: facts.user, callerName: facts.name))
    if waiting.hearing == .nothing { playMusic(&out) }
  }

  mutating func agentLeg(_ leg: LegID, _ event: LegEvent, _ out: inout Outbox) {
    switch state {
    case .new, .answering, .inFlow, .announcing, .finished: break
    case .waiting(let waiting):
      guard let attempt = waiting.attempt(at: leg) else { return }
      attemptedLeg(event, attempt, waiting, &out)
    case .talking(let talk):
      if let guest = talk.guest, guest.leg == leg { return guestLeg(event, guest, talk, &out) }
      guard talk.leg == leg else { return }
      talkingLeg(event, talk, &out)
    case .transferring(let transfer): transferLeg(leg, event, transfer, &out)
    case .connecting(let connecting): connectingLeg(leg, event, connecting, &out)
    }
  }

  /// An event of a phone that rings for the waiting caller, or was just answered.
  private mutating func attemptedLeg(
    _ event: LegEvent, _ attempt: Attempt, _ waiting: Waiting, _ out: inout Outbox
  ) {
    let leg = attempt.leg
    var attempt: Attempt? = attempt
    switch event {
    case .ringing: attempt?.leg.noted(.ringing, &out)
    case .answered, .connected: attempt?.answered(of: waiting.ticket, &out)
    case .held: attempt?.held = true
    case .resumed: attempt?.held = false
    case .takenOver, .handOn: break
    case .transferRequested(let number, _): attempt.map { refuse(number, of: $0.leg, .notAllowed, &out) }
    case .ended(let end): attempt = attempt?.ended(end, of: waiting.ticket, &out)
    }
    var waiting = waiting
    if let index = waiting.attempts.firstIndex(where: { $0.leg == leg }) {
      waiting.attempts.replaceSubrange(index...index, with: [attempt].compactMap(\.self))
    }
    state = .waiting(waiting)
  }
}

extension LegID {
  fileprivate func noted(_ stage: LegStage, _ out: inout Outbox) { out.record(.leg(self, stage)) }
}

extension Attempt {
  /// The agent picked up: the queue decides whether in time.
  fileprivate mutating func answered(of ticket: TicketID, _ out: inout Outbox) {
    guard stage == .ringing else { return }
    stage = .accepting
    out.record(.leg(leg, .answered))
    out.queue(.offerAccepted(ticket, offer.id))
  }

  /// The phone is gone. What remains is an attempt only where the queue still owes an answer.
  fileprivate func ended(_ end: LegEnd, of ticket: TicketID, _ out: inout Outbox) -> Attempt? {
    switch stage {
    case .ringing:
      out.record(.leg(leg, .ended(end)))
      out.queue(.offerDeclined(ticket, offer.id, end.asDecline))
      return nil
    case .accepting:
      out.record(.leg(leg, .ended(end)))
      var left = self
      left.stage = .gone(end)
      return left
    case .gone:
      return self
    }
  }
}

extension LegEnd {
  fileprivate var asDecline: DeclineReason {
    switch self {
    case .busy: .busy
    case .declined, .barred, .remoteHangUp: .declined
    case .noAnswer: .noAnswer
    case .unreachable, .lost: .unreachable
    case .cancelled, .localHangUp, .failed: .failed
    }
  }
}
