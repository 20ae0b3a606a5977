package import Timekeeping

extension QueueMachine {
  /// When `deadlineReached` is wanted next; `nil`: not before something else happens.
  package var nextDeadline: Moment? { timetable.first?.moment }

  /// Does what is due, the earliest first; a driver that comes late changes the moments, not the decisions.
  mutating func expire(_ turn: inout Turn) {
    while let entry = timetable.takeFirst(until: turn.now.moment) {
      if holds(entry) { expire(entry, &turn) }
    }
  }

  private mutating func expire(_ entry: Timetable.Entry, _ turn: inout Turn) {
    switch entry.due {
    case .agentFree(let id): becomeIdle(id, since: entry.moment, why: "wrap-up or rest is over", &turn)
    case .step(let id): raise(id, &turn)
    case .relaxation(let id): relax(id, &turn)
    case .overflow(let id): overflow(id, &turn)
    case .preferenceOver(let id): endPreference(of: id, &turn)
    case .ringTimeout(let offer): ringTimeout(offer, &turn)
    case .timeout(let id):
      if let ticket = tickets[id] { conclude(ticket, .timeout, why: "the longest wait has passed", &turn) }
    case .nobody(let id):
      if let ticket = tickets[id] { conclude(ticket, .nobody, why: "nobody signed in in time", &turn) }
    case .places(let queue): turn.shifted.insert(queue)
    }
  }

  /// Throws away what does not hold any more, so that the next deadline is something to wait for.
  mutating func tidyTimetable() {
    if timetable.isCrowded { timetable.replace(by: timetable.entries.filter(holds)) }
    while let first = timetable.first, !holds(first) { timetable.removeFirst() }
  }

  /// Whether that is still to be done at that moment.
  func holds(_ entry: Timetable.Entry) -> Bool {
    switch entry.due {
    case .agentFree(let id): staff[id]?.freeAt == entry.moment
    case .ringTimeout(let offer): tickets[offer.ticket]?.offer(offer.id) != nil
    case .step(let id): ticket(id) { $0.nextStepAt(age: $1.age) } == entry.moment
    case .relaxation(let id): ticket(id) { $0.relaxAt($1.relax) } == entry.moment
    case .overflow(let id): ticket(id) { $0.overflowAt($1.overflow) } == entry.moment
    case .preferenceOver(let id): tickets[id]?.preferred != nil
    case .timeout(let id): tickets[id]?.timeoutAt == entry.moment
    case .nobody(let id): ticket(id) { $0.nobodyAt($1.nobody) } == entry.moment
    case .places(let queue): lines[queue]?.tellAt == entry.moment
    }
  }

  private func ticket(_ id: TicketID, _ moment: (WaitingTicket, QueueSettings) -> Moment?) -> Moment? {
    guard let ticket = tickets[id], let settings = lines[ticket.queue]?.settings else { return nil }
    return moment(ticket, settings)
  }

  /// Notes whatever will be due for a ticket that has come, or whose queue has changed.
  mutating func noteDeadlines(of ticket: WaitingTicket, _ settings: QueueSettings) {
    timetable.note(.timeout(ticket.id), at: ticket.timeoutAt)
    timetable.note(.nobody(ticket.id), at: ticket.nobodyAt(settings.nobody))
    timetable.note(.step(ticket.id), at: ticket.nextStepAt(age: settings.age))
    timetable.note(.relaxation(ticket.id), at: ticket.relaxAt(settings.relax))
    timetable.note(.overflow(ticket.id), at: ticket.overflowAt(settings.overflow))
  }
}
