/// Somebody is to see to the caller later.
package struct FollowUpRequest: Sendable, Equatable {
  /// `nil`: nobody waits for an answer.
  package var number: RequestNumber?
  /// An agent's name; `nil`: whoever of the queue comes first.
  package var owner: String?
  package var queue: QueueName?
  package var reason: String?
  /// From now.
  package var due: Duration?
  package var note: String?

  package init(
    number: RequestNumber?, owner: String? = nil, queue: QueueName? = nil, reason: String? = nil,
    due: Duration? = nil, note: String? = nil
  ) {
    self.number = number
    self.owner = owner
    self.queue = queue
    self.reason = reason
    self.due = due
    self.note = note
  }
}

/// Whether it is on the disk.
package enum FollowUpOutcome: Sendable, Equatable {
  case noted
  /// In a sentence for the record.
  case failed(String)
}
