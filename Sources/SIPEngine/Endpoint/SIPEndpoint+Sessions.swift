import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  mutating func insert(_ session: Session, as id: SessionID) {
    sessions[id] = Entry(session: session)
    sessionsByTag[session.localTag] = id
    sessionDeadlines.set(session.nextDeadline, for: id)
    liveSessions += 1
  }

  mutating func obey(_ command: SessionCommand, of id: SessionID, at now: Moment) {
    guard case .invite(let invitation) = command else {
      handle(.command(command), for: id, at: now)
      if isDraining { handle(.hurried, for: id, at: now) }
      return
    }
    guard id.side == .outgoing, sessions[id] == nil else { return }
    invite(invitation, as: id, at: now)
  }

  mutating func handle(_ input: SessionInput, for id: SessionID, at now: Moment) {
    guard let done = sessions[id]?.session.handle(input, at: now) else {
      return settle(orphan: input, at: now)
    }
    sessionDeadlines.set(sessions[id]?.session.nextDeadline, for: id)
    perform(done, of: id, at: now)
  }

  /// A request whose session has gone in the meantime still gets its answer.
  private mutating func settle(orphan input: SessionInput, at now: Moment) {
    guard let (request, transaction) = input.request else { return }
    respond(request.response(.callDoesNotExist), to: transaction, at: now)
  }

  private mutating func perform(_ done: [SessionEffect], of id: SessionID, at now: Moment) {
    for effect in done {
      switch effect {
      case .respond(let response, let transaction):
        respond(response, to: transaction, at: now)
      case .respondAgain(let response, let transaction):
        count(.retransmissionSent)
        respond(response, to: transaction, at: now)
      case .request(let request, let flow):
        send(request, on: flow, for: id, at: now)
      case .withdraw(let invite):
        guard let branch = invite.vias.first?.branch else { continue }
        perform(transactions.noteWithdrawal(branch: branch, at: now), at: now)
      case .acknowledge(let ack, let flow):
        guard let octets = octets(of: ack) else { continue }
        effects.append(.send(octets, on: flow))
      case .event(let event):
        if event.isLast { close(id) }
        effects.append(.session(id, event))
      case .finished:
        remove(id)
      }
    }
  }

  private mutating func close(_ id: SessionID) {
    guard let entry = sessions[id], !entry.isClosed else { return }
    sessions[id]?.isClosed = true
    liveSessions -= 1
  }

  private mutating func remove(_ id: SessionID) {
    close(id)
    guard let entry = sessions.removeValue(forKey: id) else { return }
    sessionsByTag[entry.session.localTag] = nil
    sessionDeadlines.set(nil, for: id)
  }

  /// Does what transactions want done.
  mutating func perform(_ done: [TransactionEffect], at now: Moment) {
    for effect in done {
      switch effect {
      case .send(let octets, let flow):
        effects.append(.send(octets, on: flow))
      case .resend(let octets, let flow):
        count(.retransmissionSent)
        effects.append(.send(octets, on: flow))
      case .deliver(let response, let owner):
        if let owner { handle(.response(response), for: owner, at: now) }
      case .failed(let status, let cseq, let owner):
        if let owner { handle(.failed(status, cseq), for: owner, at: now) }
      case .acknowledged(let cseq, let owner):
        if let owner { handle(.acknowledged(cseq.number), for: owner, at: now) }
      case .clientEnded(let cseq, let owner):
        if let owner { handle(.clientEnded(cseq), for: owner, at: now) }
      }
    }
  }
}

extension SessionEvent {
  /// Whether nothing follows it.
  fileprivate var isLast: Bool {
    switch self {
    case .rejected, .ended: true
    case .offered, .ringing, .earlyMedia, .answered, .confirmed, .reoffered, .reofferAnswered, .reofferRejected,
      .transferRequested, .transferAccepted, .transferRefused, .transferProgress:
      false
    }
  }
}
