/// Rounds that nothing breaks.
struct LoopFinder {
  enum Kind {
    /// Said, or waited in silence, and so on again, whatever happens outside.
    case idle
    /// In no time at all: a queue is found full or without agents, and tried again at once. Where words or a question
    /// stand between, or the queue lets callers wait first, the round waits for an agent in its own way.
    case instant
  }

  let graph: FlowGraph
  let kind: Kind
  private(set) var loops: [[StepName]] = []
  private var finished: Set<StepName> = []

  init(graph: FlowGraph, kind: Kind) {
    self.graph = graph
    self.kind = kind
  }

  /// Looks for rounds from a step on. The way so far stands in a list of its own, not on the program's stack: a flow may
  /// have ten thousand steps in a row.
  mutating func visit(_ name: StepName) {
    var way = Way()
    enter(name, &way)
    while let last = way.stops.last {
      if last.next < last.targets.count {
        way.stops[way.stops.count - 1].next += 1
        enter(last.targets[last.next], &way)
      } else {
        finished.insert(last.name)
        way.places[last.name] = nil
        way.stops.removeLast()
      }
    }
  }

  private struct Way {
    struct Stop {
      var name: StepName
      var targets: [StepName]
      var next = 0
    }

    var stops: [Stop] = []
    var places: [StepName: Int] = [:]
  }

  private mutating func enter(_ name: StepName, _ way: inout Way) {
    if let place = way.places[name] {
      let loop = way.stops[place...].map(\.name)
      if !loops.contains(where: { Set($0) == Set(loop) }) { loops.append(loop) }
      return
    }
    guard graph.flow.steps[name] != nil, !finished.contains(name) else { return }
    way.places[name] = way.stops.count
    way.stops.append(Way.Stop(name: name, targets: ways(from: name).compactMap(\.destination.step)))
  }

  private func ways(from name: StepName) -> [FlowGraph.Way] {
    switch kind {
    case .idle: graph.idleWays(from: name)
    case .instant: graph.flow.steps[name].map(graph.instantWays) ?? []
    }
  }
}
