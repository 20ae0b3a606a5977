import Timekeeping

/// What waiting makes of a ticket: more urgent, content with less, open to more agents.
extension QueueMachine {
  /// Waiting has earned the ticket a step of priority.
  mutating func raise(_ id: TicketID, _ turn: inout Turn) {
    guard var ticket = tickets[id], let settings = lines[ticket.queue]?.settings else { return }
    for queue in ticket.queues { lines[queue]?.remove(ticket.rank) }
    ticket.priority = ticket.priority.raised(by: 1)
    for queue in ticket.queues {
      let entry = entry(of: ticket, in: queue)
      lines[queue]?.insert(entry)
    }
    tickets[id] = ticket
    timetable.note(.step(id), at: ticket.nextStepAt(age: settings.age))
    turn.shifted.formUnion(ticket.queues)
    turn.record(.priorityRaised(id, ticket.queue, ticket.priority), hasWaited(ticket, turn))
  }

  /// One of its needs counts for less from now on.
  mutating func relax(_ id: TicketID, _ turn: inout Turn) {
    guard var ticket = tickets[id], let settings = lines[ticket.queue]?.settings else { return }
    let relaxation = settings.relax[ticket.relaxations]
    let before = ticket.needs
    ticket.relaxations += 1
    ticket.needs = before.relaxed(by: relaxation)
    tickets[id] = ticket
    timetable.note(.relaxation(id), at: ticket.relaxAt(settings.relax))
    guard ticket.needs != before else { return }
    turn.freedTickets.insert(id)
    turn.record(.needRelaxed(id, ticket.queue, need: relaxation.need), hasWaited(ticket, turn))
  }

  /// The agents of a second queue, too, may take it.
  mutating func overflow(_ id: TicketID, _ turn: inout Turn) {
    guard var ticket = tickets[id], let rule = lines[ticket.queue]?.settings.overflow else { return }
    ticket.overflow = rule.also
    tickets[id] = ticket
    guard lines[rule.also] != nil, rule.also != ticket.queue else { return }
    let entry = entry(of: ticket, in: rule.also)
    lines[rule.also]?.insert(entry)
    turn.shifted.insert(rule.also)
    turn.freedTickets.insert(id)
    turn.record(.overflowed(id, rule.also), hasWaited(ticket, turn))
  }

  /// Keeps the ticket for the agent who knows the caller, where that agent is there for it.
  mutating func prefer(_ agent: AgentID, for ticket: inout WaitingTicket, _ turn: inout Turn) {
    guard let member = staff[agent], member.isServing, canTake(member, ticket.queue, ticket.needs) else { return }
    ticket.preferred = agent
    preferring[agent, default: []].insert(ticket.id)
    timetable.note(.preferenceOver(ticket.id), at: turn.now.moment + Self.preference)
    turn.record(.preferring(ticket.id, ticket.queue, agent), "has talked with the caller before")
  }

  /// Every agent may take it from now on.
  mutating func endPreference(of id: TicketID, _ turn: inout Turn) {
    forgetPreference(of: id)
    turn.freedTickets.insert(id)
  }

  mutating func forgetPreference(of id: TicketID) {
    guard let agent = tickets[id]?.preferred else { return }
    tickets[id]?.preferred = nil
    preferring[agent]?.remove(id)
    if preferring[agent]?.isEmpty == true { preferring[agent] = nil }
  }

  func entry(of ticket: WaitingTicket, in queue: QueueID) -> WaitingLine.Entry {
    .init(rank: ticket.rank, ticket: ticket.id, enteredAt: ticket.enteredAt, isGuest: queue != ticket.queue)
  }

  private func hasWaited(_ ticket: WaitingTicket, _ turn: Turn) -> String {
    "has waited \((turn.now.moment - ticket.enteredAt).inWords)"
  }
}

extension [Need] {
  func relaxed(by relaxation: NeedRelaxation) -> [Need] {
    compactMap { need in
      guard need.name == relaxation.need else { return need }
      return relaxation.value.map { Need(name: need.name, asked: $0) }
    }
  }
}
