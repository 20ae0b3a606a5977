/// What a flow that runs another must know of it.
struct SubFlowCourse {
  /// Every result it may come back with.
  private(set) var results: Set<ResultName> = []
  /// Those that a person has always come before.
  private(set) var resultsBehindPersons: Set<ResultName> = []
  /// Those it may come to while its caller does nothing, and before a person.
  private(set) var idleResults: Set<ResultName> = []
  /// Those it may come to in no time at all.
  private(set) var instantResults: Set<ResultName> = []
  /// Where it may end the call while its caller does nothing, and before a person.
  private(set) var idleEnd: StepName?

  init(of graph: FlowGraph) {
    results = Set(graph.reachable().compactMap(graph.result))
    resultsBehindPersons = results.subtracting(graph.reachable(throughPersons: false).compactMap(graph.result))
    walk(graph)
    instantResults = Self.instantResults(in: graph)
  }

  /// Depth first; what is still to be met stands in a list, not on the program's stack.
  private mutating func walk(_ graph: FlowGraph) {
    /// A step, or the call's end behind one.
    enum Place {
      case step(StepName)
      case end(StepName)
    }
    var open = [Place.step(graph.flow.start)]
    var seen: Set<StepName> = []
    while let place = open.popLast() {
      guard case .step(let name) = place else {
        if case .end(let name) = place { idleEnd = idleEnd ?? name }
        continue
      }
      guard let step = graph.flow.steps[name], !step.reachesPerson, seen.insert(name).inserted else { continue }
      if let result = graph.result(of: name) { idleResults.insert(result) }
      if let end = graph.course(at: step)?.idleEnd { idleEnd = idleEnd ?? end }
      open += graph.idleWays(from: name).reversed().map { way in
        way.destination.step.map { Place.step($0) } ?? Place.end(name)
      }
    }
  }

  private static func instantResults(in graph: FlowGraph) -> Set<ResultName> {
    var found: Set<StepName> = []
    var next = [graph.flow.start]
    while let name = next.popLast() {
      guard let step = graph.flow.steps[name], found.insert(name).inserted else { continue }
      next += graph.instantWays(from: step).compactMap(\.destination.step)
    }
    return Set(found.compactMap(graph.result))
  }
}

/// All flows of a release as graphs, and who runs whom.
struct FlowGraphs {
  struct Site {
    var flow: FlowName
    var step: Step
    var action: RunFlow
  }

  private(set) var graphs: [FlowName: FlowGraph] = [:]
  /// Flows that run themselves, directly or by way of others: each round, beginning with its first.
  private(set) var rounds: [[FlowName]] = []
  /// Where each flow is run.
  let sites: [FlowName: [Site]]
  private let release: FlowRelease
  private let queues: [QueueName: QueueRule]

  init(_ release: FlowRelease, queues: [QueueName: QueueRule]) {
    self.release = release
    self.queues = queues
    let flows = release.flows.values.sorted { $0.name < $1.name }
    let all = flows.flatMap { flow in flow.runs.map { Site(flow: flow.name, step: $0.step, action: $0.action) } }
    sites = Dictionary(grouping: all, by: \.action.flow)
    for flow in flows { build(flow, path: []) }
  }

  func graph(of flow: FlowName) -> FlowGraph? { graphs[flow] }

  /// Whether whoever comes to this flow has been with a person already.
  func isBehindPersons(_ flow: FlowName, depth: Int = 0) -> Bool {
    guard depth <= RunFlow.deepest, let own = release.flows[flow], own.numbers.isEmpty else { return false }
    let sites = sites[flow] ?? []
    return !sites.isEmpty
      && sites.allSatisfy { site in
        let before = graphs[site.flow]?.reachable(throughPersons: false) ?? []
        return !before.contains(site.step.name) || isBehindPersons(site.flow, depth: depth + 1)
      }
  }

  /// How many flows deep this one goes.
  func depth(of flow: FlowName, below limit: Int = RunFlow.deepest + 1) -> Int {
    guard limit > 0, let flow = release.flows[flow] else { return 0 }
    return (flow.runs.map { depth(of: $0.action.flow, below: limit - 1) }.max() ?? -1) + 1
  }

  private mutating func build(_ flow: Flow, path: [FlowName]) {
    if let index = path.firstIndex(of: flow.name) {
      let round = Array(path[index...])
      if !rounds.contains(where: { Set($0) == Set(round) }) { rounds.append(round) }
      return
    }
    guard graphs[flow.name] == nil, path.count <= release.flows.count else { return }
    for run in flow.runs {
      if let next = release.flows[run.action.flow] { build(next, path: path + [flow.name]) }
    }
    let courses = flow.runs.compactMap { run in
      graphs[run.action.flow].map { (run.action.flow, SubFlowCourse(of: $0)) }
    }
    graphs[flow.name] = FlowGraph(
      flow, queues: queues, courses: Dictionary(courses, uniquingKeysWith: { first, _ in first }))
  }
}

extension Flow {
  /// The steps that run another flow.
  var runs: [(step: Step, action: RunFlow)] {
    orderedSteps.compactMap { step in
      if case .run(let action) = step.action { (step, action) } else { nil }
    }
  }
}
