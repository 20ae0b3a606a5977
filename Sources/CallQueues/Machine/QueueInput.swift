/// What happens to the queues.
package enum QueueInput: Sendable, Equatable {
  /// The whole list of agents, at the start and after every change of it. New ones are signed out; removed ones in
  /// a conversation finish it.
  case agents([Agent])
  /// All queues, at the start and after every reload.
  case queues([QueueSettings])
  /// The agent is there: signed in, or the phone registered, or refreshed its registration. Says nothing new about
  /// an agent who is there already, and brings back one whose phone was unreachable.
  case signedIn(AgentID)
  /// The agent signed out, or the phone's registration is gone. A conversation goes on.
  case signedOut(AgentID)
  /// `true` begins a break, or does so after the conversation and its wrap-up; `false` ends it.
  case paused(AgentID, Bool)

  case enter(TicketRequest)
  /// The ticket is gone before an agent took it. Of a ticket that is not there: nothing.
  case leave(TicketID, LeaveReason)

  /// The agent's phone was answered. The answer is `.connect` or `.tooLate`.
  case offerAccepted(TicketID, OfferID)
  /// The phone will not answer, or the caller is gone. Of an offer that is over: nothing.
  case offerDeclined(TicketID, OfferID, DeclineReason)
  /// The conversation with this ticket is over, whoever ended it; the agent wraps up.
  case conversationEnded(TicketID)

  /// Somebody wants the agent beside the queues. The answer is `.engagement`.
  case engage(Engagement)
  /// The engagement is over; `wasAnswered`: its call reached the agent. Of one that is not there: nothing.
  case release(EngagementID, wasAnswered: Bool)
  /// The caller of this ticket talks with the agent of the engagement from now on, and with nobody else: a transfer. The
  /// engagement is over, the conversation is one like every other.
  case conversationTaken(TicketID, QueueID, EngagementID)

  case deadlineReached
}

/// What the queue machine wants done, in this order.
package enum QueueEffect: Sendable, Equatable {
  /// Let this agent's phone ring for this ticket.
  case offer(Offer)
  /// The offer is over: stop that phone. To be done at once.
  case withdraw(Offer, WithdrawReason)
  /// The offer was accepted in time: put the two together. The ticket waits no more.
  case connect(Offer)
  /// The phone was answered after its offer was over: hang that phone up. Nothing else has changed.
  case tooLate(TicketID, OfferID)
  /// The ticket's waiting is over without an agent.
  case outcome(TicketID, TicketOutcome)
  /// The ticket's place in its queue, from 1, when it has changed; `wait` is an estimate, `nil` while there is no
  /// ground for one.
  case place(TicketID, Int, wait: Duration?)
  /// Whether the agent may be called beside the queues; once granted, `.release` or `.conversationTaken` must follow.
  case engagement(EngagementID, granted: Bool)
  case record(QueueRecord)
}
