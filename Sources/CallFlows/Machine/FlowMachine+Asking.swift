internal import Redaction
internal import Timekeeping

/// `lookup`, `transfer`, `case`, `follow-up` and `message`: one question to the world, and its answer.
extension FlowMachine {
  mutating func enter(_ action: Lookup, of step: Step, at now: ClockReading) -> Onward {
    let resource = release.lookups[action.resource]
    let wait = action.wait ?? resource?.wait ?? Inquiry.longest
    return ask(.lookup(action), of: step, within: wait + .seconds(1), at: now) { number, machine in
      .lookUp(
        LookupRequest(
          number: number, resource: action.resource, send: machine.values(of: action.send, at: now), wait: action.wait))
    }
  }

  mutating func enter(_ action: TransferAction, of step: Step, at now: ClockReading) -> Onward {
    let target: TransferRequest.Target =
      switch action.target {
      case .address(let address): .address(Redacted(address))
      case .number(let number): .number(Redacted(number))
      case .agent(let name): .agent(name)
      case .lastAgent: .agent(variables.agent)
      }
    return ask(.transfer(action), of: step, within: nil, at: now) { number, _ in
      .transfer(
        TransferRequest(
          number: number, target: target, ring: action.ring, callerID: action.callerID,
          isSupervised: action.isSupervised))
    }
  }

  mutating func enter(_ action: CaseAction, of step: Step, at now: ClockReading) -> Onward {
    ask(.caseFile(action), of: step, within: Inquiry.longest, at: now) { number, machine in
      .caseFile(
        CaseRequest(
          number: number, verb: action.verb, kind: action.kind,
          subject: action.subject.map { machine.value(of: $0, at: now) },
          note: action.note.map { machine.value(of: $0, at: now) }, reason: machine.reason))
    }
  }

  mutating func enter(_ followUp: FollowUp, then: Destination, of step: Step, at now: ClockReading) -> Onward {
    ask(.followUp(then: then), of: step, within: Inquiry.longest, at: now) { number, machine in
      .noteFollowUp(machine.request(for: followUp, number: number, at: now))
    }
  }

  mutating func enter(_ action: MessageAction, of step: Step, at now: ClockReading) -> Onward {
    ask(.message(action), of: step, within: Inquiry.longest, at: now) { number, machine in
      .send(
        OutgoingMessage(
          number: number, way: action.way, to: action.to, template: action.template,
          send: machine.values(of: action.send, at: now)))
    }
  }

  /// Puts a question and waits. Keys pressed ahead are kept for the step that follows.
  mutating func ask(
    _ subject: Inquiry.Subject, of step: Step, within limit: Duration?, at now: ClockReading,
    _ effect: (RequestNumber, FlowMachine) -> FlowEffect
  ) -> Onward {
    leaveQueue()
    keys.stopListening()
    lastRequest = RequestNumber(lastRequest.rawValue + 1)
    let hold: Inquiry.Hold = limit == nil ? .never : .due(now.moment + Inquiry.patience)
    state = .asking(
      Inquiry(step: step, subject: subject, number: lastRequest, hold: hold, until: limit.map { now.moment + $0 }))
    outbox.append(effect(lastRequest, self))
    return .rest
  }

  func request(for followUp: FollowUp, number: RequestNumber?, at now: ClockReading) -> FollowUpRequest {
    FollowUpRequest(
      number: number, owner: followUp.owner.flatMap { value(of: $0, at: now).shown }, queue: followUp.queue,
      reason: followUp.reason ?? reason, due: followUp.due,
      note: followUp.note.flatMap { value(of: $0, at: now).shown })
  }

  func value(of expression: Expression, at now: ClockReading) -> FlowValue {
    variables.value(of: expression, at: clock(at: now))
  }

  private func values(of assignments: [Assignment], at now: ClockReading) -> [VariableName: FlowValue] {
    Dictionary(
      assignments.map { ($0.name, value(of: $0.value, at: now)) }, uniquingKeysWith: { first, _ in first })
  }
}

/// While the flow waits for an answer.
extension FlowMachine {
  /// Whatever is told about another question than the one that is open is ignored.
  func inquiry(_ number: RequestNumber) -> Inquiry? {
    guard case .asking(let inquiry) = state, inquiry.number == number else { return nil }
    return inquiry
  }

  /// A key of `anywhere` works at once; any other is kept for the step that follows.
  mutating func pressed(_ key: Key, during inquiry: Inquiry, at now: ClockReading) -> Onward {
    guard inquiry.hearsKeys, let action = flow?.anywhere[key] else {
      _ = keys.press(key, at: now.moment)
      return .rest
    }
    return take(action, for: key, in: inquiry.step, at: now)
  }

  /// The flow turns elsewhere before there is an answer.
  mutating func abandonInquiry() {
    guard case .asking(let inquiry) = state else { return }
    stopPlaying()
    state = .between
    outbox.append(.abandon(inquiry.number))
  }

  /// The answer is there: nothing more is waited for.
  mutating func closeInquiry() {
    stopPlaying()
    state = .between
  }

  mutating func holdEnded(_ inquiry: Inquiry, at now: ClockReading) {
    var inquiry = inquiry
    inquiry.hold = .due(now.moment + Inquiry.pause)
    state = .asking(inquiry)
  }

  mutating func inquiryDeadlineReached(_ inquiry: Inquiry, at now: ClockReading) {
    if let until = inquiry.until, until <= now.moment { return giveUp(inquiry, at: now) }
    guard case .due(let moment) = inquiry.hold, moment <= now.moment else { return }
    var inquiry = inquiry
    inquiry.hold = .playing
    state = .asking(inquiry)
    play([PromptReference(ServicePrompt.oneMoment.name, in: language)])
  }

  private mutating func giveUp(_ inquiry: Inquiry, at now: ClockReading) {
    abandonInquiry()
    let sentence = "no answer came in time"
    switch inquiry.subject {
    case .lookup(let action): follow(failed(sentence, inquiry.step, to: action.failed), at: now)
    case .message(let action): follow(failed(sentence, inquiry.step, to: action.failed), at: now)
    case .survey(let action): follow(leave(inquiry.step, "then", to: action.then), at: now)
    case .transfer, .callback, .caseFile, .followUp: follow(fault(sentence, at: now), at: now)
    }
  }

  /// An outcome that the step names itself, with what happened in the record.
  private mutating func failed(_ sentence: String, _ step: Step, to destination: Destination) -> Onward {
    record(.fault(step.name, sentence))
    return leave(step, "failed", to: destination)
  }
}

/// The answers.
extension FlowMachine {
  mutating func answered(_ number: RequestNumber, _ result: LookupResult, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .lookup(let action) = inquiry.subject else { return }
    closeInquiry()
    switch result {
    case .found(let values):
      for (field, value) in values.sorted(by: { $0.key < $1.key }) {
        guard let name = action.keep else { break }
        variables.keep(value, as: Lookup.name(of: field, keptAs: name)).forEach { record($0) }
      }
      follow(leave(inquiry.step, "found", to: action.found), at: now)
    case .missing: follow(leave(inquiry.step, "missing", to: action.missing), at: now)
    case .failed(let sentence): follow(failed(sentence, inquiry.step, to: action.failed), at: now)
    }
  }

  mutating func answered(_ number: RequestNumber, _ outcome: TransferOutcome, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .transfer(let action) = inquiry.subject else { return }
    closeInquiry()
    // Time spent with a person is no going round.
    if outcome == .answered {
      keys.flush()
      callerActed()
    }
    follow(leave(inquiry.step, outcome.rawValue, to: action.destination(of: outcome)), at: now)
  }

  mutating func answered(_ number: RequestNumber, _ outcome: CaseOutcome, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .caseFile(let action) = inquiry.subject else { return }
    closeInquiry()
    switch outcome {
    case .found(let subject, let status):
      if let name = action.keep {
        variables.keep(.text(action.verb == .status ? status : subject), as: name).forEach { record($0) }
      }
      follow(leave(inquiry.step, action.verb.success, to: action.found), at: now)
    case .missing:
      guard let missing = action.missing else { return follow(fault("there is no such case", at: now), at: now) }
      follow(leave(inquiry.step, "missing", to: missing), at: now)
    case .failed(let sentence): follow(fault(sentence, at: now), at: now)
    }
  }

  mutating func answered(_ number: RequestNumber, _ outcome: FollowUpOutcome, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .followUp(let then) = inquiry.subject else { return }
    closeInquiry()
    switch outcome {
    case .noted: follow(leave(inquiry.step, "then", to: then), at: now)
    case .failed(let sentence): follow(fault(sentence, at: now), at: now)
    }
  }

  mutating func answered(_ number: RequestNumber, _ outcome: DeliveryOutcome, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .message(let action) = inquiry.subject else { return }
    closeInquiry()
    switch outcome {
    case .sent: follow(leave(inquiry.step, "sent", to: action.sent), at: now)
    case .failed(let sentence): follow(failed(sentence, inquiry.step, to: action.failed), at: now)
    }
  }
}
