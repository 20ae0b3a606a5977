/// Names of steps, queues, schedules and languages that must exist.
struct ReferenceRules {
  let flow: Flow
  let queues: Set<QueueName>
  let schedules: Set<ScheduleName>

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
      return [
        unknown(
          "schedule", question.schedule.text, among: schedules.map(\.text),
          at: step.place(of: .schedule(question.schedule)))
      ]
    case .queue(let action) where !queues.contains(action.queue):
      return [
        unknown(
          "queue", action.queue.text, among: queues.map(\.text), at: step.place(of: .queue(action.queue)))
      ]
    case .record(let action):
      guard let queue = action.queue, !queues.contains(queue) else { return [] }
      return [unknown("queue", queue.text, among: queues.map(\.text), at: step.place(of: .queue(queue)))]
    case .chooseLanguage(let choice):
      let named = Set(choice.options.values).union(choice.silent.map { [$0] } ?? [])
      return named.subtracting(flow.languages).sorted().map {
        unknown("language", $0.text, among: flow.languages.map(\.text), at: step.location)
      }
    case .say, .menu, .ask, .schedule, .set, .choose, .run, .giveBack, .queue, .go, .hangUp: return []
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
