import Timekeeping

/// The only places where what is known of an agent changes, so that the lines' lists of who is there and who is free agree
/// with it.
extension QueueMachine {
  /// Changes anything but the agent's entry in the list.
  mutating func change(_ id: AgentID, _ turn: inout Turn, _ body: (inout StaffMember) -> Void) {
    guard var member = staff[id] else { return }
    let before = member
    body(&member)
    staff[id] = member
    guard before.standing != member.standing else { return }
    freeAgents += (member.idleRank == nil ? 0 : 1) - (before.idleRank == nil ? 0 : 1)
    for queue in member.agent.queues {
      guard let strategy = lines[queue]?.settings.strategy else { continue }
      lines[queue]?.staff.change(before, to: member, strategy)
    }
    if before.isServing, !member.isServing { releasePreferences(of: id, &turn) }
  }

  /// Puts an agent in the place of what was known; `nil`: there is none any more.
  mutating func replace(_ id: AgentID, by member: StaffMember?) {
    if let before = staff[id] {
      count(before, by: -1)
      if before.idleRank != nil { freeAgents -= 1 }
    }
    staff[id] = member
    guard let member else { return }
    count(member, by: 1)
    if member.idleRank != nil { freeAgents += 1 }
  }

  /// Counts an agent in the lines of all the agent's queues, or, with `-1`, out of them.
  mutating func count(_ member: StaffMember, by step: Int) {
    for queue in member.agent.queues {
      guard let strategy = lines[queue]?.settings.strategy else { continue }
      lines[queue]?.staff.count(member, by: step, strategy)
    }
  }

  /// What somebody who signs in is taken to have done: as much as the colleagues of the first queue on average.
  func colleaguesWork(of member: StaffMember) -> Workload {
    var work = member.agent.queues.first.flatMap { lines[$0]?.staff.meanWork } ?? Workload()
    work.lastOffer = lastOffer
    return work
  }

  /// Who is not there any more is not waited for.
  mutating func releasePreferences(of id: AgentID, _ turn: inout Turn) {
    for ticket in preferring[id] ?? [] { endPreference(of: ticket, &turn) }
  }
}

extension StaffMember {
  /// All that the lines' lists go by, except for abilities and queues.
  fileprivate struct Standing: Equatable {
    var signedIn: Bool
    var serving: Bool
    var rank: IdleRank?
    var work: Workload
  }

  fileprivate var standing: Standing {
    Standing(signedIn: countsAsSignedIn, serving: isServing, rank: idleRank, work: work)
  }
}
