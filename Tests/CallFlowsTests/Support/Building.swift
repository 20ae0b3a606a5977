import CallFlows

extension Destination {
  static func step(_ name: StepName, set: [Assignment] = [], reason: String? = nil, tag: String? = nil) -> Self {
    Destination(.step(name), set: set, reason: reason, tag: tag)
  }

  static var hangUp: Self { Destination(.hangUp) }
}

extension Patience {
  static func tries(
    _ tries: Int, silent: Destination? = nil, wrong: Destination? = nil, giveUp: Destination = .step("person"),
    silentPrompts: [PromptName] = [], wrongPrompts: [PromptName] = []
  ) -> Patience {
    Patience(
      wait: .seconds(6), betweenKeys: .seconds(3), tries: tries, silentPrompts: silentPrompts,
      wrongPrompts: wrongPrompts, silent: silent, wrong: wrong, giveUp: giveUp)
  }
}

extension Action {
  static func menu(_ prompt: PromptName, _ options: [String: Destination], _ patience: Patience = .tries(3)) -> Action {
    .menu(
      Menu(
        prompt: prompt,
        options: Dictionary(
          uniqueKeysWithValues: options.compactMap { key, value in KeySequence(key).map { ($0, value) } }),
        patience: patience))
  }

  static func language(
    _ options: [String: Language], silent: Language? = nil, then: Destination, _ patience: Patience = .tries(3)
  ) -> Action {
    .chooseLanguage(
      ChooseLanguage(
        prompt: "pick-language",
        options: Dictionary(
          uniqueKeysWithValues: options.compactMap { key, value in KeySequence(key).map { ($0, value) } }),
        then: then, silent: silent, patience: patience))
  }

  static func say(_ prompts: PromptName..., mustHear: Bool = false, then: Destination) -> Action {
    .say(Say(prompts: prompts, mustHear: mustHear, then: then))
  }

  static func queue(
    _ queue: QueueName, needs: [VariableName: Expression]? = nil, leave: QueueAction.Leave? = nil,
    answered: Destination = .hangUp, nobody: Destination = .step("sorry"), full: Destination = .step("sorry"),
    timeout: Destination = .step("sorry")
  ) -> Action {
    .queue(
      QueueAction(
        queue: queue, needs: needs, leave: leave, answered: answered, nobody: nobody, full: full, timeout: timeout))
  }

  static func record(
    _ prompt: PromptName = "leave-a-message", longest: Duration = .seconds(180), end: Key = .pound, beep: Bool = true,
    keep: VariableName? = nil, queue: QueueName? = nil, then: Destination, empty: Destination? = nil
  ) -> Action {
    .record(
      Record(
        prompt: prompt, longest: longest, end: end, beep: beep, keep: keep, queue: queue, then: then, empty: empty))
  }

  static func ask(
    _ prompt: PromptName, _ digits: ClosedRange<Int>, end: Key? = nil, confirm: Bool = false, check: Ask.Check? = nil,
    secret: Bool = false, keep: VariableName? = nil, then: Destination, invalid: Destination? = nil,
    _ patience: Patience = .tries(3)
  ) -> Action {
    .ask(
      Ask(
        prompt: prompt, digits: digits, end: end, confirm: confirm, check: check, secret: secret, keep: keep,
        then: then, invalid: invalid, patience: patience))
  }
}

/// A flow `desk` with `person` (the queue `support`) and `sorry` (says so, and ends) beside the steps given.
func desk(
  _ steps: [(StepName, Action)], start: StepName? = nil, languages: [Language] = ["en"],
  anywhere: [Key: AnywhereAction] = [:], failed: Destination = .step("person"), fax: Destination? = nil,
  numbers: [String] = ["100"], bare: Bool = false
) -> Flow {
  let named = Set(steps.map(\.0))
  let usual: [(StepName, Action)] = [
    ("person", .queue("support")), ("sorry", .say("sorry", then: .hangUp)),
  ]
  let all = steps + (bare ? [] : usual.filter { !named.contains($0.0) })
  return Flow(
    name: "desk", numbers: numbers, languages: languages, anywhere: anywhere, start: start ?? all.first?.0 ?? "none",
    failed: failed, fax: fax,
    steps: all.enumerated().map { index, step in
      Step(name: step.0, action: step.1, location: SourceLocation(file: "desk.yaml", line: index + 10, column: 3))
    }, location: SourceLocation(file: "desk.yaml", line: 1, column: 1))
}
