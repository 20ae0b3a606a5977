/// A flow as steps and the ways between them, each with what makes a call take it.
struct FlowGraph {
  enum Cause: Hashable {
    /// The step is over.
    case then
    case key(String)
    /// A good entry.
    case entry
    case silence
    case wrong
    /// Named by the step, though silence and wrong tries may both lead elsewhere.
    case giveUp
    case schedule(ScheduleName, Schedule.State)
    /// One branch of a `choose`, by what it asks, or its `else`.
    case branch(String)
    /// Another flow came back.
    case result(FlowName, ResultName, followsPerson: Bool)
    case queue(QueueName, QueueOutcome)
    /// The key with which a queue is left.
    case leave(Key)
    /// A message was left.
    case message
    /// Nothing was said where a message was wanted.
    case nothingSaid
    /// The world answered: `found`, `failed`, `sent`.
    case answer(String)
    /// The caller talked with somebody to whom the flow has connected the call.
    case connected
    /// A callback is promised, or, when the caller has asked for it, refused.
    case callback(String)
    /// A survey is over.
    case surveyed
    case anywhere(Key)
  }

  struct Way: Equatable {
    var from: StepName
    var cause: Cause
    var destination: Destination

    /// Whether a person has been within reach: in a queue, or behind a message.
    var followsPerson: Bool {
      switch cause {
      case .queue, .leave, .message, .nothingSaid: true
      case .result(_, _, let followsPerson): followsPerson
      case .connected, .callback, .surveyed: true
      case .answer, .then, .key, .entry, .silence, .wrong, .giveUp, .schedule, .branch, .anywhere: false
      }
    }
  }

  let flow: Flow
  let queues: [QueueName: QueueRule]
  /// Of the flows that this one runs.
  let courses: [FlowName: SubFlowCourse]
  let ways: [StepName: [Way]]

  init(_ flow: Flow, queues: [QueueName: QueueRule], courses: [FlowName: SubFlowCourse] = [:]) {
    self.flow = flow
    self.queues = queues
    self.courses = courses
    ways = flow.steps.mapValues { step in
      Self.ways(of: step, courses) + (step.hearsKeys ? Self.anywhereWays(of: step, in: flow) : [])
    }
  }

  func ways(from step: StepName) -> [Way] { ways[step] ?? [] }

  /// Every way a call may take while its caller does nothing, other than wait in a queue.
  func idleWays(from step: StepName) -> [Way] {
    ways(from: step).filter { way in
      switch way.cause {
      case .then, .silence, .schedule, .branch, .nothingSaid: true
      case .answer, .surveyed: true
      case .connected, .callback: false
      case .result(let flow, let result, _): courses[flow]?.idleResults.contains(result) ?? true
      case .key, .entry, .wrong, .giveUp, .queue, .leave, .message, .anywhere: false
      }
    }
  }

  /// When a call that waits in a queue may take a way; `nil` for ways that no queue decides.
  func delay(of way: Way) -> QueueDelay? {
    guard case .queue(let queue, let outcome) = way.cause, case .queue(let action) = flow.steps[way.from]?.action else {
      return nil
    }
    return QueueDelay(of: outcome, in: action, queues[queue])
  }

  /// All steps a call can come to, those that `anywhere`, `failed` and `fax` name included; without those, if so wanted,
  /// that only follow a queue or a message.
  func reachable(throughPersons: Bool = true) -> Set<StepName> {
    var found: Set<StepName> = []
    var next = [flow.start] + [flow.failed.step, flow.fax?.step].compactMap { $0 }
    while let step = next.popLast() {
      guard flow.steps[step] != nil, found.insert(step).inserted else { continue }
      next += ways(from: step).filter { throughPersons || !$0.followsPerson }.compactMap(\.destination.step)
    }
    return found
  }

  /// The shortest way from the start to a step, past queues and messages only where there is no other; `nil` when only a fault
  /// leads there.
  func path(to goal: StepName) -> [Way]? {
    path(to: goal) { !$0.followsPerson } ?? path(to: goal) { _ in true }
  }

  private func path(to goal: StepName, taking isTaken: (Way) -> Bool) -> [Way]? {
    var arrivals: [StepName: [Way]] = [flow.start: []]
    var next = [flow.start]
    var index = 0
    while index < next.count {
      let step = next[index]
      index += 1
      if step == goal { return arrivals[step] }
      for way in ways(from: step) where isTaken(way) {
        guard let target = way.destination.step, arrivals[target] == nil else { continue }
        arrivals[target] = (arrivals[step] ?? []) + [way]
        next.append(target)
      }
    }
    return nil
  }

  private static func anywhereWays(of step: Step, in flow: Flow) -> [Way] {
    flow.anywhere.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { key, action in
      switch action {
      case .go(let destination): Way(from: step.name, cause: .anywhere(key), destination: destination)
      case .repeat, .back: nil
      }
    }
  }
}

extension FlowGraph {
  /// With which result the step returns.
  func result(of step: StepName) -> ResultName? {
    if case .giveBack(let result) = flow.steps[step]?.action { result } else { nil }
  }

  /// Of the flow that the step runs.
  func course(at step: Step) -> SubFlowCourse? {
    if case .run(let action) = step.action { courses[action.flow] } else { nil }
  }

  /// Ways that a call may take in no time at all.
  func instantWays(from step: Step) -> [Way] {
    switch step.action {
    case .say, .menu, .chooseLanguage, .ask, .record, .giveBack, .hangUp, .lookup, .transfer, .callback, .survey,
      .caseFile, .followUp, .message:
      []
    case .schedule, .set, .choose, .go: idleWays(from: step.name)
    case .queue: ways(from: step.name).filter { delay(of: $0) == .atOnce }
    case .run:
      ways(from: step.name).filter { way in
        guard case .result(_, let result, _) = way.cause else { return false }
        return course(at: step)?.instantResults.contains(result) ?? false
      }
    }
  }

  private static func ways(of step: Step, _ courses: [FlowName: SubFlowCourse]) -> [Way] {
    if case .run(let action) = step.action {
      return action.results.sorted { $0.key < $1.key }.map { result, destination in
        let isBehind = courses[action.flow]?.resultsBehindPersons.contains(result) ?? false
        return Way(
          from: step.name, cause: .result(action.flow, result, followsPerson: isBehind), destination: destination)
      }
    }
    return outcomes(of: step.action).map { Way(from: step.name, cause: $0.0, destination: $0.1) }
  }

  private static func outcomes(of action: Action) -> [(Cause, Destination)] {
    switch action {
    case .say(let say): return [(.then, say.then)]
    case .set(_, let then), .go(let then): return [(.then, then)]
    case .hangUp: return [(.then, Destination(.hangUp))]
    // What another flow comes back with needs more than the action to be known; what this one returns leads out of it.
    case .run, .giveBack: return []
    case .menu(let menu):
      let options = menu.options.sorted { $0.key.description < $1.key.description }
      return options.map { (.key($0.key.description), $0.value) }
        + failures(of: menu.patience, wrong: menu.patience.wrong)
    case .chooseLanguage(let choice):
      let options = choice.options.keys.map(\.description).sorted()
      let silence = choice.silent == nil ? choice.patience.silent : choice.then
      return options.map { (.key($0), choice.then) }
        + failures(of: choice.patience, silent: silence, wrong: choice.patience.wrong)
    case .ask(let ask):
      return [(.entry, ask.then)] + failures(of: ask.patience, wrong: ask.invalid)
    case .schedule(let question):
      return [
        (.schedule(question.schedule, .open), question.open), (.schedule(question.schedule, .closed), question.closed),
        (.schedule(question.schedule, .holiday), question.holiday),
      ]
    case .choose(let choice):
      return choice.branches.map { (.branch($0.condition.description), $0.go) } + [(.branch("else"), choice.otherwise)]
    case .queue(let action):
      let leave = action.leave.map { [(Cause.leave($0.key), $0.left)] } ?? []
      return leave + [
        (.queue(action.queue, .answered), action.answered), (.queue(action.queue, .nobody), action.nobody),
        (.queue(action.queue, .full), action.full), (.queue(action.queue, .timeout), action.timeout),
      ]
    case .lookup(let action):
      return [
        (.answer("found"), action.found), (.answer("missing"), action.missing), (.answer("failed"), action.failed),
      ]
    case .transfer(let action):
      return [
        (.connected, action.answered), (.answer("busy"), action.busy), (.answer("silent"), action.silent),
        (.answer("refused"), action.refused), (.answer("failed"), action.failed),
      ]
    case .callback(let action):
      return [(.callback("booked"), action.booked), (.callback("refused"), action.refused)]
        + failures(of: action.patience, wrong: action.invalid)
    case .survey(let action): return [(.surveyed, action.then)]
    case .caseFile(let action):
      return [(.answer(action.verb.success), action.found)]
        + (action.missing.map { [(.answer("missing"), $0)] } ?? [])
    case .followUp(_, let then): return [(.then, then)]
    case .message(let action): return [(.answer("sent"), action.sent), (.answer("failed"), action.failed)]
    case .record(let action):
      return [(.message, action.then), (.nothingSaid, action.empty ?? action.then)]
    }
  }

  private static func failures(
    of patience: Patience, silent: Destination? = nil, wrong: Destination?
  ) -> [(Cause, Destination)] {
    [
      (.silence, silent ?? patience.silent ?? patience.giveUp), (.wrong, wrong ?? patience.giveUp),
      (.giveUp, patience.giveUp),
    ]
  }
}

extension Destination {
  /// `nil`: the call ends.
  var step: StepName? {
    switch target {
    case .step(let name): name
    case .hangUp: nil
    }
  }
}

extension Step {
  /// Whether `anywhere` works in it.
  var hearsKeys: Bool {
    switch action {
    case .say(let say): !say.mustHear
    case .menu, .chooseLanguage, .ask, .queue, .record, .lookup, .transfer, .callback, .survey, .caseFile, .followUp,
      .message:
      true
    case .schedule, .set, .choose, .run, .giveBack, .go, .hangUp: false
    }
  }

  var asksForKeys: Bool {
    switch action {
    case .menu, .chooseLanguage, .ask, .callback: true
    case .say, .schedule, .set, .choose, .run, .giveBack, .queue, .record, .lookup, .transfer, .survey, .caseFile,
      .followUp, .message, .go, .hangUp:
      false
    }
  }

  var isQueue: Bool {
    if case .queue = action { true } else { false }
  }

  /// Whether a caller who comes here is with a person, or leaves word for one.
  var reachesPerson: Bool {
    switch action {
    case .queue, .record: true
    case .say, .menu, .chooseLanguage, .ask, .schedule, .set, .choose, .run, .giveBack, .lookup, .transfer, .callback,
      .survey, .caseFile, .followUp, .message, .go, .hangUp:
      false
    }
  }
}
