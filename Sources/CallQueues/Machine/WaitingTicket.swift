import Timekeeping

/// A ticket that waits in a line, or whose offer stands.
struct WaitingTicket: Sendable {
  enum Stage: Sendable, Equatable {
    case waiting
    case offered(Offer)
  }

  let id: TicketID
  let queue: QueueID
  let needs: [Need]
  /// What it asked for on entering.
  let askedPriority: TicketPriority
  let longestWait: Duration?
  let enteredAt: Moment
  /// Numbers the entries of all queues.
  let sequence: UInt64
  /// With the steps that waiting has earned.
  var priority: TicketPriority
  var stage: Stage = .waiting
  /// Since when no agent who could take it has been signed in; `nil`: there is one.
  var nobodySince: Moment?
  /// The place that was told last.
  var toldPlace: Int?

  var offer: Offer? {
    switch stage {
    case .waiting: nil
    case .offered(let offer): offer
    }
  }

  var rank: LineRank { LineRank(priority: priority, sequence: sequence) }

  /// When its longest wait has passed.
  var timeoutAt: Moment? { longestWait.map { enteredAt + $0 } }

  /// When the queue's rule lets it leave because nobody is there.
  func nobodyAt(_ rule: NobodyRule) -> Moment? {
    switch rule {
    case .wait: nil
    case .after(let patience): nobodySince.map { $0 + patience }
    }
  }

  /// When waiting earns it the next step of priority.
  func nextStepAt(age: Duration?) -> Moment? {
    guard let age, age > .zero, priority < .urgent else { return nil }
    return enteredAt + age * (priority.rank - askedPriority.rank + 1)
  }
}

/// Where a ticket stands: the more urgent first, then whoever came first, in whatever queue.
struct LineRank: Comparable, Sendable {
  var priority: TicketPriority
  var sequence: UInt64

  static func < (left: Self, right: Self) -> Bool {
    left.priority == right.priority ? left.sequence < right.sequence : left.priority > right.priority
  }
}

/// A conversation between a ticket's caller and an agent.
struct Conversation: Sendable {
  var queue: QueueID
  var agent: AgentID
  var since: Moment
}
