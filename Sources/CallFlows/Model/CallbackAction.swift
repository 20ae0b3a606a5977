/// Promises the caller to be called back: `callback`.
package struct CallbackAction: Sendable, Equatable {
  package var prompt: PromptName
  package var queue: QueueName
  /// Within whose opening hours.
  package var at: ScheduleName?
  /// Which number is offered; `nil`: the caller's.
  package var number: Expression?
  package var attempts: Int?
  package var gap: Duration?
  package var booked: Destination
  package var refused: Destination
  /// The last number keyed is none; `nil`: `patience.giveUp`.
  package var invalid: Destination?
  package var patience: Patience

  package init(
    prompt: PromptName, queue: QueueName, at: ScheduleName? = nil, number: Expression? = nil, attempts: Int? = nil,
    gap: Duration? = nil, booked: Destination, refused: Destination, invalid: Destination? = nil, patience: Patience
  ) {
    self.prompt = prompt
    self.queue = queue
    self.at = at
    self.number = number
    self.attempts = attempts
    self.gap = gap
    self.booked = booked
    self.refused = refused
    self.invalid = invalid
    self.patience = patience
  }
}
