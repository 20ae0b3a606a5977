internal import Redaction
internal import Timekeeping

/// `menu`, `choose-language`, `ask` and its confirmation.
extension FlowMachine {
  mutating func enter(_ question: Listening.Question, of step: Step, at now: ClockReading) -> Onward {
    leaveQueue()
    switch question {
    case .menu, .language: remember(menu: step.name)
    case .ask, .confirmation, .offer, .telephone, .survey: break
    }
    return put(Listening(step: step, question: question), .first, at: now)
  }

  /// Plays the question and listens; keys pressed ahead may answer it before a sample is heard.
  mutating func put(_ listening: Listening, _ why: Repetition, at now: ClockReading) -> Onward {
    state = .listening(listening)
    let patience = listening.patience
    let grammar = listening.grammar(anywhere: anywhereKeys)
    let outcome = keys.listen(
      for: grammar, wait: patience.wait, betweenKeys: patience.betweenKeys, at: now.moment)
    if let outcome { return take(outcome, listening, at: now) }
    if keys.isPrompting {
      play(listening.prompts(why, languages: flow?.languages ?? [], current: language))
    }
    return .rest
  }

  mutating func take(_ outcome: KeyAutomaton.Outcome, _ listening: Listening, at now: ClockReading) -> Onward {
    stopPlaying()
    switch outcome {
    case .entry(let entry): return answered(entry, listening, at: now)
    case .command(let key):
      guard let action = flow?.anywhere[key] else { return put(listening, .first, at: now) }
      return take(action, for: key, in: listening.step, at: now)
    case .silence:
      record(.silent(listening.step.name))
      return retry(listening, .silent, at: now)
    case .wrong(let pressed):
      recordKeyed(pressed, listening)
      record(.wrong(listening.step.name))
      return retry(listening, .wrong, at: now)
    }
  }

  private mutating func answered(_ entry: [Key], _ listening: Listening, at now: ClockReading) -> Onward {
    recordKeyed(entry, listening)
    let text = String(entry.map(\.rawValue))
    let step = listening.step
    guard let sequence = KeySequence(text) else { return put(listening, .first, at: now) }
    switch listening.question {
    case .menu(let menu):
      guard let destination = menu.options[sequence] else { return retry(listening, .wrong, at: now) }
      return leave(step, text, to: destination)
    case .language(let choice):
      guard let chosen = choice.options[sequence] else { return retry(listening, .wrong, at: now) }
      return speak(chosen, step, then: choice.then)
    case .ask(let ask):
      return asked(ask, entry: text, listening, at: now)
    case .offer(let action, let telephone, _):
      if sequence == Listening.right { return promise(action, telephone, of: step, at: now) }
      return put(Listening(step: step, question: .telephone(action, isFirst: false)), .first, at: now)
    case .telephone(let action, _):
      return put(
        Listening(step: step, question: .offer(action, telephone: text, isFirst: false)), .first, at: now)
    case .survey(let question): return answered(survey: question.value(of: text), at: now)
    case .confirmation(let ask, _, let value, let tries):
      if sequence == Listening.right { return keep(value, ask, step) }
      return put(Listening(step: step, question: .ask(ask), tries: tries), .first, at: now)
    }
  }

  private mutating func asked(_ ask: Ask, entry: String, _ listening: Listening, at now: ClockReading) -> Onward {
    guard let value = ask.value(of: entry) else {
      keys.flush()
      record(.wrong(listening.step.name))
      return retry(listening, .wrong, at: now)
    }
    // A secret is not said aloud; the checker refuses a flow that would.
    guard ask.confirm, !ask.secret else { return keep(value, ask, listening.step) }
    let question = Listening.Question.confirmation(ask, entry: entry, value: value, askTries: listening.tries)
    return put(Listening(step: listening.step, question: question), .first, at: now)
  }

  private mutating func keep(_ value: FlowValue, _ ask: Ask, _ step: Step) -> Onward {
    if let name = ask.keep { variables.keep(value, as: name).forEach { record($0) } }
    return leave(step, "then", to: ask.then)
  }

  mutating func speak(_ chosen: Language, _ step: Step, then: Destination, outcome: String = "then") -> Onward {
    variables.language = chosen
    record(.languageChosen(chosen))
    return leave(step, outcome, to: then)
  }

  private mutating func recordKeyed(_ pressed: [Key], _ listening: Listening) {
    let entry: KeyedEntry = listening.isSecret ? .masked : .keys(Redacted(String(pressed.map(\.rawValue))))
    record(.keyed(listening.step.name, entry))
  }
}

/// Tries, and what follows when they are spent.
extension FlowMachine {
  private mutating func retry(_ listening: Listening, _ why: Repetition, at now: ClockReading) -> Onward {
    var listening = listening
    listening.tries += 1
    if listening.tries < listening.patience.tries { return put(listening, why, at: now) }
    return spent(listening, why)
  }

  private mutating func spent(_ listening: Listening, _ why: Repetition) -> Onward {
    let (step, patience) = (listening.step, listening.patience)
    if case .survey = listening.question { return endSurvey(isWhole: false) }
    if why == .silent, case .language(let choice) = listening.question, let chosen = choice.silent {
      return speak(chosen, step, then: choice.then, outcome: "silent")
    }
    if why == .silent, let silent = patience.silent { return leave(step, "silent", to: silent) }
    if why == .wrong, let (name, destination) = listening.wrongOutcome {
      return leave(step, name, to: destination)
    }
    return leave(step, "give-up", to: patience.giveUp)
  }
}

extension Listening {
  /// Where a wrong last try leads, when the step says so itself.
  fileprivate var wrongOutcome: (String, Destination)? {
    switch question {
    case .menu, .language: patience.wrong.map { ("wrong", $0) }
    case .ask(let ask): ask.invalid.map { ("invalid", $0) }
    case .telephone(let action, _): action.invalid.map { ("invalid", $0) }
    case .confirmation, .offer, .survey: nil
    }
  }
}
