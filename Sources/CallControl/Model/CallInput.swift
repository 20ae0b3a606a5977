package import CallQueues

/// What happens to a call.
package enum CallInput: Sendable, Equatable {
  /// The caller's call has come in; always the first.
  case arrived
  case leg(LegID, LegEvent)
  case media(CallMediaEvent)
  /// What the queue machine decided about a ticket of this call. It may come late, about a ticket or an offer that
  /// is over for the call.
  case ticket(TicketID, TicketEvent)
  /// What the queue machine says to an `.engage` of this call.
  case engagement(EngagementID, granted: Bool)
  /// The consultation's party that was to be collected; `nil`: there is none any more.
  case handedOver(TransferNumber, HandedOver?)
  /// The agent at the other end wants to bring somebody together with the party of this consultation, and may hang up
  /// before that comes to pass: `.handOver` follows soon, or does not.
  case claimed
  /// Hand over whoever is connected with this leg, or say `.keep`.
  case handOver(LegID)
  /// What came of a `.outside` of this call.
  case outside(OutsideAnswer)
  /// Both legs of an agent's consultation are here, for a conference with the caller.
  case conferees(Conferees)
  /// Whether this consultation's legs went to the call of a caller who waits; `false`: nobody waits.
  case conferred(Bool)
  /// The agent whose conversations this call watches is in this one now, or in none.
  case conversation(AgentID, Conversation?)
  /// What whoever keeps the messages says to a `.messages` of this call.
  case messages(MessageBoxAnswer)
  /// What the studio says to a `.studio` of this call.
  case studio(StudioAnswer)
  /// An engine fault, in a sentence for the record.
  case fault(String)
  /// The service stops: end now.
  case drain
  case deadlineReached
}

/// What the queue machine decided about one ticket.
package enum TicketEvent: Sendable, Equatable {
  case offered(Offer)
  case withdrawn(OfferID)
  /// Withdrawn, as another agent who was asked at the same time has answered.
  case answeredElsewhere(OfferID)
  /// The acceptance counted.
  case connect(OfferID)
  /// The acceptance came too late.
  case tooLate(OfferID)
  case outcome(TicketOutcome)
  case place(Int, wait: Duration?)
}

extension QueueEffect {
  /// The effect as an input of the call that holds the ticket; `nil` for what is about no ticket.
  package var callInput: (ticket: TicketID, input: CallInput)? {
    switch self {
    case .offer(let offer): (offer.ticket, .ticket(offer.ticket, .offered(offer)))
    case .withdraw(let offer, .answeredElsewhere):
      (offer.ticket, .ticket(offer.ticket, .answeredElsewhere(offer.id)))
    case .withdraw(let offer, _): (offer.ticket, .ticket(offer.ticket, .withdrawn(offer.id)))
    case .connect(let offer): (offer.ticket, .ticket(offer.ticket, .connect(offer.id)))
    case .tooLate(let ticket, let offer): (ticket, .ticket(ticket, .tooLate(offer)))
    case .outcome(let ticket, let outcome): (ticket, .ticket(ticket, .outcome(outcome)))
    case .place(let ticket, let place, let wait): (ticket, .ticket(ticket, .place(place, wait: wait)))
    case .engagement, .record: nil
    }
  }
}

/// What a call wants done, in this order.
package enum CallEffect: Sendable, Equatable {
  case leg(LegID, LegCommand)
  case media(CallMediaCommand)
  /// To the machine of all queues. What `enter` names is this call's ticket from then on.
  case queue(QueueInput)
  /// Done beside the call; what is to be known of it comes as `CallInput.outside`.
  case outside(OutsideRequest)
  case record(CallRecord)
  /// Tell of this agent's conversations, beginning with the present one or that there is none, until the call is over.
  case watch(AgentID)
  /// Hand both legs over to the call in which this agent has a caller; `conferred` says whether there is one.
  case confer(Conferees)
  /// Of a call that hears messages.
  case messages(MessageBoxRequest)
  /// Of a call that records a prompt.
  case studio(StudioRequest)
  /// Nothing is left of the call; always the last, exactly once.
  case finished
}
