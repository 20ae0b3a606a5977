/// A flow as steps and the ways between them, for drawings and for what tests have not visited.
package struct FlowDiagram: Sendable, Equatable {
  package struct Node: Sendable, Equatable {
    package var step: StepName
    package var kind: ActionKind
    package var prompts: [PromptName]
    /// What the step is about, where it is no prompt: a queue, a schedule.
    package var subject: String?
    package var role: Role
  }

  /// What a step is to its caller.
  package enum Role: Sendable, Hashable {
    /// Keys are asked for.
    case question
    /// The way divides without the caller's doing.
    case fork
    /// The caller is with a person, or leaves word for one.
    case person
    case other
  }

  package struct Arrow: Sendable, Hashable {
    package var from: StepName
    /// `nil`: the call ends.
    package var to: StepName?
    /// What makes a call take it, for people: `1`, `silent`, `office open`.
    package var label: String
    /// What the record calls it.
    package var outcome: String
    /// Whether a call takes it by itself, without a key.
    package var isIdle: Bool
    /// A key that works in every step.
    package var isAnywhere: Bool
  }

  package var flow: FlowName
  package var start: StepName
  /// Where a fault leads.
  package var failed: StepName?
  package var fax: StepName?
  /// Numbers that start here.
  package var numbers: [String]
  /// Keys that work in every step that hears keys.
  package var anywhere: [KeyMeaning]
  /// In the order of the file.
  package var nodes: [Node]
  /// In the order of the steps; those that no call can take are left out.
  package var arrows: [Arrow]

  package init(_ flow: Flow, queues: [QueueName: QueueRule]) {
    let graph = FlowGraph(flow, queues: queues)
    self.flow = flow.name
    start = flow.start
    failed = flow.failed.step
    fax = flow.fax?.step
    numbers = flow.numbers
    anywhere = flow.anywhere.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { KeyMeaning(keys: String($0.key.rawValue), meaning: $0.value.inWords) }
    nodes = flow.orderedSteps.map { Node($0, ways: graph.ways(from: $0.name).count) }
    arrows = flow.orderedSteps.flatMap { step in
      graph.ways(from: step.name).filter { graph.delay(of: $0) != .never }.map { Arrow($0, of: step) }
    }
  }
}

extension FlowDiagram.Node {
  init(_ step: Step, ways: Int) {
    self.init(
      step: step.name, kind: step.action.kind, prompts: step.promptsInOrder, subject: step.subject,
      role: step.role(ways: ways))
  }
}

extension FlowDiagram.Arrow {
  init(_ way: FlowGraph.Way, of step: Step) {
    let (label, isIdle) = way.cause.inWords
    self.init(
      from: way.from, to: way.destination.step, label: label, outcome: way.cause.outcome(of: step.action),
      isIdle: isIdle, isAnywhere: way.cause.isAnywhere)
  }
}

extension Step {
  fileprivate func role(ways: Int) -> FlowDiagram.Role {
    if reachesPerson { return .person }
    if asksForKeys { return .question }
    if hearsKeys { return .other }
    return ways > 1 ? .fork : .other
  }

  /// The prompts that the step names, in the order of its file.
  fileprivate var promptsInOrder: [PromptName] {
    let places = mentions.compactMap { mention, place in
      if case .prompt(let name) = mention { (place, name) } else { nil }
    }
    return places.sorted { ($0.0.line, $0.0.column, $0.1) < ($1.0.line, $1.0.column, $1.1) }.map(\.1)
  }

  fileprivate var subject: String? {
    if case .queue(let action) = action { return action.queue.text }
    if case .schedule(let question) = action { return question.schedule.text }
    if case .lookup(let action) = action { return action.resource.text }
    if case .run(let action) = action { return action.flow.text }
    if case .survey(let action) = action { return action.survey.text }
    return nil
  }
}

extension FlowGraph.Cause {
  fileprivate var isAnywhere: Bool {
    if case .anywhere = self { true } else { false }
  }

  /// For people, and whether no key is needed.
  fileprivate var inWords: (String, isIdle: Bool) {
    switch self {
    case .then: ("", true)
    case .key(let keys): (keys, false)
    case .entry: ("keyed", false)
    case .silence: ("silent", true)
    case .wrong: ("wrong", false)
    case .giveUp: ("give up", false)
    case .schedule(_, let state): ("\(state)", true)
    case .queue(_, let outcome): (outcome.rawValue, true)
    case .leave(let key), .anywhere(let key): (String(key.rawValue), false)
    case .message: ("message", false)
    case .nothingSaid: ("nothing said", true)
    case .branch(let condition): (condition, true)
    case .result(_, let result, _): (result.text, true)
    case .answer(let outcome): (outcome, true)
    case .connected: ("answered", true)
    case .callback(let outcome): (outcome, false)
    case .surveyed: ("", true)
    }
  }

  /// The outcome that `FlowRecord.outcome` names when a call takes the way.
  fileprivate func outcome(of action: Action) -> String {
    switch self {
    case .then, .entry, .message: "then"
    case .key(let keys): if case .chooseLanguage = action { "then" } else { keys }
    case .silence: action.namesSilence ? "silent" : "give-up"
    case .wrong: action.nameOfWrong ?? "give-up"
    case .giveUp: "give-up"
    case .schedule(_, let state): "\(state)"
    case .queue(_, let outcome): outcome.rawValue
    case .leave: "left"
    case .nothingSaid: if case .record(let record) = action, record.empty != nil { "empty" } else { "then" }
    case .anywhere(let key): String(key.rawValue)
    case .branch(let condition): action.branchOutcome(condition)
    case .result(_, let result, _): result.text
    case .answer(let outcome), .callback(let outcome): outcome
    case .connected: "answered"
    case .surveyed: "then"
    }
  }
}

extension Action {
  private var patience: Patience? {
    if case .menu(let menu) = self { return menu.patience }
    if case .chooseLanguage(let choice) = self { return choice.patience }
    if case .ask(let ask) = self { return ask.patience }
    if case .callback(let callback) = self { return callback.patience }
    return nil
  }

  /// Of a `choose`: `branch 2`, `else`.
  fileprivate func branchOutcome(_ condition: String) -> String {
    guard case .choose(let choice) = self,
      let index = choice.branches.firstIndex(where: { $0.condition.description == condition })
    else { return condition }
    return "branch \(index + 1)"
  }

  fileprivate var namesSilence: Bool {
    if case .chooseLanguage(let choice) = self, choice.silent != nil { return true }
    return patience?.silent != nil
  }

  /// `invalid` of an `ask`, `wrong` of everything else, if the step names it.
  fileprivate var nameOfWrong: String? {
    if case .ask(let ask) = self { return ask.invalid == nil ? nil : "invalid" }
    if case .callback(let callback) = self { return callback.invalid == nil ? nil : "invalid" }
    return patience?.wrong == nil ? nil : "wrong"
  }
}
