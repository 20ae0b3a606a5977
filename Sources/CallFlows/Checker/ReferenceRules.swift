/// Names of steps, queues, schedules and languages that must exist.
struct ReferenceRules {
  let flow: Flow
  let queues: Set<QueueName>
  let schedules: Set<ScheduleName>
  let surveys: [SurveyName: Survey]

  func check() -> [Diagnostic] {
    startFault() + flow.destinations.compactMap(unknownStep) + flow.orderedSteps.flatMap(check) + languageFaults()
  }

  private func startFault() -> [Diagnostic] {
    guard flow.steps[flow.start] == nil else { return [] }
    return [
      unknown(
        "step", flow.start.text, among: flow.steps.keys.map(\.text),
        at: flow.startLocation.orElse(flow.location))
    ]
  }

  private func unknownStep(_ use: Flow.DestinationUse) -> Diagnostic? {
    guard let name = use.destination.step, flow.steps[name] == nil else { return nil }
    return unknown("step", name.text, among: flow.steps.keys.map(\.text), at: use.location)
  }

  private func check(_ step: Step) -> [Diagnostic] {
    switch step.action {
    case .schedule(let question) where !schedules.contains(question.schedule):
      return [schedule(question.schedule, step)]
    case .queue(let action): return queue(action.queue, step)
    case .record(let action): return action.queue.map { queue($0, step) } ?? []
    case .chooseLanguage(let choice):
      let named = Set(choice.options.values).union(choice.silent.map { [$0] } ?? [])
      return named.subtracting(flow.languages).sorted().map {
        unknown("language", $0.text, among: flow.languages.map(\.text), at: step.location)
      }
    case .callback(let action):
      return queue(action.queue, step)
        + (action.at.map { schedules.contains($0) ? [] : [schedule($0, step)] } ?? [])
    case .survey(let action): return survey(action, step)
    case .followUp(let followUp, _): return followUp.queue.map { queue($0, step) } ?? []
    case .say, .menu, .ask, .schedule, .set, .choose, .run, .giveBack, .lookup, .transfer, .caseFile, .message, .go,
      .hangUp:
      return []
    }
  }

  private func queue(_ name: QueueName, _ step: Step) -> [Diagnostic] {
    if queues.contains(name) { return [] }
    return [unknown("queue", name.text, among: queues.map(\.text), at: step.place(of: .queue(name)))]
  }

  private func schedule(_ name: ScheduleName, _ step: Step) -> Diagnostic {
    unknown("schedule", name.text, among: schedules.map(\.text), at: step.place(of: .schedule(name)))
  }

  private func survey(_ action: SurveyAction, _ step: Step) -> [Diagnostic] {
    let queues = action.low?.followUp.queue.map { queue($0, step) } ?? []
    guard let survey = surveys[action.survey] else {
      return queues + [
        unknown(
          "survey", action.survey.text, among: surveys.keys.map(\.text), at: step.place(of: .survey(action.survey)))
      ]
    }
    let scored = survey.questions.filter(\.isScored).map(\.keep)
    return queues
      + (action.low?.below.keys ?? [:].keys).filter { !scored.contains($0) }.sorted().map { name in
        Diagnostic(
          .error, "the survey `\(survey.name)` has no score `\(name)`", rule: "unknown-name",
          mend: Suggestion.mend(for: name.text, among: scored.map(\.text)), at: step.location)
      }
  }

  private func languageFaults() -> [Diagnostic] {
    guard flow.languages.isEmpty else { return [] }
    return [
      Diagnostic(
        .error, "the flow `\(flow.name)` has no language", rule: "no-language", mend: "write `languages: [en]`",
        at: flow.location)
    ]
  }

  private func unknown(
    _ kind: String, _ name: String, among known: [String], at location: SourceLocation
  ) -> Diagnostic {
    Diagnostic(
      .error, "there is no \(kind) `\(name)`", rule: "unknown-\(kind)", mend: Suggestion.mend(for: name, among: known),
      at: location)
  }
}

extension Flow {
  /// A destination, with the best place to point at.
  struct DestinationUse {
    var destination: Destination
    var location: SourceLocation
  }

  var orderedSteps: [Step] { order.compactMap { steps[$0] } }

  /// All destinations anywhere in the flow.
  var destinations: [DestinationUse] {
    let global =
      [failed] + [fax].compactMap { $0 }
      + anywhere.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { $0.value.destination }
    return global.map { DestinationUse(destination: $0, location: $0.location.orElse(location)) }
      + orderedSteps.flatMap { step in
        step.destinations.map { DestinationUse(destination: $0, location: $0.location.orElse(step.location)) }
      }
  }
}

extension AnywhereAction {
  fileprivate var destination: Destination? {
    switch self {
    case .go(let destination): destination
    case .repeat, .back: nil
    }
  }
}

extension Step {
  var destinations: [Destination] {
    switch action {
    case .say(let say): [say.then]
    case .menu(let menu):
      menu.options.sorted { $0.key.description < $1.key.description }.map(\.value) + menu.patience.destinations
    case .chooseLanguage(let choice): [choice.then] + choice.patience.destinations
    case .ask(let ask): [ask.then] + [ask.invalid].compactMap { $0 } + ask.patience.destinations
    case .schedule(let question): [question.open, question.closed, question.holiday]
    case .set(_, let then), .go(let then): [then]
    case .choose(let choice): choice.branches.map(\.go) + [choice.otherwise]
    case .record(let action): [action.then] + [action.empty].compactMap { $0 }
    case .queue(let action):
      [action.leave?.left].compactMap { $0 } + [action.answered, action.nobody, action.full, action.timeout]
    case .lookup(let action): [action.found, action.missing, action.failed]
    case .transfer(let action): [action.answered, action.busy, action.silent, action.refused, action.failed]
    case .callback(let action):
      [action.booked, action.refused] + [action.invalid].compactMap { $0 } + action.patience.destinations
    case .survey(let action): [action.then]
    case .caseFile(let action): [action.found] + [action.missing].compactMap { $0 }
    case .followUp(_, let then): [then]
    case .message(let action): [action.sent, action.failed]
    case .run(let action): action.results.sorted { $0.key < $1.key }.map(\.value)
    case .giveBack, .hangUp: []
    }
  }
}

extension Patience {
  fileprivate var destinations: [Destination] { [silent, wrong].compactMap { $0 } + [giveUp] }
}

extension SourceLocation {
  func orElse(_ other: SourceLocation) -> SourceLocation { self == .unknown ? other : self }
}

extension SurveyQuestion {
  /// Whether its answer is a number.
  fileprivate var isScored: Bool {
    switch kind {
    case .csat, .nps: true
    case .yesNo, .comment: false
    }
  }
}
