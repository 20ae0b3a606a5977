/// A message that the caller leaves: `record`.
package struct Record: Sendable, Equatable {
  package var prompt: PromptName
  /// The message ends by itself when it is as long.
  package var longest: Duration
  /// The key that ends it; pressed during the prompt, it begins at once.
  package var end: Key
  /// Whether a tone tells the caller to speak.
  package var beep: Bool
  /// What keeps the recording's name.
  package var keep: VariableName?
  /// Whose message it is; `nil`: of the queue in which the caller waited last, if there is one.
  package var queue: QueueName?
  /// Why it is left, in the operator's word; `nil`: for the call's own reason.
  package var reason: String?
  package var then: Destination
  /// Nothing was said; `nil`: `then`.
  package var empty: Destination?

  package init(
    prompt: PromptName, longest: Duration = .seconds(180), end: Key = .pound, beep: Bool = true,
    keep: VariableName? = nil, queue: QueueName? = nil, reason: String? = nil, then: Destination,
    empty: Destination? = nil
  ) {
    self.prompt = prompt
    self.longest = longest
    self.end = end
    self.beep = beep
    self.keep = keep
    self.queue = queue
    self.reason = reason
    self.then = then
    self.empty = empty
  }
}

/// Whether the conversations of a queue are recorded, and how callers learn of it.
package enum ConversationRecording: Sendable, Equatable {
  case no
  /// `keep`: how long; `nil`: as the configuration says. `announce`: what callers hear before they wait.
  case yes(keep: Duration?, announce: PromptName?)

  package var announcement: PromptName? {
    switch self {
    case .no: nil
    case .yes(_, let announce): announce
    }
  }
}
