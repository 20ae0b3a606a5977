import Timekeeping

/// Whether somebody is there who could take a ticket some time, and what becomes of it where nobody is.
extension QueueMachine {
  /// Whether somebody who could take such a ticket, when waiting has made of it what it will, is signed in, free or not.
  func isCovered(_ queue: QueueID, _ leastNeeds: [Need]) -> Bool {
    guard let line = lines[queue] else { return false }
    if line.staff.covers(leastNeeds) { return true }
    return line.settings.overflow.flatMap { lines[$0.also] }?.staff.covers(leastNeeds) ?? false
  }

  /// Looks again whether somebody is there for the tickets of the queues whose agents have changed.
  mutating func settleNobody(_ turn: inout Turn) {
    guard !turn.restaffed.isEmpty else { return }
    for (queue, line) in lines where line.settings.overflow.map({ turn.restaffed.contains($0.also) }) ?? false {
      turn.restaffed.insert(queue)
    }
    for queue in turn.restaffed.sorted() {
      guard let line = lines[queue] else { continue }
      var covered: [[Need]: Bool] = [:]
      for entry in line.entries where !entry.isGuest {
        guard let ticket = tickets[entry.ticket] else { continue }
        let isThere = covered[ticket.leastNeeds] ?? isCovered(queue, ticket.leastNeeds)
        covered[ticket.leastNeeds] = isThere
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
      timetable.note(.nobody(ticket.id), at: tickets[ticket.id]?.nobodyAt(rule))
    }
  }
}
