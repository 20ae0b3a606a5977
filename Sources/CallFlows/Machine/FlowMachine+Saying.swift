internal import Timekeeping

/// `say`.
extension FlowMachine {
  mutating func enter(_ say: Say, of step: Step, at now: ClockReading) -> Onward {
    leaveQueue()
    if say.mustHear { keys.flush() }
    // Keys pressed ahead barge in before the first sample.
    if say.prompts.isEmpty || keys.hasKeysAhead(at: now.moment) { return leave(step, "then", to: say.then) }
    state = .speaking(step, say)
    play(say.prompts.map { PromptReference($0, in: language) }, interruptible: !say.mustHear)
    return .rest
  }

  mutating func saidAll(_ say: Say, of step: Step) -> Onward {
    leave(step, "then", to: say.then)
  }

  /// A key of `anywhere` works at once; any other stops the prompt and is kept for the next step that listens.
  /// Where that step asks for digits, the digits of `anywhere` are the caller's data already.
  mutating func pressed(_ key: Key, during say: Say, of step: Step, at now: ClockReading) -> Onward {
    guard !say.mustHear else { return .rest }
    stopPlaying()
    if let action = flow?.anywhere[key], !(key.isDigit && leadsToDigits(say.then)) {
      return take(action, for: key, in: step, at: now)
    }
    _ = keys.press(key, at: now.moment)
    return leave(step, "then", to: say.then)
  }

  private func leadsToDigits(_ destination: Destination) -> Bool {
    var next = destination
    for _ in 0..<Self.stepsWithoutCaller {
      guard case .step(let name) = next.target, let action = flow?.steps[name]?.action else { return false }
      switch action {
      case .ask: return true
      case .say(let say): next = say.then
      case .set(_, let then): next = then
      case .go(let onward): next = onward
      case .menu, .chooseLanguage, .schedule, .queue, .hangUp: return false
      }
    }
    return false
  }
}
