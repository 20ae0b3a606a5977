/// What a flow keeps, sets and is handed: the names its expressions may use, and their types.
struct KeptNames {
  struct Use {
    var expression: Expression
    var location: SourceLocation
    /// Where the value would be seen; `nil`: it stays in the call.
    var shownAs: String?
    /// Whether it has to be yes or no; then this is what asks.
    var condition: String?
  }

  /// A name that is two kinds of thing.
  struct Conflict {
    var name: VariableName
    var first: FlowType
    var second: FlowType
    var location: SourceLocation
  }

  private(set) var types: [VariableName: FlowType] = [:]
  private(set) var secrets: Set<VariableName> = []
  private(set) var conflicts: [Conflict] = []

  init() {}

  /// `others`: of the flows that this one runs.
  init(_ flow: Flow, in release: FlowRelease, others: [FlowName: KeptNames] = [:]) {
    types = flow.inputs
    for step in flow.orderedSteps { keep(what: step, release, others) }
    infer(flow.ownAssignments)
  }

  private mutating func keep(what step: Step, _ release: FlowRelease, _ others: [FlowName: KeptNames]) {
    switch step.action {
    case .ask(let ask):
      guard let name = ask.keep else { return }
      give(name, ask.valueType, at: step.location)
      if ask.secret { secrets.insert(name) }
    case .record(let action): if let name = action.keep { give(name, .text, at: step.location) }
    case .run(let action):
      for (mine, theirs) in action.keep.sorted(by: { $0.key < $1.key }) {
        // One that is not known there is reported where it is named.
        give(mine, others[action.flow]?.types[theirs] ?? .text, at: step.location)
      }
    case .lookup(let action):
      guard let name = action.keep else { return }
      for (field, type) in release.lookups[action.resource]?.types ?? [:] {
        give(Lookup.name(of: field, keptAs: name), type, at: step.location)
      }
    case .survey(let action):
      for question in release.surveys[action.survey]?.questions ?? [] {
        give(question.keep, question.valueType, at: step.location)
      }
    case .caseFile(let action): if let name = action.keep { give(name, .text, at: step.location) }
    case .say, .menu, .chooseLanguage, .schedule, .set, .choose, .giveBack, .queue, .transfer, .callback, .followUp,
      .message, .go, .hangUp:
      break
    }
  }

  private mutating func give(_ name: VariableName, _ type: FlowType, at location: SourceLocation) {
    guard let first = types[name] else { return types[name] = type }
    if first != type { conflicts.append(Conflict(name: name, first: first, second: type, location: location)) }
  }

  /// What is set has the type of its expression, which may name what is set elsewhere.
  private mutating func infer(_ assignments: [Assignment]) {
    var open = assignments
    var hasGrown = true
    while hasGrown {
      let before = open
      open = []
      for assignment in before {
        var inference = ExpressionTypes(names: types)
        if let type = inference.type(of: assignment.value), inference.mistakes.isEmpty {
          give(assignment.name, type, at: assignment.location)
        } else {
          open.append(assignment)
        }
      }
      hasGrown = open.count < before.count
    }
    // What cannot be typed is reported where it is used; the name is there all the same.
    for assignment in open where types[assignment.name] == nil { types[assignment.name] = .text }
    spread(assignments)
  }

  /// A copy of a secret is one.
  private mutating func spread(_ assignments: [Assignment]) {
    var count = -1
    while count != secrets.count {
      count = secrets.count
      for assignment in assignments where assignment.value.tells(secrets) { secrets.insert(assignment.name) }
    }
  }

  /// Something comes from another flow, and is secret there.
  mutating func keepSecret(_ name: VariableName, of flow: Flow) -> Bool {
    guard secrets.insert(name).inserted else { return false }
    spread(flow.ownAssignments)
    return true
  }
}

extension Assignment {
  /// `reason`, `priority` and `tag` belong to the call.
  var isOfTheCall: Bool { ["reason", "priority", "tag"].contains(name) }
}

extension Flow {
  /// Without what belongs to the call.
  fileprivate var ownAssignments: [Assignment] { assignments.filter { !$0.isOfTheCall } }

  /// Everything that is set anywhere, each with the best place to point at.
  var assignments: [Assignment] {
    let stepped = orderedSteps.flatMap { step -> [Assignment] in
      guard case .set(let assignments, _) = step.action else { return [] }
      return assignments.map { $0.located(orElse: step.location) }
    }
    return stepped + destinations.flatMap { use in use.destination.set.map { $0.located(orElse: use.location) } }
  }
}

extension Assignment {
  fileprivate func located(orElse location: SourceLocation) -> Assignment {
    var assignment = self
    assignment.location = assignment.location.orElse(location)
    return assignment
  }
}

/// The names of all flows: what one flow hands to another, and keeps of it, is as secret there as here.
struct ReleaseNames {
  private var flows: [FlowName: KeptNames] = [:]

  init(_ release: FlowRelease) {
    let ordered = release.flows.values.sorted { $0.name < $1.name }
    for flow in ordered { learn(flow, release, depth: 0) }
    while ordered.map({ share($0, release) }).contains(true) {}
  }

  func names(in flow: Flow) -> KeptNames { flows[flow.name] ?? KeptNames() }

  func types(in flow: FlowName) -> [VariableName: FlowType] { flows[flow]?.types ?? [:] }

  /// Those that it runs first: what is kept of them has their types.
  private mutating func learn(_ flow: Flow, _ release: FlowRelease, depth: Int) {
    guard flows[flow.name] == nil, depth <= release.flows.count else { return }
    for run in flow.runs {
      if let other = release.flows[run.action.flow] { learn(other, release, depth: depth + 1) }
    }
    if flows[flow.name] == nil { flows[flow.name] = KeptNames(flow, in: release, others: flows) }
  }

  /// Whether something became secret that was none.
  private mutating func share(_ flow: Flow, _ release: FlowRelease) -> Bool {
    var hasGrown = false
    for run in flow.runs {
      guard let other = release.flows[run.action.flow], let own = flows[flow.name] else { continue }
      for handed in run.action.with where handed.value.tells(own.secrets) {
        if flows[other.name]?.keepSecret(handed.name, of: other) == true { hasGrown = true }
      }
      let theirs = flows[other.name]?.secrets ?? []
      for (mine, name) in run.action.keep where theirs.contains(name) {
        if flows[flow.name]?.keepSecret(mine, of: flow) == true { hasGrown = true }
      }
    }
    return hasGrown
  }
}

extension SurveyQuestion {
  fileprivate var valueType: FlowType {
    switch kind {
    case .csat, .nps: .number
    case .yesNo: .yesNo
    case .comment: .text
    }
  }
}
