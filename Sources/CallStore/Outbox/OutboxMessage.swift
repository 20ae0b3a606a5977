package import CallControl
package import Redaction
package import Timekeeping

/// A message to somebody outside, as the store keeps it.
package struct OutboxMessage: Sendable, Equatable {
  package enum Way: String, Sendable, Hashable, CaseIterable {
    case webhook
    case email = "e-mail"
  }

  package enum State: Sendable, Equatable {
    /// It is tried at that time, or when whoever tries it now has failed.
    case waiting(due: WallTime)
    case delivered(WallTime)
    /// Given up.
    case dead(WallTime)
  }

  /// The same for every attempt, and for no other message.
  package var id: String
  package var way: Way
  /// A URL, or an address.
  package var recipient: Redacted<String>
  /// Of an e-mail.
  package var subject: Redacted<String>?
  /// JSON, or the text of an e-mail.
  package var body: Redacted<String>
  /// Whose flow sends it.
  package var call: CallID?
  package var created: WallTime
  /// How often it has been tried.
  package var attempts: Int
  package var state: State
  /// Why the last attempt failed.
  package var reason: String?

  /// A new one, to be tried at once.
  package init(
    id: String, way: Way, recipient: Redacted<String>, subject: Redacted<String>? = nil, body: Redacted<String>,
    call: CallID? = nil, created: WallTime
  ) {
    self.id = id
    self.way = way
    self.recipient = recipient
    self.subject = subject
    self.body = body
    self.call = call
    self.created = created
    attempts = 0
    state = .waiting(due: created)
  }
}

/// What became of an attempt.
package enum OutboxOutcome: Sendable, Equatable {
  case delivered
  /// In a sentence.
  case failed(String, again: WallTime)
  case givenUp(String)
}
