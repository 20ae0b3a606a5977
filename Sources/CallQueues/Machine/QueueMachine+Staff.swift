import Timekeeping

extension QueueMachine {
  /// Takes over the list of agents: new ones are signed out, removed ones finish a conversation and are gone.
  mutating func replaceStaff(by agents: [Agent], _ turn: inout Turn) {
    let listed = Set(agents.map(\.id))
    for id in staff.keys.sorted() where !listed.contains(id) {
      dismiss(id, &turn)
    }
    for (position, agent) in agents.enumerated() {
      guard let member = staff[agent.id] else {
        replace(agent.id, by: StaffMember(agent, position: position))
        turn.record(.agent(agent.id, .signedOut), "new in the list of agents")
        continue
      }
      if member.listed, member.agent == agent, member.position == position { continue }
      var changed = member
      changed.agent = agent
      changed.listed = true
      changed.position = position
      replace(agent.id, by: changed)
      if member.listed, member.agent == agent { continue }
      turn.restaffed.formUnion(member.agent.queues + agent.queues)
      if member.idleRank != nil { turn.freedAgents.insert(agent.id) }
      releasePreferences(of: agent.id, &turn)
    }
  }

  private mutating func dismiss(_ id: AgentID, _ turn: inout Turn) {
    guard staff[id]?.listed == true else { return }
    signOut(id, why: "left the list of agents", &turn)
    change(id, &turn) { $0.listed = false }
    switch staff[id]?.activity {
    case .talking, .engaged: return
    case .idle, .ringing, .wrappingUp, .resting, .unreachable, nil: replace(id, by: nil)
    }
  }

  /// Takes over the list of queues. A queue that is no longer there goes on for the calls that know it.
  mutating func replaceQueues(by list: [QueueSettings], _ turn: inout Turn) {
    for id in lines.keys { lines[id]?.retired = true }
    for settings in list {
      lines[settings.id, default: WaitingLine(settings: settings)].settings = settings
      lines[settings.id]?.retired = false
    }
    for id in lines.keys { lines[id]?.staff = LineStaff() }
    for member in staff.values { count(member, by: 1) }
    for ticket in tickets.values {
      if let settings = lines[ticket.queue]?.settings { noteDeadlines(of: ticket, settings) }
    }
  }

  mutating func signIn(_ id: AgentID, _ turn: inout Turn) {
    guard let member = staff[id], member.listed else { return }
    if !member.present {
      let work = colleaguesWork(of: member)
      change(id, &turn) {
        $0.present = true
        $0.work = work
      }
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
    change(id, &turn) { $0.present = false }
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
    change(id, &turn) { $0.onBreak = onBreak }
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

  /// Changes what an agent does, and with `work` what the agent has done, and records it.
  mutating func set(
    _ id: AgentID, _ activity: StaffMember.Activity, why: String, _ turn: inout Turn,
    work: (inout Workload) -> Void = { _ in }
  ) {
    change(id, &turn) {
      $0.activity = activity
      work(&$0.work)
    }
    guard let member = staff[id] else { return }
    timetable.note(.agentFree(id), at: member.freeAt)
    turn.record(.agent(id, member.status.kind), why)
  }
}
