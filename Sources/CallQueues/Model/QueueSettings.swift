/// One queue as its file says it, with every default filled in.
package struct QueueSettings: Sendable, Equatable {
  package var id: QueueID
  package var strategy: RoutingStrategy
  /// How long one agent's phone rings before the next agent is asked.
  package var ring: Duration
  /// The agent's time after a conversation, in which nothing is offered.
  package var wrapUp: Duration
  /// The service level that the queue is measured by.
  package var target: ServiceTarget
  /// Who hangs up sooner than this is counted apart.
  package var shortAbandon: Duration
  /// How many may wait; `nil`: as many as come.
  package var atMost: Int?
  package var nobody: NobodyRule
  /// All required, by name; a step's own needs replace them.
  package var needs: [String: NeedValue]
  /// What waiting makes of the needs, the sooner first.
  package var relax: [NeedRelaxation]
  /// Where else a ticket may be taken once it has waited long enough; `nil`: nowhere.
  package var overflow: QueueOverflow?
  /// How long ago a caller may have talked with an agent who is preferred now; `nil`: nobody is preferred.
  package var sameAgent: Duration?
  /// How much a second of waiting here counts beside a second in another queue of the same agents, from 1 to 100.
  package var weight: Int
  package var priority: TicketPriority
  /// The wait after which a ticket's priority rises by one step, and again after as much; `nil`: it never rises.
  package var age: Duration?
  /// The name of a prompt in `Prompts/music`; `nil`: the built-in tune.
  package var music: String?
  package var announce: QueueAnnouncements
  /// How conversations are recorded; `nil`: they are not.
  package var record: QueueRecording?
  /// What an agent hears before the caller; `nil`: they hear each other at once.
  package var whisper: QueueWhisper?

  package init(
    id: QueueID, strategy: RoutingStrategy = .longestIdle, ring: Duration = .seconds(20),
    wrapUp: Duration = .seconds(30), target: ServiceTarget = ServiceTarget(share: 0.8, within: .seconds(20)),
    shortAbandon: Duration = .seconds(5), atMost: Int? = nil, nobody: NobodyRule = .after(.zero),
    needs: [String: NeedValue] = [:], relax: [NeedRelaxation] = [], overflow: QueueOverflow? = nil,
    sameAgent: Duration? = nil, weight: Int = 1, priority: TicketPriority = .normal, age: Duration? = .seconds(300),
    music: String? = nil, announce: QueueAnnouncements = QueueAnnouncements(), record: QueueRecording? = nil,
    whisper: QueueWhisper? = nil
  ) {
    self.id = id
    self.strategy = strategy
    self.ring = ring
    self.wrapUp = wrapUp
    self.target = target
    self.shortAbandon = shortAbandon
    self.atMost = atMost
    self.nobody = nobody
    self.needs = needs
    self.relax = relax.sorted { $0.after < $1.after }
    self.overflow = overflow
    self.sameAgent = sameAgent
    self.weight = weight
    self.priority = priority
    self.age = age
    self.music = music
    self.announce = announce
    self.record = record
    self.whisper = whisper
  }
}

/// How a queue's conversations are recorded.
package struct QueueRecording: Sendable, Equatable {
  /// How long; `nil`: as the configuration says.
  package var keep: Duration?
  /// The name of the prompt that callers hear before they wait; `nil`: they are told elsewhere.
  package var announce: String?

  package init(keep: Duration? = nil, announce: String? = nil) {
    self.keep = keep
    self.announce = announce
  }
}

/// What an agent is told of the caller who comes, in this order.
package struct QueueWhisper: Sendable, Equatable {
  /// The name of the prompt that every agent hears.
  package var prompt: String
  /// Names of prompts by the reason of the call; of another reason nothing is told.
  package var reasons: [String: String]
  /// Whether it is told for how many minutes the caller has waited.
  package var tellsWait: Bool

  package init(prompt: String, reasons: [String: String] = [:], tellsWait: Bool = false) {
    self.prompt = prompt
    self.reasons = reasons
    self.tellsWait = tellsWait
  }
}

/// Which of the free agents is asked first; among those whose skills fit best, where skills have levels.
package enum RoutingStrategy: String, Sendable, Equatable, CaseIterable {
  /// Whoever has been free for the longest.
  case longestIdle = "longest-idle"
  /// Whoever has had the fewest conversations since signing in. Who signs in late begins with as many as the one there
  /// who has had the fewest, and so is not given every call until the others are caught up with.
  case fewestCalls = "fewest-calls"
  /// Whoever has talked the least since signing in; who signs in late begins as with `fewestCalls`.
  case leastTalkTime = "least-talk-time"
  /// One after the other: whoever was asked longest ago.
  case roundRobin = "round-robin"
  /// All who are free and fit are asked at once; the first who answers has the caller.
  case ringAll = "ring-all"
  case random
  /// Always the first of the agents' list who is free.
  case inOrder = "in-order"
}

/// What waiting makes of one need.
package struct NeedRelaxation: Sendable, Equatable {
  /// The wait from entering the queue.
  package var after: Duration
  /// The need's name.
  package var need: String
  /// What is asked for from then on; `nil`: nothing.
  package var value: String?

  package init(after: Duration, need: String, value: String? = nil) {
    self.after = after
    self.need = need
    self.value = value
  }
}

/// A second queue whose agents may take a ticket that has waited for long; its place in its own queue stays.
package struct QueueOverflow: Sendable, Equatable {
  /// The wait from entering the queue.
  package var after: Duration
  package var also: QueueID

  package init(after: Duration, also: QueueID) {
    self.after = after
    self.also = also
  }
}

/// `80% in 20s`: the share of the callers who are to be answered within a time.
package struct ServiceTarget: Sendable, Equatable {
  /// From 0 to 1.
  package var share: Double
  package var within: Duration

  package init(share: Double, within: Duration) {
    self.share = share
    self.within = within
  }
}

/// When a caller leaves because no agent who could ever take the call is signed in.
package enum NobodyRule: Sendable, Equatable {
  /// When none has been signed in for that long without a break; `.zero`: at once.
  case after(Duration)
  /// Never: the caller waits for somebody to sign in.
  case wait
}

/// What a queue's need asks for: a text, or something that the call knows.
package enum NeedValue: Sendable, Equatable {
  /// `call.language`.
  case callLanguage
  case text(String)
}

/// How urgent a ticket is; a higher one goes before all lower ones.
package enum TicketPriority: String, Sendable, Hashable, CaseIterable, Comparable {
  case low, normal, high, urgent

  /// 0 for `low`, 3 for `urgent`.
  package var rank: Int {
    switch self {
    case .low: 0
    case .normal: 1
    case .high: 2
    case .urgent: 3
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.rank < right.rank
  }

  /// The priority `steps` higher, at most `urgent`.
  package func raised(by steps: Int) -> TicketPriority {
    Self.allCases[min(Self.urgent.rank, rank + max(0, min(steps, Self.urgent.rank)))]
  }
}

/// What a waiting caller is told, and when, where the flow's step says nothing else.
package struct QueueAnnouncements: Sendable, Equatable {
  package enum Place: String, Sendable, Equatable, CaseIterable {
    case never, always
    case whenItImproves = "when-it-improves"
  }

  /// From entering the queue to the first announcement.
  package var first: Duration
  /// From one announcement to the next.
  package var every: Duration
  package var place: Place
  /// Whether an estimate of the wait is told.
  package var wait: Bool

  package init(
    first: Duration = .seconds(15), every: Duration = .seconds(45), place: Place = .whenItImproves, wait: Bool = true
  ) {
    self.first = first
    self.every = every
    self.place = place
    self.wait = wait
  }
}
