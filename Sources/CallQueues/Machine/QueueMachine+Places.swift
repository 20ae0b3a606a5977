package import Timekeeping

/// Figures of this moment, for gauges.
package struct QueueGauges: Sendable, Equatable {
  /// Tickets that wait, by queue; those whose offer stands are among them.
  package var waiting: [QueueID: Int] = [:]
  /// When the ticket came that has waited the longest, by queue.
  package var oldest: [QueueID: Moment] = [:]
  package var offers = 0
  package var conversations = 0
  package var agents: [AgentStatus.Kind: Int] = [:]
}

extension QueueMachine {
  package var gauges: QueueGauges {
    var gauges = QueueGauges()
    for (id, line) in lines where !line.retired || !line.entries.isEmpty {
      gauges.waiting[id] = line.entries.count
    }
    for ticket in tickets.values {
      if ticket.offer != nil { gauges.offers += 1 }
      gauges.oldest[ticket.queue] = min(gauges.oldest[ticket.queue] ?? ticket.enteredAt, ticket.enteredAt)
    }
    gauges.conversations = conversations.count
    for member in staff.values { gauges.agents[member.status.kind, default: 0] += 1 }
    return gauges
  }

  /// What an agent is doing; `nil` for one who is in no list.
  package func status(of agent: AgentID) -> AgentStatus? {
    staff[agent]?.status
  }

  /// The tickets of a queue in the order in which they are served.
  package func tickets(in queue: QueueID) -> [TicketID] {
    lines[queue]?.entries.map(\.ticket) ?? []
  }

  /// Tells each ticket whose place has changed its new one.
  mutating func tellPlaces(_ turn: inout Turn) {
    for queue in turn.shifted.sorted() {
      guard let line = lines[queue] else { continue }
      var pace: Duration??
      for (index, entry) in line.entries.enumerated() {
        let place = index + 1
        guard let ticket = tickets[entry.ticket], ticket.toldPlace != place else { continue }
        let each = pace ?? timePerPlace(line, at: turn.now.moment)
        pace = .some(each)
        tickets[entry.ticket]?.toldPlace = place
        turn.effects.append(.place(ticket.id, place, wait: each.map { $0 * place }))
      }
    }
  }

  /// How long it takes until the line moves up by one: the mean handling time, shared by the agents who serve the
  /// queue. An agent of several queues with waiting tickets counts as a part in each.
  private func timePerPlace(_ line: WaitingLine, at now: Moment) -> Duration? {
    guard let handling = line.pace.meanHandling(at: now) else { return nil }
    var agents = 0.0
    for member in staff.values where member.isServing && member.agent.queues.contains(line.settings.id) {
      let shared = member.agent.queues.count { lines[$0]?.entries.isEmpty == false }
      agents += 1 / Double(max(1, shared))
    }
    return agents > 0 ? handling / agents : nil
  }
}

extension QueueMachine: CustomStringConvertible {
  /// `queues · 3 waiting · 1 offered · 2 talking · 5 agents, 1 free`
  package var description: String {
    let offers = tickets.values.count { $0.offer != nil }
    return "queues · \(tickets.count - offers) waiting · \(offers) offered · \(conversations.count) talking · "
      + "\(staff.count) agents, \(free.count) free"
  }
}
