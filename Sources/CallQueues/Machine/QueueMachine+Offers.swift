import Timekeeping

extension QueueMachine {
  mutating func offer(_ id: TicketID, to agent: AgentID, why: String, _ turn: inout Turn) {
    guard var ticket = tickets[id], let member = staff[agent], case .idle(let before?) = member.activity else { return }
    lastOffer += 1
    let ring = lines[ticket.queue]?.settings.ring ?? .zero
    let offer = Offer(
      id: OfferID(lastOffer), ticket: id, agent: agent, phone: member.agent.phone, until: turn.now.moment + ring)
    ticket.stage = .offered(offer)
    tickets[id] = ticket
    let waited = turn.now.moment - ticket.enteredAt
    turn.record(.offered(id, ticket.queue, agent, offer.id, waited: waited), why)
    set(agent, .ringing(offer, before: before), why: "offered \(id)", &turn)
    turn.effects.append(.offer(offer))
  }

  mutating func accept(_ id: OfferID, of ticketID: TicketID, _ turn: inout Turn) {
    guard let ticket = tickets[ticketID], let offer = ticket.offer, offer.id == id else {
      turn.record(.answeredTooLate(ticketID, id), "the offer was over")
      turn.effects.append(.tooLate(ticketID, id))
      return
    }
    drop(ticket, &turn)
    conversations[ticketID] = Conversation(queue: ticket.queue, agent: offer.agent, since: turn.now.moment)
    let waited = turn.now.moment - ticket.enteredAt
    turn.record(.answered(ticketID, ticket.queue, offer.agent, id, waited: waited), "the agent answered")
    set(offer.agent, .talking(ticketID), why: "answered \(ticketID)", &turn)
    turn.effects.append(.connect(offer))
  }

  mutating func decline(_ id: OfferID, of ticketID: TicketID, _ reason: DeclineReason, _ turn: inout Turn) {
    guard let ticket = tickets[ticketID], let offer = ticket.offer, offer.id == id else { return }
    turn.record(.declined(ticketID, ticket.queue, offer.agent, id, reason), reason.inWords)
    switch reason {
    // A fault may be ours and hit every phone: agents who only rest are back by themselves.
    case .declined, .busy, .failed:
      reopen(ticketID, &turn)
      set(offer.agent, .resting(until: turn.now.moment + Self.rest), why: reason.inWords, &turn)
    case .noAnswer, .unreachable:
      reopen(ticketID, &turn)
      becomeUnreachable(offer.agent, why: reason.inWords, &turn)
    case .callerGone:
      reopen(ticketID, &turn)
      giveBack(offer.agent, why: reason.inWords, &turn)
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
    reopen(offer.ticket, &turn)
    turn.record(.withdrawn(offer.ticket, ticket.queue, offer.agent, offer.id, reason), why)
    turn.effects.append(.withdraw(offer, reason))
  }

  /// The ticket waits again, in its old rank.
  private mutating func reopen(_ id: TicketID, _ turn: inout Turn) {
    tickets[id]?.stage = .waiting
    turn.freedTickets.insert(id)
  }

  mutating func becomeUnreachable(_ id: AgentID, why: String, _ turn: inout Turn) {
    turn.restaffed.formUnion(staff[id]?.agent.queues ?? [])
    set(id, .unreachable, why: why, &turn)
  }

  /// The caller went away while the phone rang: the agent is where the agent was among the free.
  mutating func giveBack(_ id: AgentID, why: String, _ turn: inout Turn) {
    guard case .ringing(_, let before) = staff[id]?.activity else { return }
    becomeFree(id, before, why: why, &turn)
  }

  mutating func endConversation(_ id: TicketID, _ turn: inout Turn) {
    guard let conversation = conversations.removeValue(forKey: id) else { return }
    let agent = conversation.agent
    let talked = turn.now.moment - conversation.since
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
