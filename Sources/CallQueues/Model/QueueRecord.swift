package import Timekeeping

/// One decision or event of the queues, for the durable record: what `why ticket` and `why agent` print.
package struct QueueRecord: Sendable, Equatable {
  package var at: WallTime
  package var event: QueueEvent
  /// The reason, in words for the operator; holds no number that identifies a caller.
  package var why: String

  package init(at: WallTime, event: QueueEvent, why: String) {
    self.at = at
    self.event = event
    self.why = why
  }
}

/// What happened to a ticket or to an agent. `waited` runs from the entry into the queue.
package enum QueueEvent: Sendable, Equatable {
  case entered(TicketID, QueueID, place: Int, priority: TicketPriority)
  case offered(TicketID, QueueID, AgentID, OfferID, waited: Duration)
  case declined(TicketID, QueueID, AgentID, OfferID, DeclineReason)
  case withdrawn(TicketID, QueueID, AgentID, OfferID, WithdrawReason)
  case answered(TicketID, QueueID, AgentID, OfferID, waited: Duration)
  /// An agent answered an offer that was over; that phone is hung up and the ticket is untouched.
  case answeredTooLate(TicketID, OfferID)
  case conversationEnded(TicketID, QueueID, AgentID, talked: Duration)
  /// A transfer has brought the ticket's caller to this agent.
  case transferred(TicketID, QueueID, AgentID)
  case leftQueue(TicketID, QueueID, LeaveReason, waited: Duration, short: Bool)
  case outcome(TicketID, QueueID, TicketOutcome, waited: Duration)
  case priorityRaised(TicketID, QueueID, TicketPriority)
  /// It is kept for the agent who knows the caller, for some seconds.
  case preferring(TicketID, QueueID, AgentID)
  /// It asks for less than before.
  case needRelaxed(TicketID, QueueID, need: String)
  /// The agents of this queue, too, may take it from now on.
  case overflowed(TicketID, QueueID)
  case agent(AgentID, AgentStatus.Kind)

  /// The ticket it is about; `nil` where it is about an agent alone.
  package var ticket: TicketID? {
    switch self {
    case .entered(let ticket, _, _, _), .offered(let ticket, _, _, _, _), .declined(let ticket, _, _, _, _),
      .withdrawn(let ticket, _, _, _, _), .answered(let ticket, _, _, _, _),
      .conversationEnded(let ticket, _, _, _), .leftQueue(let ticket, _, _, _, _), .outcome(let ticket, _, _, _),
      .priorityRaised(let ticket, _, _), .transferred(let ticket, _, _), .answeredTooLate(let ticket, _),
      .preferring(let ticket, _, _), .needRelaxed(let ticket, _, _), .overflowed(let ticket, _):
      ticket
    case .agent: nil
    }
  }
}
