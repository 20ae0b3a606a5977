/// Prompts that must exist, in every language of the flow.
struct PromptRules {
  struct Use: Hashable {
    var name: PromptName
    var location: SourceLocation
  }

  let flow: Flow
  let prompts: [Language: Set<PromptName>]
  let music: Set<PromptName>?
  let queues: [QueueName: QueueRule]
  let surveys: [SurveyName: Survey]

  func check() -> [Diagnostic] {
    Self.uses(of: flow, queues: queues, surveys: surveys).flatMap(check) + flow.orderedSteps.flatMap(checkMusic)
  }

  private func check(_ use: Use) -> [Diagnostic] {
    let missing = flow.languages.filter { !(prompts[$0] ?? []).contains(use.name) }
    if missing.isEmpty { return [] }
    let known = Set(prompts.values.joined())
    if !known.contains(use.name) {
      return [
        Diagnostic(
          .error, "there is no prompt `\(use.name)`", rule: "unknown-prompt",
          mend: Suggestion.mend(for: use.name.text, among: known.map(\.text)), at: use.location)
      ]
    }
    return missing.map { language in
      Diagnostic(
        .error, "prompt `\(use.name)` is missing in language `\(language)`", rule: "missing-translation",
        mend: "add its words to Prompts/\(language)/prompts.yaml", at: use.location)
    }
  }

  private func checkMusic(_ step: Step) -> [Diagnostic] {
    guard let music, case .queue(let action) = step.action, let name = action.music, !music.contains(name) else {
      return []
    }
    return [
      Diagnostic(
        .error, "there is no music `\(name)`", rule: "unknown-music",
        mend: Suggestion.mend(for: name.text, among: music.map(\.text)), at: step.place(of: .music(name)))
    ]
  }

  static func uses(
    of flow: Flow, queues: [QueueName: QueueRule], surveys: [SurveyName: Survey] = [:]
  ) -> [Use] {
    let always = [ServicePrompt.apology] + (flow.fax == nil ? [.noFax] : [])
    return always.map { Use(name: $0.name, location: flow.location) }
      + flow.orderedSteps.flatMap { step in
        (names(in: step, queues) + service(of: step).map(\.name)).map {
          Use(name: $0, location: step.place(of: .prompt($0)))
        } + asked(in: step, surveys)
      }
  }

  /// What a survey asks, at the place in its own file.
  private static func asked(in step: Step, _ surveys: [SurveyName: Survey]) -> [Use] {
    guard case .survey(let action) = step.action, let survey = surveys[action.survey] else { return [] }
    return survey.questions.map { Use(name: $0.prompt, location: $0.location.orElse(step.location)) }
  }

  static func names(in step: Step, _ queues: [QueueName: QueueRule]) -> [PromptName] {
    switch step.action {
    case .say(let say): say.prompts
    case .menu(let menu): [menu.prompt] + menu.patience.prompts
    case .chooseLanguage(let choice): [choice.prompt] + choice.patience.prompts
    case .ask(let ask): [ask.prompt] + ask.patience.prompts
    case .record(let action): [action.prompt]
    case .queue(let action):
      [action.recording.map(\.announcement) ?? queues[action.queue]?.announcement].compactMap { $0 }
        + (queues[action.queue]?.whispers ?? [])
    case .callback(let action): [action.prompt] + action.patience.prompts
    case .schedule, .set, .choose, .run, .giveBack, .lookup, .transfer, .survey, .caseFile, .followUp, .message, .go,
      .hangUp:
      []
    }
  }

  /// The service's own words that the step may need.
  private static func service(of step: Step) -> [ServicePrompt] {
    let digits: [ServicePrompt] = [.zero, .one, .two, .three, .four, .five, .six, .seven, .eight, .nine]
    switch step.action {
    case .menu, .chooseLanguage: return [.wrong]
    case .callback:
      return [.wrong, .oneMoment, .callbackNumber, .callbackConfirm, .callbackAnother, .callbackBooked] + digits
    case .lookup, .caseFile, .followUp, .message: return [.oneMoment]
    case .survey: return [.wrong, .oneMoment]
    case .ask(let ask):
      return [.wrong] + (ask.confirm ? [.keyed, .confirm, .star] + digits : [])
    case .queue: return [.place, .next, .wait]
    case .say, .schedule, .set, .choose, .run, .giveBack, .transfer, .record, .go, .hangUp: return []
    }
  }
}

extension Patience {
  fileprivate var prompts: [PromptName] { silentPrompts + wrongPrompts }
}
