internal import Redaction
internal import Timekeeping

/// `record`.
extension FlowMachine {
  mutating func enter(_ action: Record, of step: Step, at now: ClockReading) -> Onward {
    leaveQueue()
    let message = TakingMessage(step: step, action: action)
    return prompt(message, [PromptReference(action.prompt, in: language)], at: now)
  }

  /// Plays the words and the tone, and listens for the keys that mean something before the tone.
  private mutating func prompt(
    _ message: TakingMessage, _ prompts: [PromptReference], at now: ClockReading
  ) -> Onward {
    state = .takingMessage(message)
    let commands = anywhereKeys.union([message.action.end])
    let outcome = keys.listen(for: .commands(commands), wait: .zero, betweenKeys: .zero, at: now.moment)
    if let outcome { return takeInMessage(outcome, message, at: now) }
    if prompts.isEmpty, !message.action.beep { return speakNow(message, at: now) }
    play(prompts, interruptible: false, beep: message.action.beep)
    return .rest
  }

  /// The words have been heard: the caller's turn. Of the keys of `anywhere` those work that lead on.
  mutating func speakNow(_ message: TakingMessage, at now: ClockReading) -> Onward {
    var message = message
    message.stage = .recording(until: now.moment + message.action.longest + TakingMessage.patience)
    state = .takingMessage(message)
    outbox.append(
      .beginRecording(
        MessageRequest(
          longest: message.action.longest, silence: TakingMessage.silence,
          queue: message.action.queue ?? lastQueue, reason: message.action.reason ?? variables.reason)))
    let commands = Set(turns.keys).union([message.action.end])
    // What was pressed before the tone is no end of what was said after it.
    keys.flush()
    _ = keys.listen(for: .commands(commands), wait: .zero, betweenKeys: .zero, at: now.moment)
    return .rest
  }

  mutating func takeInMessage(
    _ outcome: KeyAutomaton.Outcome, _ message: TakingMessage, at now: ClockReading
  ) -> Onward {
    guard case .command(let key) = outcome else { return .rest }
    switch message.stage {
    case .prompting:
      if key == message.action.end {
        stopPlaying()
        return prompt(message, [], at: now)
      }
      guard let action = flow?.anywhere[key] else { return .rest }
      stopPlaying()
      return take(action, for: key, in: message.step, at: now)
    case .recording:
      var message = message
      if key != message.action.end { message.turn = turns[key].map { .init(key: key, destination: $0) } }
      message.stage = .ending(until: now.moment + TakingMessage.patience)
      state = .takingMessage(message)
      outbox.append(.endRecording)
      return .rest
    case .ending: return .rest
    }
  }

  /// What became of the message that is being taken; of any other the flow wants to know nothing.
  mutating func recordingEnded(_ result: MessageResult, at now: ClockReading) {
    guard case .takingMessage(var message) = state, message.stage != .prompting else { return }
    message.stage = .ending(until: now.moment)
    state = .takingMessage(message)
    keys.stopListening()
    if surveying != nil, message.turn == nil { return follow(commented(result, at: now), at: now) }
    switch result {
    case .kept(let name):
      callerActed()
      if let variable = message.action.keep {
        variables.keep(.text(name), as: variable).forEach { record($0) }
      }
      follow(leave(message, "then", to: message.action.then), at: now)
    case .empty:
      let empty = message.action.empty
      follow(leave(message, empty == nil ? "then" : "empty", to: empty ?? message.action.then), at: now)
    case .failed(let sentence): follow(fault(sentence, at: now), at: now)
    }
  }

  /// The message answers a question of a survey. One that could not be kept does not keep the rest from being asked.
  private mutating func commented(_ result: MessageResult, at now: ClockReading) -> Onward {
    switch result {
    case .kept(let name):
      callerActed()
      return answered(survey: .text(name), at: now)
    case .empty: return answered(survey: nil, at: now)
    case .failed(let sentence):
      record(.fault(step, sentence))
      return answered(survey: nil, at: now)
    }
  }

  mutating func messageDeadlineReached(_ message: TakingMessage, at now: ClockReading) {
    guard let until = message.nextDeadline, until <= now.moment else { return }
    follow(fault("nobody said what became of the message", at: now), at: now)
  }

  /// Ends what is being recorded, when the flow turns elsewhere before the caller does.
  mutating func stopRecording() {
    guard case .takingMessage(var message) = state, case .recording(let until) = message.stage else { return }
    message.stage = .ending(until: until)
    state = .takingMessage(message)
    outbox.append(.endRecording)
  }

  /// The step's prompt and the tone again, before anything is recorded.
  mutating func promptAgain(_ message: TakingMessage, at now: ClockReading) -> Onward {
    guard message.stage == .prompting else { return .rest }
    return prompt(message, [PromptReference(message.action.prompt, in: language)], at: now)
  }

  private mutating func leave(_ message: TakingMessage, _ outcome: String, to destination: Destination) -> Onward {
    guard let turn = message.turn else { return leave(message.step, outcome, to: destination) }
    let key = String(turn.key.rawValue)
    record(.keyed(message.step.name, .keys(Redacted(key))))
    return leave(message.step, key, to: turn.destination)
  }

  /// The keys of `anywhere` that lead to another step.
  private var turns: [Key: Destination] {
    (flow?.anywhere ?? [:]).compactMapValues { if case .go(let destination) = $0 { destination } else { nil } }
  }
}
