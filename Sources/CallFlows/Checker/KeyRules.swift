/// Keys that cannot work as they are written, and menus too long to remember.
enum KeyRules {
  /// More options than a caller keeps in mind.
  static let memorableOptions = 5
  static let longestEntry = 64

  static func check(_ flow: Flow) -> [Diagnostic] {
    flow.orderedSteps.flatMap { check($0, flow) }
  }

  private static func check(_ step: Step, _ flow: Flow) -> [Diagnostic] {
    switch step.action {
    case .menu(let menu):
      return shadowed(Set(menu.options.keys), step, flow) + tooMany(menu.options.count, step)
        + patience(menu.patience, step)
    case .chooseLanguage(let choice):
      return shadowed(Set(choice.options.keys), step, flow) + patience(choice.patience, step)
    case .ask(let ask):
      return check(ask, step, flow) + patience(ask.patience, step)
    case .queue(let action):
      guard let leave = action.leave else { return [] }
      return shadowed([KeySequence(leave.key)], step, flow)
    case .record(let action): return check(action, step, flow)
    case .callback(let action):
      return shadowed([Listening.right, Listening.again], step, flow) + patience(action.patience, step)
    case .say, .schedule, .set, .choose, .run, .giveBack, .lookup, .transfer, .survey, .caseFile, .followUp, .message,
      .go,
      .hangUp:
      return []
    }
  }

  /// The end of a message goes before `anywhere`, as that of an entry does; but not before a key that leads elsewhere.
  private static func check(_ action: Record, _ step: Step, _ flow: Flow) -> [Diagnostic] {
    guard case .go = flow.anywhere[action.end] else { return [] }
    let key = action.end.rawValue
    return [
      error(
        "key \(key) ends the message of `\(step.name)` and leads elsewhere in `anywhere`", "shadowed-key",
        "give it another `end`, or take \(key) out of `anywhere`", step)
    ]
  }

  private static func shadowed(_ options: Set<KeySequence>, _ step: Step, _ flow: Flow) -> [Diagnostic] {
    options.sorted { $0.description < $1.description }.compactMap { option in
      guard let first = option.keys.first, flow.anywhere[first] != nil else { return nil }
      return Diagnostic(
        .error, "key \(option) of `\(step.name)` is taken by key \(first.rawValue) of `anywhere`", rule: "shadowed-key",
        mend: "give it another key, or take \(first.rawValue) out of `anywhere`", at: step.location)
    }
  }

  private static func tooMany(_ count: Int, _ step: Step) -> [Diagnostic] {
    guard count > memorableOptions else { return [] }
    return [
      Diagnostic(
        .warning, "`\(step.name)` offers \(count) options; callers remember \(memorableOptions)",
        rule: "too-many-options", mend: "split the menu", at: step.location)
    ]
  }

  private static func patience(_ patience: Patience, _ step: Step) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if patience.tries < 1 {
      found.append(error("`\(step.name)` gives no try", "bad-tries", "write `tries: 3`", step))
    }
    if patience.wait <= .zero || patience.betweenKeys <= .zero {
      found.append(error("`\(step.name)` leaves no time for a key", "bad-time", "write `wait: 6s`", step))
    }
    return found
  }

  private static func check(_ ask: Ask, _ step: Step, _ flow: Flow) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let end = ask.end, end.isDigit {
      let sentence = "key \(end.rawValue) would both be a digit of `\(step.name)` and end it"
      found.append(error(sentence, "ambiguous-keys", "end it with `#`", step))
    }
    if case .amount = ask.kind, ask.end == .star {
      let sentence = "key * would both be the point of `\(step.name)` and end it"
      found.append(error(sentence, "ambiguous-keys", "end it with `#`", step))
    }
    if ask.digits.lowerBound < 1 || ask.digits.upperBound > longestEntry {
      let sentence = "`\(step.name)` asks for \(ask.digits.lowerBound) to \(ask.digits.upperBound) digits"
      found.append(error(sentence, "bad-digits", "ask for 1 to \(longestEntry)", step))
    }
    if ask.confirm { found += shadowed([Listening.right, Listening.again], step, flow) }
    if ask.confirm, ask.secret {
      let sentence = "`\(step.name)` is secret and would be read back aloud"
      found.append(error(sentence, "secret-shown", "leave out `confirm`", step))
    }
    if case .pattern(let pattern) = ask.check, let fault = PatternFault.find(in: pattern) {
      let advice = fault.advice(on: pattern)
      found.append(error(advice.sentence, advice.rule, advice.mend, step))
    }
    return found
  }

  private static func error(_ sentence: String, _ rule: String, _ mend: String, _ step: Step) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: step.location)
  }
}
