/// What the checker must know of a queue: which of its outcomes come at once, which never
/// come, and what its callers hear.
package struct QueueRule: Sendable, Equatable {
  /// How long a caller waits while nobody who could take the call is signed in; `nil`: `nobody` never happens.
  package var nobodyAfter: Duration?
  /// Whether only so many may wait; without a limit `full` never happens.
  package var isLimited: Bool
  /// What its callers hear because their conversations are recorded.
  package var announcement: PromptName?
  /// What an agent may hear before the caller.
  package var whispers: [PromptName]

  package init(
    nobodyAfter: Duration?, isLimited: Bool, announcement: PromptName? = nil, whispers: [PromptName] = []
  ) {
    self.nobodyAfter = nobodyAfter
    self.isLimited = isLimited
    self.announcement = announcement
    self.whispers = whispers
  }
}

/// When an outcome of a queue can come.
enum QueueDelay: Comparable {
  case atOnce, later, never

  /// Below this a wait is none: a call could go round too often.
  private static let shortest = Duration.seconds(1)

  private init(_ wait: Duration?) {
    self = wait.map { $0 < Self.shortest ? .atOnce : .later } ?? .never
  }

  /// Of a queue that does not exist nothing is known but that; `rule` is `nil` then.
  init(of outcome: QueueOutcome, in action: QueueAction, _ rule: QueueRule?) {
    switch outcome {
    case .answered: self = .later
    case .nobody: self.init(rule.flatMap(\.nobodyAfter))
    case .full: self = rule?.isLimited == true ? .atOnce : .never
    case .timeout: self.init(action.longestWait)
    }
  }
}
