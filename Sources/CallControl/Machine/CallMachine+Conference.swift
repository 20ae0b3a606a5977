import CallFlows
import CallQueues
import Timekeeping

/// Caller, agent, and whom the agent consulted, all three in one conversation.
///
/// The agent's line to the one who was consulted takes the place of the one on which the caller was on hold. Whoever of
/// the two leaves, the caller goes on with the other; when the caller leaves, all is over. Meanwhile nobody is transferred.
extension CallMachine {
  /// The agent's consultation comes here. If the caller is no more the agent's, it is over.
  mutating func confer(_ conferees: Conferees, _ out: inout Outbox) {
    guard case .talking(let talk) = state, talk.partner == .agent(conferees.agent), talk.guest == nil else {
      if let engagement = conferees.guest.engagement { out.queue(.release(engagement, wasAnswered: true)) }
      return
    }
    let leg = adopt(.agent(conferees.agent), &out)
    out.media(.withholdKeys(leg, false))
    let guest = Guest(
      partner: conferees.guest.partner, leg: adopt(conferees.guest.partner, &out),
      engagement: conferees.guest.engagement, isHolding: conferees.guest.isHolding)
    quiet(talk, &out)
    forgetAudio(of: talk.leg)
    out.hangUp(talk.leg)
    state = .talking(
      Talk(
        origin: talk.origin, partner: talk.partner, leg: leg, engagement: talk.engagement,
        partnerHolds: conferees.isAgentHolding, guest: guest))
    out.record(.threeWay(talk.ticket, by: conferees.agent, with: guest.partner))
    arrangeAudio(&out)
  }

  private mutating func adopt(_ partner: Partner, _ out: inout Outbox) -> LegID {
    lastAttempt += 1
    let leg: LegID
    switch partner {
    case .agent(let agent):
      leg = .agent(lastAttempt)
      out.record(.leg(leg, .dialled(agent)))
    case .outside:
      leg = .outside(lastAttempt)
      out.record(.leg(leg, .dialledOutside))
    }
    out.leg(leg, .adopt)
    out.record(.leg(leg, .answered))
    return leg
  }

  mutating func guestLeg(_ event: LegEvent, _ guest: Guest, _ talk: Talk, _ out: inout Outbox) {
    switch event {
    case .ringing, .answered, .connected, .handOn, .takenOver: break
    case .held, .resumed:
      let holds = event == .held
      guard guest.isHolding != holds else { return }
      var talk = talk
      talk.guest?.isHolding = holds
      state = .talking(talk)
      expectAudio(!holds, from: guest.leg, &out)
      out.record(.leg(guest.leg, holds ? .held : .resumed))
      arrangeAudio(&out)
    case .transferRequested(let number, _): refuse(number, of: guest.leg, .notAllowed, &out)
    case .ended(let end): guestIsGone(end, guest, talk, &out)
    }
  }

  /// The caller and the agent talk on.
  mutating func guestIsGone(_ end: LegEnd, _ guest: Guest, _ talk: Talk, _ out: inout Outbox) {
    out.record(.leg(guest.leg, .ended(end)))
    forgetAudio(of: guest.leg)
    release(guest, &out)
    quiet(talk, &out)
    var talk = talk
    talk.guest = nil
    talk.audio = nil
    state = .talking(talk)
    arrangeAudio(&out)
  }

  /// The agent has left: the caller and whom the agent brought in talk on.
  mutating func goOn(with guest: Guest, without talk: Talk, _ out: inout Outbox) {
    forgetAudio(of: talk.leg)
    quiet(talk, &out)
    recordEnd(of: talk, .transferred, &out)
    handConversation(of: talk, to: guest.engagement, &out)
    state = .talking(
      Talk(
        origin: talk.origin, partner: guest.partner, leg: guest.leg,
        engagement: talk.ticket == nil ? guest.engagement : nil, partnerHolds: guest.isHolding))
    if case .agent(let agent) = guest.partner { out.record(.talking(talk.ticket, agent, guest.leg)) }
    arrangeAudio(&out)
  }

  /// The call ends, and the guest with it.
  func dismiss(_ guest: Guest, _ out: inout Outbox) {
    out.hangUp(guest.leg)
    release(guest, &out)
  }

  private func release(_ guest: Guest, _ out: inout Outbox) {
    if let engagement = guest.engagement { out.queue(.release(engagement, wasAnswered: true)) }
  }
}

extension Talk {
  /// Who is to hear what, as nobody who holds hears anything.
  func audioWanted(callerHolds: Bool) -> Audio {
    var there: [LegID] = callerHolds ? [] : [.caller]
    if !partnerHolds { there.append(leg) }
    if let guest, !guest.isHolding { there.append(guest.leg) }
    switch there.count {
    case 0: return .none
    case 1: return .music(there[0])
    case 2: return there == [.caller, leg] ? .bridged : .between(there[0], there[1])
    default: return .conference
    }
  }

  /// Whether somebody is to be heard from this leg.
  func expectsAudio(from leg: LegID) -> Bool {
    if let guest, guest.leg == leg { return !guest.isHolding }
    return self.leg == leg && !partnerHolds
  }
}
