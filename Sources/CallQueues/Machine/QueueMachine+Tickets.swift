import Timekeeping

extension QueueMachine {
  mutating func enter(_ request: TicketRequest, _ turn: inout Turn) {
    guard tickets[request.ticket] == nil, conversations[request.ticket] == nil else { return }
    lastEntry += 1
    var ticket = WaitingTicket(
      id: request.ticket, queue: request.queue, needs: Need.list(request.needs), askedPriority: request.priority,
      longestWait: request.longestWait, enteredAt: turn.now.moment, sequence: lastEntry, priority: request.priority)
    let waiting = lines[request.queue]?.entries.count ?? 0
    turn.record(
      .entered(ticket.id, ticket.queue, place: waiting + 1, priority: ticket.priority), "\(waiting) wait before it")
    guard let settings = lines[request.queue]?.settings else {
      return refuse(ticket, .nobody, why: "there is no such queue", &turn)
    }
    if !isCovered(ticket.queue, ticket.needs) {
      ticket.nobodySince = turn.now.moment
      if settings.nobody == .after(.zero) {
        return refuse(ticket, .nobody, why: "no agent who could take it is signed in", &turn)
      }
    }
    if let most = settings.atMost, waiting >= most {
      return refuse(ticket, .full, why: "\(waiting) wait and \(most) may", &turn)
    }
    tickets[ticket.id] = ticket
    lines[ticket.queue]?.insert(.init(rank: ticket.rank, ticket: ticket.id))
    turn.freedTickets.insert(ticket.id)
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
    if let offer = ticket.offer {
      withdraw(offer, .ticketGone, why: why, &turn)
      giveBack(offer.agent, why: why, &turn)
    }
    drop(ticket, &turn)
  }

  mutating func drop(_ ticket: WaitingTicket, _ turn: inout Turn) {
    tickets[ticket.id] = nil
    turn.freedTickets.remove(ticket.id)
    lines[ticket.queue]?.remove(ticket.rank)
    turn.shifted.insert(ticket.queue)
  }

  /// Waiting has earned the ticket a step of priority.
  mutating func raise(_ id: TicketID, _ turn: inout Turn) {
    guard var ticket = tickets[id] else { return }
    lines[ticket.queue]?.remove(ticket.rank)
    ticket.priority = ticket.priority.raised(by: 1)
    lines[ticket.queue]?.insert(.init(rank: ticket.rank, ticket: id))
    tickets[id] = ticket
    turn.shifted.insert(ticket.queue)
    turn.record(
      .priorityRaised(id, ticket.queue, ticket.priority),
      "has waited \((turn.now.moment - ticket.enteredAt).inWords)")
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
