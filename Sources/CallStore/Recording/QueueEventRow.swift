import CallQueues

/// One event of a ticket as a row; `nil` for what is about no ticket.
struct QueueEventRow {
  var kind: String
  var ticket: TicketID
  var queue: QueueID?
  var agent: AgentID?
  var offer: Int64?
  /// How long the ticket had waited, or the two had talked.
  var milliseconds: Int64?
  var detail: String?

  init(
    _ kind: String, _ ticket: TicketID, _ queue: QueueID? = nil, agent: AgentID? = nil, offer: OfferID? = nil,
    _ duration: Duration? = nil, detail: String? = nil
  ) {
    self.kind = kind
    self.ticket = ticket
    self.queue = queue
    self.agent = agent
    self.offer = offer.map { Int64(clamping: $0.rawValue) }
    milliseconds = duration?.wholeMilliseconds
    self.detail = detail
  }

  init?(_ event: QueueEvent) {
    switch event {
    case .entered(let ticket, let queue, let place, let priority):
      self.init("entered", ticket, queue, detail: "place \(place), priority \(priority)")
    case .offered(let ticket, let queue, let agent, let offer, let waited):
      self.init("offered", ticket, queue, agent: agent, offer: offer, waited)
    case .declined(let ticket, let queue, let agent, let offer, let reason):
      self.init("declined", ticket, queue, agent: agent, offer: offer, detail: reason.rawValue)
    case .withdrawn(let ticket, let queue, let agent, let offer, let reason):
      self.init("withdrawn", ticket, queue, agent: agent, offer: offer, detail: reason.rawValue)
    case .answered(let ticket, let queue, let agent, let offer, let waited):
      self.init("answered", ticket, queue, agent: agent, offer: offer, waited)
    case .answeredTooLate(let ticket, let offer):
      self.init("answered-too-late", ticket, offer: offer)
    case .conversationEnded(let ticket, let queue, let agent, let talked):
      self.init("conversation-ended", ticket, queue, agent: agent, talked)
    case .leftQueue(let ticket, let queue, let reason, let waited, let short):
      self.init("left", ticket, queue, waited, detail: short ? "\(reason.rawValue), short" : reason.rawValue)
    case .outcome(let ticket, let queue, let outcome, let waited):
      self.init("outcome", ticket, queue, waited, detail: outcome.rawValue)
    case .transferred(let ticket, let queue, let agent):
      self.init("transferred", ticket, queue, agent: agent)
    case .priorityRaised(let ticket, let queue, let priority):
      self.init("priority-raised", ticket, queue, detail: "priority \(priority)")
    case .preferring(let ticket, let queue, let agent):
      self.init("preferring", ticket, queue, agent: agent)
    case .needRelaxed(let ticket, let queue, let need):
      self.init("need-relaxed", ticket, queue, detail: need)
    case .overflowed(let ticket, let queue):
      self.init("overflowed", ticket, queue)
    case .agent: return nil
    }
  }
}
