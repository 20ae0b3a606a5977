package import Redaction
package import Timekeeping

/// What somebody who enters a queue asks for.
package struct TicketRequest: Sendable, Equatable {
  package var ticket: TicketID
  package var queue: QueueID
  /// All required, by name: `["language": "pl"]`.
  package var needs: [String: String]
  package var priority: TicketPriority
  /// The wait after which `timeout` is taken; `nil`: the caller's patience decides.
  package var longestWait: Duration?
  /// The agent who knows this caller: asked alone in the first seconds, while there.
  package var preferred: AgentID?

  package init(
    ticket: TicketID, queue: QueueID, needs: [String: String] = [:], priority: TicketPriority = .normal,
    longestWait: Duration? = nil, preferred: AgentID? = nil
  ) {
    self.ticket = ticket
    self.queue = queue
    self.needs = needs
    self.priority = priority
    self.longestWait = longestWait
    self.preferred = preferred
  }
}

/// One ticket offered to one agent: the agent's phone is to ring until then, unless the offer is withdrawn before.
package struct Offer: Sendable, Equatable {
  package var id: OfferID
  package var ticket: TicketID
  package var agent: AgentID
  package var phone: Redacted<String>
  package var until: Moment

  package init(id: OfferID, ticket: TicketID, agent: AgentID, phone: Redacted<String>, until: Moment) {
    self.id = id
    self.ticket = ticket
    self.agent = agent
    self.phone = phone
    self.until = until
  }
}

/// Why an offer did not become a conversation, as the agent's phone or the caller says it.
package enum DeclineReason: String, Sendable, Hashable, CaseIterable {
  /// The agent pressed "decline".
  case declined
  /// The phone is in use.
  case busy
  /// The phone, or the network, gave up ringing before the offer's deadline.
  case noAnswer = "no-answer"
  /// No such registration, or no way to it.
  case unreachable
  /// Something on our side or on the phone's went wrong.
  case failed
  /// The caller went away; the agent has done nothing.
  case callerGone = "caller-gone"
}

/// Why a ticket leaves before an agent takes it.
package enum LeaveReason: String, Sendable, Hashable, CaseIterable {
  /// The caller hung up.
  case abandoned
  /// The caller chose something else.
  case left
  /// The service ended the call.
  case ended
}

/// How waiting ends by the queue's own decision; the ticket is gone.
package enum TicketOutcome: String, Sendable, Hashable, CaseIterable {
  /// No agent who could ever take it is signed in.
  case nobody
  /// As many wait as may wait.
  case full
  /// The longest wait has passed.
  case timeout
}

/// Why an offer ends before the agent answered it.
package enum WithdrawReason: String, Sendable, Hashable, CaseIterable {
  /// The agent's ring time is over.
  case ringTimeout = "ring-timeout"
  /// The agent signed out, paused or left the list.
  case agentGone = "agent-gone"
  /// The ticket left, or its waiting ended.
  case ticketGone = "ticket-gone"
  /// The agent's phone made a call.
  case agentEngaged = "agent-engaged"
  /// Another agent, who was asked at the same time, has answered.
  case answeredElsewhere = "answered-elsewhere"
}
