package import Redaction

/// A caller is to be called back; the promise must be durable before it is answered `promised`.
package struct CallbackRequest: Sendable, Equatable {
  package var number: RequestNumber
  /// Where to call.
  package var telephone: Redacted<String>
  package var queue: QueueName
  /// Within whose opening hours; `nil`: at any time.
  package var at: ScheduleName?
  /// How often it is tried; `nil`: as the queue says.
  package var attempts: Int?
  /// The time from one attempt to the next; `nil`: as the queue says.
  package var gap: Duration?
  package var needs: [String: FlowValue]?
  package var priority: Priority?
  package var reason: String?
  package var language: Language

  package init(
    number: RequestNumber, telephone: Redacted<String>, queue: QueueName, at: ScheduleName? = nil,
    attempts: Int? = nil, gap: Duration? = nil, needs: [String: FlowValue]? = nil, priority: Priority? = nil,
    reason: String? = nil, language: Language
  ) {
    self.number = number
    self.telephone = telephone
    self.queue = queue
    self.at = at
    self.attempts = attempts
    self.gap = gap
    self.needs = needs
    self.priority = priority
    self.reason = reason
    self.language = language
  }
}

/// What became of the wish to be called back.
package enum CallbackOutcome: String, Sendable, Hashable, CaseIterable {
  /// It is on the disk.
  case promised
  /// Nobody calls back, or not there.
  case refused
  /// That is no number that can be called.
  case invalid
}
