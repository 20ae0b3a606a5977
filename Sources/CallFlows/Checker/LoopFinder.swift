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

  mutating func visit(_ name: StepName) {
    visit(name, path: [])
  }

  private mutating func visit(_ name: StepName, path: [StepName]) {
    if let index = path.firstIndex(of: name) {
      let loop = Array(path[index...])
      if !loops.contains(where: { Set($0) == Set(loop) }) { loops.append(loop) }
      return
    }
    guard graph.flow.steps[name] != nil, !finished.contains(name) else { return }
    for target in ways(from: name).compactMap(\.destination.step) { visit(target, path: path + [name]) }
    finished.insert(name)
  }

  private func ways(from name: StepName) -> [FlowGraph.Way] {
    switch kind {
    case .idle: graph.idleWays(from: name)
    case .instant: graph.flow.steps[name].map(graph.instantWays) ?? []
    }
  }
}
