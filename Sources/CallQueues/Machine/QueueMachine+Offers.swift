import Timekeeping

extension QueueMachine {
  mutating func offer(_ id: TicketID, to agent: AgentID, why: String, _ turn: inout Turn) {
    guard let ticket = tickets[id], let member = staff[agent], let before = member.idleRank else { return }
    lastOffer += 1
    let ring = lines[ticket.queue]?.settings.ring ?? .zero
    let offer = Offer(
      id: OfferID(lastOffer), ticket: id, agent: agent, phone: member.agent.phone, until: turn.now.moment + ring)
    tickets[id]?.offers.append(offer)
    timetable.note(.ringTimeout(offer), at: offer.until)
    let waited = turn.now.moment - ticket.enteredAt
    turn.record(.offered(id, ticket.queue, agent, offer.id, waited: waited), why)
    set(agent, .ringing(offer, before: before), why: "offered \(id)", &turn) { $0.lastOffer = offer.id.rawValue }
    turn.effects.append(.offer(offer))
  }

  mutating func accept(_ id: OfferID, of ticketID: TicketID, _ turn: inout Turn) {
    guard let ticket = tickets[ticketID], let offer = ticket.offer(id) else {
      turn.record(.answeredTooLate(ticketID, id), "the offer was over")
      turn.effects.append(.tooLate(ticketID, id))
      return
    }
    for other in ticket.offers where other.id != id {
      withdraw(other, .answeredElsewhere, why: "\(offer.agent) answered", &turn)
      giveBack(other, why: "\(offer.agent) answered", &turn)
    }
    drop(ticket, &turn)
    conversations[ticketID] = Conversation(queue: ticket.queue, agent: offer.agent, since: turn.now.moment)
    let waited = turn.now.moment - ticket.enteredAt
    turn.record(.answered(ticketID, ticket.queue, offer.agent, id, waited: waited), "the agent answered")
    set(offer.agent, .talking(ticketID), why: "answered \(ticketID)", &turn) { $0.conversations += 1 }
    turn.effects.append(.connect(offer))
  }

  mutating func decline(_ id: OfferID, of ticketID: TicketID, _ reason: DeclineReason, _ turn: inout Turn) {
    guard let ticket = tickets[ticketID], let offer = ticket.offer(id) else { return }
    turn.record(.declined(ticketID, ticket.queue, offer.agent, id, reason), reason.inWords)
    switch reason {
    // A fault may be ours and hit every phone: agents who only rest are back by themselves.
    case .declined, .busy, .failed:
      endOffer(offer, &turn)
      set(offer.agent, .resting(until: turn.now.moment + Self.rest), why: reason.inWords, &turn)
    case .noAnswer, .unreachable:
      endOffer(offer, &turn)
      becomeUnreachable(offer.agent, why: reason.inWords, &turn)
    case .callerGone:
      endOffer(offer, &turn)
      giveBack(offer, why: reason.inWords, &turn)
      leave(ticketID, .abandoned, &turn)
    }
  }

  /// The agent's phone rang for the whole ring time.
  mutating func ringTimeout(_ offer: Offer, _ turn: inout Turn) {
    withdraw(offer, .ringTimeout, why: "no answer in the ring time", &turn)
    becomeUnreachable(offer.agent, why: "no answer in the ring time", &turn)
  }

  /// Ends an offer from our side; what becomes of the agent is the caller's business.
  mutating func withdraw(_ offer: Offer, _ reason: WithdrawReason, why: String, _ turn: inout Turn) {
    guard let ticket = tickets[offer.ticket] else { return }
    endOffer(offer, &turn)
    turn.record(.withdrawn(offer.ticket, ticket.queue, offer.agent, offer.id, reason), why)
    turn.effects.append(.withdraw(offer, reason))
  }

  /// Without any other offer the ticket waits again, in its old rank, and for everybody: the agent who knows the caller
  /// has been asked.
  private mutating func endOffer(_ offer: Offer, _ turn: inout Turn) {
    tickets[offer.ticket]?.offers.removeAll { $0.id == offer.id }
    forgetPreference(of: offer.ticket)
    turn.freedTickets.insert(offer.ticket)
  }

  mutating func becomeUnreachable(_ id: AgentID, why: String, _ turn: inout Turn) {
    turn.restaffed.formUnion(staff[id]?.agent.queues ?? [])
    set(id, .unreachable, why: why, &turn)
  }

  /// The caller went away while the phone rang: the agent is where the agent was among the free.
  mutating func giveBack(_ offer: Offer, why: String, _ turn: inout Turn) {
    guard case .ringing(_, let before) = staff[offer.agent]?.activity else { return }
    becomeFree(offer.agent, before, why: why, &turn)
  }

  mutating func endConversation(_ id: TicketID, _ turn: inout Turn) {
    guard let conversation = conversations.removeValue(forKey: id) else { return }
    let agent = conversation.agent
    let talked = turn.now.moment - conversation.since
    change(agent, &turn) { $0.work.talked += talked }
    let wrapUp = lines[conversation.queue]?.settings.wrapUp ?? .zero
    lines[conversation.queue]?.pace.observe(talked + wrapUp, at: turn.now.moment)
    turn.record(
      .conversationEnded(id, conversation.queue, agent, talked: talked), "talked for \(talked.inWords)")
    become(.wrapUp(until: turn.now.moment + wrapUp), agent, why: "after \(id)", &turn)
  }
}

extension DeclineReason {
  var inWords: String {
    switch self {
    case .declined: "the agent declined"
    case .busy: "the phone is in use"
    case .noAnswer: "the phone was not answered"
    case .unreachable: "the phone cannot be reached"
    case .failed: "the phone call failed"
    case .callerGone: "the caller is gone"
    }
  }
}
