internal import Redaction
internal import Timekeeping

/// The keys that work in every step.
extension FlowMachine {
  var anywhereKeys: Set<Key> { Set((flow?.anywhere ?? [:]).keys) }

  mutating func take(_ action: AnywhereAction, for key: Key, in step: Step, at now: ClockReading) -> Onward {
    record(.keyed(step.name, .keys(Redacted(String(key.rawValue)))))
    switch action {
    case .go(let destination): return leave(step, String(key.rawValue), to: destination)
    case .repeat: return again(at: now)
    case .back:
      guard let menu = menuBefore(step.name) else { return again(at: now) }
      return leave(step, "back", to: Destination(.step(menu)))
    }
  }

  /// The step's prompt once more, without counting a try.
  private mutating func again(at now: ClockReading) -> Onward {
    switch state {
    case .fresh, .apologising, .dismissing, .asking, .confirming, .between, .ended: return .rest
    case .speaking(_, let say):
      play(say.prompts.map { PromptReference($0, in: language) }, interruptible: !say.mustHear)
      return .rest
    case .listening(let listening): return put(listening, .first, at: now)
    case .queueing:
      outbox.append(.announceAgain)
      return attend(at: now)
    case .takingMessage(let message): return promptAgain(message, at: now)
    }
  }

  /// A menu reached again is where it was: the way back from it is the way back from before.
  mutating func remember(menu: StepName) {
    menus = Array(menus.prefix { $0 != menu }) + [menu]
  }

  private func menuBefore(_ step: StepName) -> StepName? {
    menus.last == step ? menus.dropLast().last : menus.last
  }
}
