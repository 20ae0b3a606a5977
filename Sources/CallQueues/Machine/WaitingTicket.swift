import Timekeeping

/// A ticket that waits in a line, or whose offers stand.
struct WaitingTicket: Sendable {
  let id: TicketID
  /// Where its place is.
  let queue: QueueID
  /// What it asked for on entering.
  let askedPriority: TicketPriority
  /// What is left of the needs when waiting has made of them what it ever will.
  let leastNeeds: [Need]
  let longestWait: Duration?
  let enteredAt: Moment
  /// Numbers the entries of all queues.
  let sequence: UInt64
  /// With what waiting has made of them.
  var needs: [Need]
  /// How many of the queue's relaxations have been made.
  var relaxations = 0
  /// With the steps that waiting has earned.
  var priority: TicketPriority
  /// The second queue whose agents may take it by now.
  var overflow: QueueID?
  /// The only agent it is offered to, for the moment.
  var preferred: AgentID?
  /// Those that stand: one, but where all are asked at once.
  var offers: [Offer] = []
  /// Since when no agent who could take it has been signed in; `nil`: there is one.
  var nobodySince: Moment?
  /// The place that was told last.
  var toldPlace: Int?

  init(_ request: TicketRequest, leastNeeds: [Need], sequence: UInt64, at now: Moment) {
    id = request.ticket
    queue = request.queue
    askedPriority = request.priority
    priority = request.priority
    longestWait = request.longestWait
    enteredAt = now
    self.sequence = sequence
    needs = Need.list(request.needs)
    self.leastNeeds = leastNeeds
  }

  var rank: LineRank { LineRank(priority: priority, sequence: sequence) }

  /// The queues whose agents may take it.
  var queues: [QueueID] { overflow.map { [queue, $0] } ?? [queue] }

  func offer(_ id: OfferID) -> Offer? { offers.first { $0.id == id } }

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

  /// When waiting makes the next change to its needs.
  func relaxAt(_ relax: [NeedRelaxation]) -> Moment? {
    relaxations < relax.count ? enteredAt + relax[relaxations].after : nil
  }

  /// When the agents of a second queue may take it, too.
  func overflowAt(_ rule: QueueOverflow?) -> Moment? {
    overflow == nil ? rule.map { enteredAt + $0.after } : nil
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
