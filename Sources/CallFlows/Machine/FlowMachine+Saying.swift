internal import Timekeeping

/// `say`.
extension FlowMachine {
  mutating func enter(_ say: Say, of step: Step, at now: ClockReading) -> Onward {
    // Words on the way to the queue in which the caller already waits are not worth the place in it.
    if let waiting, destiny(of: say.then) == .queue(waiting.entry.queue) { return leave(step, "then", to: say.then) }
    leaveQueue()
    if say.mustHear { keys.flush() }
    // Keys pressed ahead barge in before the first sample, but the last words of a call are not lost to a stray key.
    let isSkipped = keys.hasKeysAhead(at: now.moment) && destiny(of: say.then) != .end
    if say.prompts.isEmpty || isSkipped { return leave(step, "then", to: say.then) }
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
    if let action = flow?.anywhere[key], !(key.isDigit && destiny(of: say.then) == .digits) {
      return take(action, for: key, in: step, at: now)
    }
    _ = keys.press(key, at: now.moment)
    return leave(step, "then", to: say.then)
  }

  /// Where words lead, with nothing but other words on the way.
  private enum Destiny: Equatable {
    case digits, end, other
    case queue(QueueName)
  }

  private func destiny(of destination: Destination) -> Destiny {
    var next = destination
    for _ in 0..<Self.stepsWithoutCaller {
      guard case .step(let name) = next.target else { return .end }
      guard let action = flow?.steps[name]?.action else { return .other }
      switch action {
      case .ask: return .digits
      case .hangUp: return .end
      case .queue(let action): return .queue(action.queue)
      case .say(let say): next = say.then
      case .set(_, let then): next = then
      case .go(let onward): next = onward
      case .menu, .chooseLanguage, .schedule, .choose, .run, .giveBack, .record, .lookup, .transfer, .callback, .survey,
        .caseFile, .followUp, .message:
        return .other
      }
    }
    return .other
  }
}
