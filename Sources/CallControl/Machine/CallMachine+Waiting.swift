import CallFlows
import CallQueues
import Timekeeping

extension CallMachine {
  /// How long ago the caller may have talked with an agent whom a step prefers and the queue does not: two weeks.
  private static let sameAgentMemory = Duration.seconds(14 * 86_400)

  mutating func beginWaiting(_ entry: QueueEntry, _ out: inout Outbox) {
    if announceRecording(entry, &out) { return }
    enterQueue(entry, priority: priority(of: entry), hearing: .nothing, &out)
  }

  func priority(of entry: QueueEntry) -> TicketPriority {
    let own = queues[QueueID(entry.queue.text)]?.priority ?? .normal
    return entry.priority.flatMap { TicketPriority(rawValue: $0.rawValue) } ?? own
  }

  mutating func enterQueue(
    _ entry: QueueEntry, priority: TicketPriority, hearing: Waiting.Hearing, _ out: inout Outbox
  ) {
    let queue = QueueID(entry.queue.text)
    lastTicket += 1
    let ticket = TicketID("\(id)/\(lastTicket)")
    let announce = entry.announce.map(QueueAnnouncements.init) ?? queues[queue]?.announce ?? QueueAnnouncements()
    state = .waiting(
      Waiting(
        ticket: ticket, entry: entry, since: out.now.moment, announce: announce,
        music: entry.music ?? queues[queue]?.music.map { PromptName($0) }, hearing: hearing,
        nextAnnouncement: out.now.moment + announce.first))
    out.record(.ticket(ticket, queue, reason: entry.reason))
    out.queue(
      .enter(
        TicketRequest(
          ticket: ticket, queue: queue, needs: needs(of: entry), priority: priority, longestWait: entry.longestWait,
          preferred: preferredAgent(for: entry, at: out.now.wall))))
  }

  /// The agent who has talked with the caller, in this call or not too long before it, where the queue or the step wants
  /// that one to be asked first.
  private func preferredAgent(for entry: QueueEntry, at now: WallTime) -> AgentID? {
    let own = queues[QueueID(entry.queue.text)]?.sameAgent
    guard let memory = own ?? (entry.prefersSameAgent ? Self.sameAgentMemory : nil) else { return nil }
    if let agent = flow.agent { return AgentID(agent) }
    return facts.last.flatMap { now - $0.at <= memory ? $0.agent : nil }
  }

  private func needs(of entry: QueueEntry) -> [String: String] {
    if let needs = entry.needs { return needs.mapValues(\.asNeed) }
    let own = queues[QueueID(entry.queue.text)]?.needs ?? [:]
    return own.mapValues { value in
      switch value {
      case .callLanguage: flow.language.text
      case .text(let text): text
      }
    }
  }

  /// The flow turns elsewhere.
  mutating func leaveQueue(_ out: inout Outbox) {
    switch state {
    case .announcing: out.media(.stop(.caller))
    case .waiting(let waiting):
      giveUp(waiting, .left, &out)
      silence(waiting, &out)
    case .new, .answering, .inFlow, .talking, .transferring, .connecting, .finished: return
    }
    state = .inFlow
  }

  /// The place is given up, and nobody's phone rings for it any more.
  func giveUp(_ waiting: Waiting, _ reason: LeaveReason, _ out: inout Outbox) {
    for attempt in waiting.attempts { attempt.stop(&out) }
    out.queue(.leave(waiting.ticket, reason))
  }

  func silence(_ waiting: Waiting, _ out: inout Outbox) {
    if waiting.hearing != .nothing { out.media(.stop(.caller)) }
  }

  mutating func handle(_ event: TicketEvent, of ticket: TicketID, _ out: inout Outbox) {
    guard case .waiting(var waiting) = state, waiting.ticket == ticket else {
      return handleStale(event, of: ticket, &out)
    }
    switch event {
    case .offered(let offer): dial(offer, &out)
    case .withdrawn(let offer), .tooLate(let offer):
      waiting.removeAttempt(of: offer)?.stop(&out)
      state = .waiting(waiting)
    case .answeredElsewhere(let offer):
      waiting.removeAttempt(of: offer)?.stop(answeredElsewhere: true, &out)
      state = .waiting(waiting)
    case .connect(let offer): connect(offer, &out)
    case .outcome(let outcome):
      for attempt in waiting.attempts { attempt.stop(&out) }
      silence(waiting, &out)
      state = .inFlow
      perform(flow.handle(.queue(outcome.asFlowsOutcome), at: out.now), &out)
    case .place(let place, let wait):
      waiting.place = place
      waiting.wait = wait
      state = .waiting(waiting)
      if waiting.hearing == .nothing { playMusic(&out) }
    }
  }

  /// Of a ticket that is not, or no longer, this call's: only an offer needs an answer.
  func handleStale(_ event: TicketEvent, of ticket: TicketID, _ out: inout Outbox) {
    switch state {
    case .talking(let talk) where talk.ticket == ticket: return
    case .transferring(let transfer) where transfer.talk.ticket == ticket: return
    case .new, .answering, .inFlow, .announcing, .waiting, .talking, .transferring, .connecting, .finished:
      break
    }
    switch event {
    case .offered(let offer): out.queue(.offerDeclined(ticket, offer.id, .callerGone))
    case .withdrawn, .answeredElsewhere, .connect, .tooLate, .outcome, .place: break
    }
  }
}

extension Attempt {
  /// Stops the agent's phone, if there is anything to stop.
  ///
  /// - Parameter answeredElsewhere: a colleague has the caller; the phone need not show a call that was missed.
  func stop(answeredElsewhere: Bool = false, _ out: inout Outbox) {
    switch stage {
    case .ringing where answeredElsewhere: out.stopRinging(leg)
    case .ringing, .accepting: out.hangUp(leg)
    case .gone: break
    }
  }
}

extension TicketOutcome {
  fileprivate var asFlowsOutcome: QueueOutcome {
    switch self {
    case .nobody: .nobody
    case .full: .full
    case .timeout: .timeout
    }
  }
}

extension FlowValue {
  /// A need is compared, and shown to nobody.
  fileprivate var asNeed: String {
    switch self {
    case .secret(let text): text
    case .text, .number, .yesNo, .money, .date, .time: shown ?? ""
    }
  }
}

extension QueueAnnouncements {
  fileprivate init(_ step: Announcements) {
    let place: Place =
      switch step.place {
      case .never: .never
      case .always: .always
      case .whenItImproves: .whenItImproves
      }
    self.init(first: step.first, every: step.every, place: place, wait: step.wait)
  }
}
