/// Somebody is to see to the caller later: `follow-up`.
package struct FollowUp: Sendable, Equatable {
  /// An agent's name.
  package var owner: Expression?
  package var queue: QueueName?
  package var reason: String?
  package var due: Duration?
  package var note: Expression?

  package init(
    owner: Expression? = nil, queue: QueueName? = nil, reason: String? = nil, due: Duration? = nil,
    note: Expression? = nil
  ) {
    self.owner = owner
    self.queue = queue
    self.reason = reason
    self.due = due
    self.note = note
  }
}
