import Timekeeping

/// An agent as the machine knows one: the list's entry, whether present, and what is being done.
struct StaffMember: Sendable {
  enum Activity: Sendable, Equatable {
    /// Nothing; `nil` while signed out or on a break.
    case idle(IdleRank?)
    /// `before`: the rank to return to when the caller goes away, as the agent is not to blame.
    case ringing(Offer, before: IdleRank)
    case talking(TicketID)
    /// Busy beside the queues.
    case engaged(then: Afterwards)
    case wrappingUp(until: Moment)
    case resting(until: Moment)
    case unreachable
  }

  /// What an agent does when the calls beside the queues are over.
  enum Afterwards: Sendable, Equatable {
    case free
    /// The wrap-up of a conversation goes on, if it is not over by then.
    case wrapUp(until: Moment)
    /// The phone had not answered before, nor has it since.
    case unreachable
  }

  var agent: Agent {
    didSet { abilities = Abilities(agent) }
  }
  private(set) var abilities: Abilities
  /// Where the agents' list has the agent, from 0.
  var position: Int
  /// Signed in, or with a registered phone.
  var present = false
  /// On a break, or going on one when the conversation is over.
  var onBreak = false
  /// Still in the list of agents.
  var listed = true
  var activity: Activity = .idle(nil)
  /// What keeps the agent busy beside the queues, also while a ticket's conversation goes on.
  var engagements: Set<EngagementID> = []
  /// What the agent has done since signing in.
  var work = Workload()

  init(_ agent: Agent, position: Int) {
    self.agent = agent
    self.position = position
    abilities = Abilities(agent)
  }

  var status: AgentStatus {
    switch activity {
    case .ringing(let offer, _): .ringing(offer.ticket)
    case .talking(let ticket): .talking(ticket)
    case .engaged: .engaged
    case .wrappingUp(let until): .wrappingUp(until: until)
    case .resting(let until): .resting(until: until)
    case .unreachable: .unreachable
    case .idle(let rank): present ? rank.map { .available(since: $0.since) } ?? .paused : .signedOut
    }
  }

  /// Signed in with a phone that can be reached, on a break or not: could take a ticket some time.
  var countsAsSignedIn: Bool { listed && present && activity != .unreachable }

  /// Works through the queues now.
  var isServing: Bool { countsAsSignedIn && !onBreak }

  /// Where the agent stands among the free; `nil` for one who is not free.
  var idleRank: IdleRank? {
    if case .idle(let rank) = activity { return rank }
    return nil
  }

  /// When wrap-up or rest is over.
  var freeAt: Moment? {
    switch activity {
    case .wrappingUp(let until), .resting(let until): until
    case .idle, .ringing, .talking, .engaged, .unreachable: nil
    }
  }
}

/// What an agent has done for the queues since signing in.
struct Workload: Sendable, Equatable {
  var conversations = 0
  var talked = Duration.zero
  /// The number of the last offer; 0: none yet.
  var lastOffer: UInt64 = 0
}

/// Where a free agent stands among the free: whoever has been free the longest is first.
struct IdleRank: Hashable, Comparable, Sendable {
  var since: Moment
  /// Tells apart who became free at the same moment.
  var sequence: UInt64

  static func < (left: Self, right: Self) -> Bool {
    left.since == right.since ? left.sequence < right.sequence : left.since < right.since
  }
}
