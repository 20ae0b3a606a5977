internal import Redaction
internal import Timekeeping

/// `callback`: the number is read back, 1 is right, 2 keys another; then the promise is asked for, and only what is safe is
/// confirmed.
extension FlowMachine {
  mutating func enter(_ action: CallbackAction, of step: Step, at now: ClockReading) -> Onward {
    leaveQueue()
    let number = action.number.flatMap { value(of: $0, at: now).shown } ?? variables.facts.from.exposed
    guard let telephone = Telephone.dialable(number) else {
      return put(Listening(step: step, question: .telephone(action, isFirst: true)), .first, at: now)
    }
    return put(
      Listening(step: step, question: .offer(action, telephone: telephone, isFirst: true)), .first, at: now)
  }

  mutating func promise(
    _ action: CallbackAction, _ telephone: String, of step: Step, at now: ClockReading
  ) -> Onward {
    ask(.callback(action), of: step, within: Inquiry.longest, at: now) { number, machine in
      .promiseCallback(
        CallbackRequest(
          number: number, telephone: Redacted(telephone), queue: action.queue, at: action.at,
          attempts: action.attempts, gap: action.gap, priority: machine.priority, reason: machine.reason,
          language: machine.language))
    }
  }

  mutating func answered(_ number: RequestNumber, _ outcome: CallbackOutcome, at now: ClockReading) {
    guard let inquiry = inquiry(number), case .callback(let action) = inquiry.subject else { return }
    closeInquiry()
    switch outcome {
    case .promised:
      state = .confirming(inquiry.step, then: action.booked)
      play([PromptReference(ServicePrompt.callbackBooked.name, in: language)], interruptible: false)
    case .refused: follow(leave(inquiry.step, "refused", to: action.refused), at: now)
    case .invalid:
      let (outcome, destination) = action.invalidOutcome
      follow(leave(inquiry.step, outcome, to: destination), at: now)
    }
  }

  private enum Telephone {
    /// A number that may be dialled, with or without its plus; `nil` for an address, and where nobody knows who calls.
    static func dialable(_ text: String) -> String? {
      let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
      return (3...17).contains(digits.count) && digits.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    }
  }
}

extension CallbackAction {
  /// Where an impossible number leads.
  var invalidOutcome: (String, Destination) { invalid.map { ("invalid", $0) } ?? ("give-up", patience.giveUp) }
}
