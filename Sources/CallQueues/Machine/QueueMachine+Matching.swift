import Timekeeping

extension QueueMachine {
  /// Offers tickets to free agents until no ticket waits that a free agent could take.
  ///
  /// That was so before this input, so only the tickets and agents it has freed can pair: a ticket that had been
  /// waiting pairs with a freed agent or with none.
  mutating func match(_ turn: inout Turn) {
    guard !free.isEmpty, !(turn.freedAgents.isEmpty && turn.freedTickets.isEmpty) else { return }
    var freed = free.filter { turn.freedAgents.contains($0.agent) }.map(\.agent)
    var open = turn.freedTickets.count
    for id in candidates(for: freed, turn) {
      if free.isEmpty || (freed.isEmpty && open == 0) { return }
      guard let ticket = tickets[id], ticket.stage == .waiting else { continue }
      let isFreed = turn.freedTickets.contains(id)
      if isFreed { open -= 1 }
      let pool = isFreed ? free.map(\.agent) : freed
      let fitting = pool.filter { canTake($0, ticket.queue, ticket.needs) }
      guard let chosen = fitting.first else { continue }
      freed.removeAll { $0 == chosen }
      offer(id, to: chosen, why: reason(for: chosen, among: fitting.count, turn), &turn)
    }
  }

  /// The tickets that could pair now, in the order in which they are served.
  private func candidates(for freed: [AgentID], _ turn: Turn) -> [TicketID] {
    var queues: Set<QueueID> = []
    for agent in freed { queues.formUnion(staff[agent]?.agent.queues ?? []) }
    var entries: [WaitingLine.Entry] = []
    for queue in queues { entries += lines[queue]?.entries ?? [] }
    for id in turn.freedTickets {
      guard let ticket = tickets[id], !queues.contains(ticket.queue) else { continue }
      entries.append(.init(rank: ticket.rank, ticket: id))
    }
    return entries.sorted { $0.rank < $1.rank }.map(\.ticket)
  }

  private func canTake(_ id: AgentID, _ queue: QueueID, _ needs: [Need]) -> Bool {
    guard let member = staff[id] else { return false }
    return member.agent.queues.contains(queue) && member.abilities.meet(needs)
  }

  private func reason(for agent: AgentID, among fitting: Int, _ turn: Turn) -> String {
    guard case .idle(let rank?) = staff[agent]?.activity else { return "" }
    let idle = (turn.now.moment - rank.since).inWords
    return fitting == 1
      ? "the only free agent who fits, free for \(idle)" : "free the longest (\(idle)) of \(fitting) who fit"
  }

  /// Whether somebody who could take such a ticket is signed in, free or not.
  func isCovered(_ queue: QueueID, _ needs: [Need]) -> Bool {
    staff.values.contains {
      $0.countsAsSignedIn && $0.agent.queues.contains(queue) && $0.abilities.meet(needs)
    }
  }

  /// Looks again whether somebody is there for the tickets of the queues whose agents have changed.
  mutating func settleNobody(_ turn: inout Turn) {
    for queue in turn.restaffed.sorted() {
      guard let line = lines[queue] else { continue }
      var covered: [[Need]: Bool] = [:]
      for entry in line.entries {
        guard let ticket = tickets[entry.ticket] else { continue }
        let isThere = covered[ticket.needs] ?? isCovered(queue, ticket.needs)
        covered[ticket.needs] = isThere
        settleNobody(ticket, isThere: isThere, rule: line.settings.nobody, &turn)
      }
    }
  }

  private mutating func settleNobody(
    _ ticket: WaitingTicket, isThere: Bool, rule: NobodyRule, _ turn: inout Turn
  ) {
    if isThere {
      if ticket.nobodySince != nil { tickets[ticket.id]?.nobodySince = nil }
    } else if rule == .after(.zero) {
      conclude(ticket, .nobody, why: "no agent who could take it is signed in", &turn)
    } else if ticket.nobodySince == nil {
      tickets[ticket.id]?.nobodySince = turn.now.moment
    }
  }
}
