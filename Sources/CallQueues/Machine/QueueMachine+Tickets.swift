import Timekeeping

extension QueueMachine {
  mutating func enter(_ request: TicketRequest, _ turn: inout Turn) {
    guard tickets[request.ticket] == nil, conversations[request.ticket] == nil else { return }
    lastEntry += 1
    let settings = lines[request.queue]?.settings
    let needs = Need.list(request.needs)
    let leastNeeds = settings?.relax.reduce(needs) { $0.relaxed(by: $1) } ?? needs
    var ticket = WaitingTicket(request, leastNeeds: leastNeeds, sequence: lastEntry, at: turn.now.moment)
    let waiting = lines[request.queue]?.waiting ?? 0
    turn.record(
      .entered(ticket.id, ticket.queue, place: waiting + 1, priority: ticket.priority), "\(waiting) wait before it")
    guard let settings else { return refuse(ticket, .nobody, why: "there is no such queue", &turn) }
    if !isCovered(ticket.queue, leastNeeds) {
      ticket.nobodySince = turn.now.moment
      if settings.nobody == .after(.zero) {
        return refuse(ticket, .nobody, why: "no agent who could take it is signed in", &turn)
      }
    }
    if let most = settings.atMost, waiting >= most {
      return refuse(ticket, .full, why: "\(waiting) wait and \(most) may", &turn)
    }
    if let agent = request.preferred { prefer(agent, for: &ticket, &turn) }
    tickets[ticket.id] = ticket
    let entry = entry(of: ticket, in: ticket.queue)
    lines[ticket.queue]?.insert(entry)
    noteDeadlines(of: ticket, settings)
    turn.freedTickets.insert(ticket.id)
    turn.newcomer = ticket.id
    turn.shifted.insert(ticket.queue)
  }

  private func refuse(_ ticket: WaitingTicket, _ outcome: TicketOutcome, why: String, _ turn: inout Turn) {
    turn.record(.outcome(ticket.id, ticket.queue, outcome, waited: .zero), why)
    turn.effects.append(.outcome(ticket.id, outcome))
  }

  mutating func leave(_ id: TicketID, _ reason: LeaveReason, _ turn: inout Turn) {
    guard let ticket = tickets[id] else { return endConversation(id, &turn) }
    takeOut(ticket, why: "the ticket is gone", &turn)
    let waited = turn.now.moment - ticket.enteredAt
    let short = reason == .abandoned && waited < (lines[ticket.queue]?.settings.shortAbandon ?? .zero)
    turn.record(.leftQueue(id, ticket.queue, reason, waited: waited, short: short), reason.inWords)
  }

  /// The ticket's waiting is over by the queue's decision.
  mutating func conclude(_ ticket: WaitingTicket, _ outcome: TicketOutcome, why: String, _ turn: inout Turn) {
    takeOut(ticket, why: why, &turn)
    let waited = turn.now.moment - ticket.enteredAt
    turn.record(.outcome(ticket.id, ticket.queue, outcome, waited: waited), why)
    turn.effects.append(.outcome(ticket.id, outcome))
  }

  /// Out of the line; an agent whose phone rings for it is as free as before.
  private mutating func takeOut(_ ticket: WaitingTicket, why: String, _ turn: inout Turn) {
    for offer in ticket.offers {
      withdraw(offer, .ticketGone, why: why, &turn)
      giveBack(offer, why: why, &turn)
    }
    drop(ticket, &turn)
  }

  mutating func drop(_ ticket: WaitingTicket, _ turn: inout Turn) {
    forgetPreference(of: ticket.id)
    tickets[ticket.id] = nil
    turn.freedTickets.remove(ticket.id)
    for queue in ticket.queues {
      lines[queue]?.remove(ticket.rank)
      turn.shifted.insert(queue)
    }
  }
}

extension LeaveReason {
  var inWords: String {
    switch self {
    case .abandoned: "the caller hung up"
    case .left: "the caller chose something else"
    case .ended: "the service ended the call"
    }
  }
}
