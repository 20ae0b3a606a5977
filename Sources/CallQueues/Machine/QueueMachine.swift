package import Timekeeping

/// All queues and all agents: who is offered to whom, when, and why.
///
///     enter ──▶ waiting ──▶ offered ──▶ in conversation ──▶ gone
///                 │  ▲         │ declined, ring time over: back, and the next agent in the same breath
///                 │  └─────────┘
///                 └──▶ nobody · full · timeout · left
///
/// An agent has at most one ticket, and none while engaged beside the queues; a ticket has at most one offer, or, where the
/// queue asks all at once, one for each agent. After every input no ticket waits while an agent who is free could take
/// it. A ticket keeps its rank in its line however often an offer of it fails.
///
/// Whether an acceptance counts is decided here and nowhere else: it counts while its offer stands, and an offer
/// stands until `deadlineReached` is handled at or after its deadline, or until it is withdrawn.
package struct QueueMachine: Sendable {
  /// How long an agent who declined, was busy, or whose phone call failed is left alone; then the agent is last in line among the free.
  package static let rest: Duration = .seconds(10)
  /// How long a ticket is kept for the agent who knows the caller.
  package static let preference: Duration = .seconds(20)

  var lines: [QueueID: WaitingLine] = [:]
  var tickets: [TicketID: WaitingTicket] = [:]
  var conversations: [TicketID: Conversation] = [:]
  /// Who is busy beside the queues, and with what.
  var engagements: [EngagementID: AgentID] = [:]
  var staff: [AgentID: StaffMember] = [:]
  /// The tickets that are kept for an agent.
  var preferring: [AgentID: Set<TicketID>] = [:]
  var timetable = Timetable()
  var dice: Dice
  /// How many agents are free.
  var freeAgents = 0
  /// The last number given to an offer, an entry or a free agent.
  var lastOffer: UInt64 = 0
  var lastEntry: UInt64 = 0
  var lastIdle: UInt64 = 0

  /// - Parameter seed: of the chance by which queues with the strategy `random` choose.
  package init(queues: [QueueSettings] = [], seed: UInt64 = 0) {
    dice = Dice(seed: seed)
    for settings in queues {
      lines[settings.id] = WaitingLine(settings: settings)
    }
  }

  package mutating func handle(_ input: QueueInput, at now: ClockReading) -> [QueueEffect] {
    var turn = Turn(now: now)
    switch input {
    case .agents(let agents): replaceStaff(by: agents, &turn)
    case .queues(let settings): replaceQueues(by: settings, &turn)
    case .signedIn(let agent): signIn(agent, &turn)
    case .signedOut(let agent): signOut(agent, &turn)
    case .paused(let agent, let onBreak): setBreak(of: agent, to: onBreak, &turn)
    case .enter(let request): enter(request, &turn)
    case .leave(let ticket, let reason): leave(ticket, reason, &turn)
    case .offerAccepted(let ticket, let offer): accept(offer, of: ticket, &turn)
    case .offerDeclined(let ticket, let offer, let reason): decline(offer, of: ticket, reason, &turn)
    case .conversationEnded(let ticket): endConversation(ticket, &turn)
    case .engage(let wish): engage(wish, &turn)
    case .release(let engagement, let wasAnswered): release(engagement, wasAnswered: wasAnswered, &turn)
    case .conversationTaken(let ticket, let queue, let engagement):
      takeConversation(ticket, of: queue, engagement, &turn)
    case .deadlineReached: expire(&turn)
    }
    settleNobody(&turn)
    match(&turn)
    tellPlaces(&turn)
    tidyTimetable()
    return turn.effects
  }
}
