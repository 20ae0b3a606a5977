package import Timekeeping

/// Something that is due at a moment.
private enum Due: Sendable {
  // At the same moment, in this order: who becomes free is free for whoever else is due.
  case agentFree(AgentID)
  case step(TicketID)
  case ringTimeout(Offer)
  case timeout(TicketID)
  case nobody(TicketID)

  var order: Int {
    switch self {
    case .agentFree: 0
    case .step: 1
    case .ringTimeout: 2
    case .timeout: 3
    case .nobody: 4
    }
  }

  /// Orders what is alike and due at the same moment.
  var subject: String {
    switch self {
    case .agentFree(let agent): agent.rawValue
    case .ringTimeout(let offer): offer.ticket.rawValue
    case .step(let ticket), .timeout(let ticket), .nobody(let ticket): ticket.rawValue
    }
  }
}

extension QueueMachine {
  /// When `deadlineReached` is wanted next; `nil`: not before something else happens.
  package var nextDeadline: Moment? {
    var next: Moment?
    eachDeadline { moment, _ in
      if next.map({ moment < $0 }) ?? true { next = moment }
    }
    return next
  }

  /// Does what is due, the earliest first; a driver that comes late changes the moments, not the decisions.
  mutating func expire(_ turn: inout Turn) {
    var due: [(moment: Moment, what: Due)] = []
    eachDeadline { moment, what in
      if moment <= turn.now.moment { due.append((moment, what)) }
    }
    due.sort { ($0.moment, $0.what.order, $0.what.subject) < ($1.moment, $1.what.order, $1.what.subject) }
    for (moment, what) in due {
      expire(what, dueAt: moment, &turn)
    }
  }

  private mutating func expire(_ due: Due, dueAt moment: Moment, _ turn: inout Turn) {
    switch due {
    case .agentFree(let id):
      becomeIdle(id, since: moment, why: "wrap-up or rest is over", &turn)
    case .step(let id):
      raise(id, &turn)
    case .ringTimeout(let offer):
      if tickets[offer.ticket]?.offer == offer { ringTimeout(offer, &turn) }
    case .timeout(let id):
      if let ticket = tickets[id] { conclude(ticket, .timeout, why: "the longest wait has passed", &turn) }
    case .nobody(let id):
      if let ticket = tickets[id] { conclude(ticket, .nobody, why: "nobody signed in in time", &turn) }
    }
  }

  private func eachDeadline(_ visit: (Moment, Due) -> Void) {
    for (id, member) in staff {
      if let moment = member.freeAt { visit(moment, .agentFree(id)) }
    }
    for (id, ticket) in tickets {
      guard let settings = lines[ticket.queue]?.settings else { continue }
      if let offer = ticket.offer { visit(offer.until, .ringTimeout(offer)) }
      if let moment = ticket.timeoutAt { visit(moment, .timeout(id)) }
      if let moment = ticket.nobodyAt(settings.nobody) { visit(moment, .nobody(id)) }
      if let moment = ticket.nextStepAt(age: settings.age) { visit(moment, .step(id)) }
    }
  }
}
