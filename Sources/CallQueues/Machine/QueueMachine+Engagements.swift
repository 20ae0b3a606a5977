import Timekeeping

/// What keeps an agent busy beside the queues.
///
/// An agent with an engagement is offered nothing, whatever else ends meanwhile, so that nobody is ever asked for two
/// things at once. A colleague's call is granted only while there is no other engagement and no ticket rings or talks.
extension QueueMachine {
  mutating func engage(_ wish: Engagement, _ turn: inout Turn) {
    guard engagements[wish.id] == nil, let member = staff[wish.agent], member.listed else {
      return turn.effects.append(.engagement(wish.id, granted: false))
    }
    let isGranted = wish.isAgentsOwn || member.isOpenToColleagues
    if isGranted { take(wish, &turn) }
    turn.effects.append(.engagement(wish.id, granted: isGranted))
  }

  private mutating func take(_ wish: Engagement, _ turn: inout Turn) {
    let id = wish.agent
    engagements[wish.id] = id
    staff[id]?.engagements.insert(wish.id)
    let why = wish.isAgentsOwn ? "the agent made a call" : "a colleague calls"
    switch staff[id]?.activity {
    case .ringing(let offer, _):
      withdraw(offer, .agentEngaged, why: why, &turn)
      set(id, .engaged(then: .free), why: why, &turn)
    case .wrappingUp(let until): set(id, .engaged(then: .wrapUp(until: until)), why: why, &turn)
    case .unreachable:
      turn.restaffed.formUnion(staff[id]?.agent.queues ?? [])
      // A phone that makes a call can be reached.
      set(id, .engaged(then: wish.isAgentsOwn ? .free : .unreachable), why: why, &turn)
    case .idle, .resting: set(id, .engaged(then: .free), why: why, &turn)
    case .engaged(then: .unreachable) where wish.isAgentsOwn: set(id, .engaged(then: .free), why: why, &turn)
    case .talking, .engaged, nil: break
    }
  }

  /// The engagement is over. Of one that is not there: nothing.
  mutating func release(_ id: EngagementID, wasAnswered: Bool, _ turn: inout Turn) {
    guard let agent = engagements.removeValue(forKey: id) else { return }
    staff[agent]?.engagements.remove(id)
    guard let member = staff[agent], case .engaged(var then) = member.activity else { return }
    if wasAnswered, then == .unreachable { then = .free }
    become(then, agent, why: "the call beside the queues is over", &turn)
  }

  /// A transfer has brought the ticket's caller to the agent of the engagement: the two are in conversation, and whoever
  /// was before them is not any more.
  mutating func takeConversation(_ ticket: TicketID, of queue: QueueID, _ id: EngagementID, _ turn: inout Turn) {
    guard let agent = engagements.removeValue(forKey: id) else { return }
    staff[agent]?.engagements.remove(id)
    let giver =
      conversations[ticket].map { "transferred by \($0.agent)" } ?? "transferred by an agent who had hung up"
    endConversation(ticket, &turn)
    conversations[ticket] = Conversation(queue: queue, agent: agent, since: turn.now.moment)
    turn.record(.transferred(ticket, queue, agent), giver)
    set(agent, .talking(ticket), why: giver, &turn)
  }

  /// Has nothing to do any more but what is left of a wrap-up, or another call beside the queues.
  mutating func become(_ next: StaffMember.Afterwards, _ id: AgentID, why: String, _ turn: inout Turn) {
    guard let member = staff[id] else { return }
    if !member.engagements.isEmpty { return set(id, .engaged(then: next), why: why, &turn) }
    guard member.listed else {
      set(id, .idle(nil), why: "no longer in the list of agents", &turn)
      replace(id, by: nil)
      return
    }
    guard member.present else { return set(id, .idle(nil), why: "signed out while talking", &turn) }
    switch next {
    case .wrapUp(let until) where until > turn.now.moment: set(id, .wrappingUp(until: until), why: why, &turn)
    case .wrapUp, .free: becomeIdle(id, since: turn.now.moment, why: why, &turn)
    case .unreachable: becomeUnreachable(id, why: "the colleague's call was not answered either", &turn)
    }
  }
}

extension StaffMember {
  /// Whether a colleague's call may ring here.
  fileprivate var isOpenToColleagues: Bool {
    guard engagements.isEmpty else { return false }
    switch activity {
    case .idle, .wrappingUp, .resting, .unreachable: return true
    case .ringing, .talking, .engaged: return false
    }
  }
}
