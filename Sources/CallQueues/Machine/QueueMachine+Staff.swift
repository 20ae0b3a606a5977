import Timekeeping

extension QueueMachine {
  /// Takes over the list of agents: new ones are signed out, removed ones finish a conversation and are gone.
  mutating func replaceStaff(by agents: [Agent], _ turn: inout Turn) {
    let listed = Set(agents.map(\.id))
    for id in staff.keys.sorted() where !listed.contains(id) {
      dismiss(id, &turn)
    }
    for agent in agents {
      guard var member = staff[agent.id] else {
        staff[agent.id] = StaffMember(agent)
        turn.record(.agent(agent.id, .signedOut), "new in the list of agents")
        continue
      }
      let unchanged = member.listed && member.agent == agent
      if unchanged { continue }
      turn.restaffed.formUnion(member.agent.queues + agent.queues)
      member.agent = agent
      member.listed = true
      staff[agent.id] = member
      if case .idle(.some) = member.activity { turn.freedAgents.insert(agent.id) }
    }
  }

  private mutating func dismiss(_ id: AgentID, _ turn: inout Turn) {
    guard staff[id]?.listed == true else { return }
    signOut(id, why: "left the list of agents", &turn)
    staff[id]?.listed = false
    switch staff[id]?.activity {
    case .talking, .engaged: return
    case .idle, .ringing, .wrappingUp, .resting, .unreachable, nil: staff[id] = nil
    }
  }

  /// Takes over the list of queues. A queue that is no longer there goes on for the calls that know it.
  mutating func replaceQueues(by list: [QueueSettings], _ turn: inout Turn) {
    for id in lines.keys { lines[id]?.retired = true }
    for settings in list {
      lines[settings.id, default: WaitingLine(settings: settings)].settings = settings
      lines[settings.id]?.retired = false
    }
  }

  mutating func signIn(_ id: AgentID, _ turn: inout Turn) {
    guard let member = staff[id], member.listed else { return }
    if !member.present {
      staff[id]?.present = true
      turn.restaffed.formUnion(member.agent.queues)
      if case .idle = member.activity { becomeIdle(id, since: turn.now.moment, why: "signed in", &turn) }
    } else if member.activity == .unreachable {
      turn.restaffed.formUnion(member.agent.queues)
      becomeIdle(id, since: turn.now.moment, why: "the phone registered again", &turn)
    }
  }

  mutating func signOut(_ id: AgentID, _ turn: inout Turn) {
    signOut(id, why: "signed out", &turn)
  }

  private mutating func signOut(_ id: AgentID, why: String, _ turn: inout Turn) {
    guard let member = staff[id], member.present else { return }
    staff[id]?.present = false
    turn.restaffed.formUnion(member.agent.queues)
    switch member.activity {
    case .talking, .engaged: return
    case .ringing(let offer, _): withdraw(offer, .agentGone, why: "the agent \(why)", &turn)
    case .idle, .wrappingUp, .resting, .unreachable: break
    }
    set(id, .idle(nil), why: why, &turn)
  }

  mutating func setBreak(of id: AgentID, to onBreak: Bool, _ turn: inout Turn) {
    guard let member = staff[id], member.onBreak != onBreak else { return }
    staff[id]?.onBreak = onBreak
    switch member.activity {
    case .ringing(let offer, _) where onBreak:
      withdraw(offer, .agentGone, why: "the agent went on a break", &turn)
      set(id, .idle(nil), why: "on a break", &turn)
    case .idle where member.present:
      becomeIdle(id, since: turn.now.moment, why: onBreak ? "on a break" : "the break is over", &turn)
    case .idle, .ringing, .talking, .engaged, .wrappingUp, .resting, .unreachable: break
    }
  }

  /// Has nothing to do any more: free when present and not on a break, else signed out or paused.
  mutating func becomeIdle(_ id: AgentID, since: Moment, why: String, _ turn: inout Turn) {
    guard let member = staff[id] else { return }
    guard member.present, !member.onBreak else { return set(id, .idle(nil), why: why, &turn) }
    lastIdle += 1
    becomeFree(id, IdleRank(since: since, sequence: lastIdle), why: why, &turn)
  }

  mutating func becomeFree(_ id: AgentID, _ rank: IdleRank, why: String, _ turn: inout Turn) {
    set(id, .idle(rank), why: why, &turn)
    turn.freedAgents.insert(id)
  }

  /// Changes what an agent does: the one place where it is changed, so that the list of the free and the record
  /// always agree with it.
  mutating func set(_ id: AgentID, _ activity: StaffMember.Activity, why: String, _ turn: inout Turn) {
    guard var member = staff[id] else { return }
    if case .idle(let rank?) = member.activity { free.removeAll { $0.rank == rank } }
    member.activity = activity
    staff[id] = member
    if case .idle(let rank?) = activity {
      let index = free.lastIndex { $0.rank < rank }.map { $0 + 1 } ?? 0
      free.insert((rank, id), at: index)
    }
    turn.record(.agent(id, member.status.kind), why)
  }
}
