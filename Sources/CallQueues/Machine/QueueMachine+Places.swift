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
  /// As many tickets learn of every change of their places at once.
  private static let shortLine = 20

  package var gauges: QueueGauges {
    var gauges = QueueGauges()
    for (id, line) in lines where !line.retired || line.waiting > 0 {
      gauges.waiting[id] = line.waiting
    }
    for ticket in tickets.values {
      gauges.offers += ticket.offers.count
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

  /// Tells each ticket whose place has changed its new one; in a long line not more often than once a second.
  mutating func tellPlaces(_ turn: inout Turn) {
    for queue in turn.shifted.sorted() {
      guard let line = lines[queue] else { continue }
      if let later = postponed(line, turn.now.moment) {
        if line.tellAt == nil { timetable.note(.places(queue), at: later) }
        lines[queue]?.tellAt = later
        guard let id = turn.newcomer, let ticket = tickets[id], ticket.queue == queue else { continue }
        tell(id, line.place(of: ticket.rank), line.timePerPlace, &turn)
      } else {
        lines[queue]?.toldAt = turn.now.moment
        lines[queue]?.tellAt = nil
        let pace = line.entries.isEmpty ? nil : timePerPlace(line, at: turn.now.moment)
        lines[queue]?.timePerPlace = pace
        for (index, entry) in line.entries.enumerated() where !entry.isGuest {
          tell(entry.ticket, index + 1, pace, &turn)
        }
      }
    }
  }

  private mutating func tell(_ id: TicketID, _ place: Int, _ pace: Duration?, _ turn: inout Turn) {
    guard let ticket = tickets[id], ticket.toldPlace != place else { return }
    tickets[id]?.toldPlace = place
    turn.effects.append(.place(id, place, wait: pace.map { $0 * place }))
  }

  /// When the places of a line are told that is too long to tell them at every step; `nil`: now.
  private func postponed(_ line: WaitingLine, _ now: Moment) -> Moment? {
    guard line.entries.count > Self.shortLine, let told = line.toldAt, now < told + .seconds(1) else { return nil }
    return told + .seconds(1)
  }

  /// How long it takes until the line moves up by one: the mean handling time, shared by the agents who serve the
  /// queue. An agent of several queues with waiting tickets counts as a part in each.
  private func timePerPlace(_ line: WaitingLine, at now: Moment) -> Duration? {
    guard let handling = line.pace.meanHandling(at: now) else { return nil }
    var agents = 0.0
    for (queues, count) in line.staff.serving.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let shared = queues.count { lines[$0]?.entries.isEmpty == false }
      agents += Double(count) / Double(max(1, shared))
    }
    return agents > 0 ? handling / agents : nil
  }
}

extension QueueMachine: CustomStringConvertible {
  /// `queues · 3 waiting · 1 offered · 2 talking · 5 agents, 1 free`
  package var description: String {
    let offers = tickets.values.count { !$0.offers.isEmpty }
    return "queues · \(tickets.count - offers) waiting · \(offers) offered · \(conversations.count) talking · "
      + "\(staff.count) agents, \(freeAgents) free"
  }
}
