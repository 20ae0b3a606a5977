import SIPSyntax
import Timekeeping

extension SIPEndpoint {
  mutating func insert(_ session: Session, as id: SessionID, role: Entry.Role = .whole) {
    sessions[id] = Entry(session: session, role: role)
    sessionsByTag[session.localTag] = id
    sessionDeadlines.set(session.nextDeadline, for: id)
    if case .whole = role { liveSessions += 1 }
  }

  mutating func obey(_ command: SessionCommand, of id: SessionID, at now: Moment) {
    guard case .invite(let invitation) = command else {
      if hunts[id] != nil { return handle(.command(command), ofHunt: id, at: now) }
      let id = winners[id] ?? id
      if case .refer(let target, _) = command, !allows(referring: id, to: target) { return }
      handle(.command(command), for: id, at: now)
      if isDraining { handle(.hurried, for: id, at: now) }
      return
    }
    guard id.side == .outgoing, sessions[id] == nil, hunts[id] == nil, winners[id] == nil else { return }
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
        guard let attempt = attempt(ack, on: flow) else { continue }
        effects.append(.send(attempt.octets, on: attempt.flow))
      case .event(let event):
        tell(event, of: id, at: now)
      case .finished:
        remove(id)
      }
    }
  }

  /// Tells whoever owns the session: the owner of the endpoint, or the hunt whose branch it is.
  private mutating func tell(_ event: SessionEvent, of id: SessionID, at now: Moment) {
    let role = sessions[id]?.role ?? .whole
    noteHandingOn(event, of: id)
    if event.isLast { close(id) }
    switch role {
    case .whole: effects.append(.session(id, event))
    case .branch(let number, let hunt): handle(.event(number, event), ofHunt: hunt, at: now)
    case .winner(let owner): effects.append(.session(owner, event))
    }
  }

  private mutating func close(_ id: SessionID) {
    guard let entry = sessions[id], !entry.isClosed else { return }
    sessions[id]?.isClosed = true
    switch entry.role {
    case .whole: liveSessions -= 1
    case .winner(let owner):
      liveSessions -= 1
      outsideCalls.remove(owner)
    case .branch: break
    }
    noteEnd(of: entry)
    board.release(id)
    handedOn[id] = nil
  }

  mutating func remove(_ id: SessionID) {
    close(id)
    guard let entry = sessions.removeValue(forKey: id) else { return }
    sessionsByTag[entry.session.localTag] = nil
    sessionDeadlines.set(nil, for: id)
    if case .winner(let owner) = entry.role { winners[owner] = nil }
  }

  /// Does what transactions want done; `ack` is the ACK that made them want it.
  mutating func perform(_ done: [TransactionEffect], at now: Moment, ack: SIPRequest? = nil) {
    for effect in done {
      switch effect {
      case .send(let octets, let flow):
        effects.append(.send(octets, on: flow))
      case .resend(let octets, let flow):
        count(.retransmissionSent)
        effects.append(.send(octets, on: flow))
      case .deliver(let response, let owner):
        if let owner { deliver(response, to: owner, at: now) }
      case .failed(let status, let cseq, let owner):
        if let owner { fail(status, cseq, of: owner, at: now) }
      case .acknowledged(_, let owner):
        guard case .session(let id) = owner, let ack else { continue }
        handle(.acknowledged(ack), for: id, at: now)
      case .clientEnded(let cseq, let owner):
        guard case .session(let id) = owner else { continue }
        handle(.clientEnded(cseq), for: id, at: now)
      }
    }
  }

  private mutating func deliver(_ response: SIPResponse, to owner: TransactionOwner, at now: Moment) {
    switch owner {
    case .session(let id):
      noteResponse(response, ofBranch: id, at: now)
      handle(.response(response), for: id, at: now)
      pinRealm(of: id)
    case .probe(let number):
      if response.status.isFinal { report(probes.noteAnswer(of: number, at: now), at: now) }
    case .subscription(let id):
      perform(notifier.receive(response, for: id, at: now), at: now)
    case .trunk(let request):
      keepUp(.response(response, to: request), at: now)
    }
  }

  private mutating func fail(_ status: StatusCode, _ cseq: CSeq, of owner: TransactionOwner, at now: Moment) {
    switch owner {
    case .session(let id): handle(.failed(status, cseq), for: id, at: now)
    case .probe: break  // A probe waits less long than its transaction.
    case .subscription(let id): perform(notifier.noteFailure(of: id, at: now), at: now)
    case .trunk(let request): keepUp(.failed(status, request), at: now)
    }
  }
}

extension SessionEvent {
  /// Whether nothing follows it.
  package var isLast: Bool {
    switch self {
    case .rejected, .ended: true
    case .offered, .ringing, .earlyMedia, .reached, .answered, .answerReceived, .confirmed, .reoffered, .offerRequested,
      .reofferAnswered, .reofferRejected, .keyPressed, .wordsSpoken, .transferRequested, .transferAccepted,
      .transferRefused, .transferProgress:
      false
    }
  }
}
