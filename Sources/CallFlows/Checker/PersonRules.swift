/// A person is always within reach: from every step that waits for keys, `silent`, `wrong` and `give-up`, and from
/// anywhere `failed`, lead to a queue or to a message while the caller does nothing.
///
/// What follows these may end the call: a step to which only their outcomes lead is free, and a queue's
/// `nobody`, `full` or `timeout` that comes to an end is a warning.
struct PersonRules {
  let graph: FlowGraph
  let graphs: FlowGraphs

  func check() -> [Diagnostic] {
    let reachable = graph.reachable()
    let beforePersons = graphs.isBehindPersons(graph.flow.name) ? [] : graph.reachable(throughPersons: false)
    let steps = graph.flow.orderedSteps.filter { reachable.contains($0.name) }
    guard steps.contains(where: { $0.asksForKeys || $0.reachesPerson }) else { return [] }
    return steps.filter { $0.asksForKeys && beforePersons.contains($0.name) }.compactMap(noWay)
      + [noWayAfterFault()].compactMap { $0 }
      + steps.filter(\.isQueue).flatMap(endings)
  }

  private func noWay(from step: Step) -> Diagnostic? {
    for way in graph.ways(from: step.name) where [.silence, .wrong, .giveUp].contains(way.cause) {
      guard let ending = ending(after: way) else { continue }
      let path = PathText.tell(graph.path(to: step.name) ?? [], [way] + ending.ways, endsAt: ending.step)
      return Diagnostic(
        .error, "no way to a person from `\(step.name)`: \(path)", rule: "no-way-to-a-person",
        mend: "lead it to a step that queues or records a message", at: way.destination.location.orElse(step.location))
    }
    return nil
  }

  private func noWayAfterFault() -> Diagnostic? {
    let failed = graph.flow.failed
    let way = FlowGraph.Way(from: "failed", cause: .then, destination: failed)
    guard let ending = ending(after: way) else { return nil }
    let path = PathText.tell([], ending.ways, endsAt: ending.step)
    return Diagnostic(
      .error, "no way to a person after a fault of ours: \(path)", rule: "no-way-to-a-person",
      mend: "lead `failed` to a step that queues or records a message", at: failed.location.orElse(graph.flow.location))
  }

  private func endings(of step: Step) -> [Diagnostic] {
    graph.ways(from: step.name).compactMap { way in
      guard case .queue(_, let outcome) = way.cause, outcome != .answered else { return nil }
      guard graph.delay(of: way) != .never, let ending = ending(after: way) else { return nil }
      return Diagnostic(
        .warning, "`\(outcome.rawValue)` of `\(step.name)` ends the call at `\(ending.step)`", rule: "queue-ends-call",
        mend: "lead it to a menu that goes back to the queue", at: way.destination.location.orElse(step.location))
    }
  }

  private struct Ending {
    var ways: [FlowGraph.Way]
    /// The last step before the call ends.
    var step: StepName
  }

  /// How the call may end, after a way is taken, while the caller does nothing and neither a queue nor a message
  /// comes first; through the flows that are run on the way, and out into those that run this one.
  private func ending(after way: FlowGraph.Way) -> Ending? {
    Self.ending(after: way, ways: [], in: graph, graphs)
  }

  /// A way, and the one that was taken before it.
  private struct Turn {
    var way: FlowGraph.Way
    var before: Int?
  }

  /// The first ending that is met, depth first; what is still to be tried stands in a list, not on the program's stack.
  private static func ending(
    after way: FlowGraph.Way, ways: [FlowGraph.Way], in graph: FlowGraph, _ graphs: FlowGraphs
  ) -> Ending? {
    var turns = [Turn(way: way)]
    var open = [0]
    var seen: Set<StepName> = []
    while let index = open.popLast() {
      let turn = turns[index].way
      guard let name = turn.destination.step else {
        return Ending(ways: ways + taken(to: index, turns), step: turn.from)
      }
      guard let step = graph.flow.steps[name], !step.reachesPerson, seen.insert(name).inserted else { continue }
      if let end = graph.course(at: step)?.idleEnd { return Ending(ways: ways + taken(to: index, turns), step: end) }
      if let result = graph.result(of: name) {
        let path = ways + taken(to: index, turns)
        if let found = ending(afterReturning: result, of: graph.flow.name, path, graphs) { return found }
        continue
      }
      for next in graph.idleWays(from: name).reversed() {
        open.append(turns.count)
        turns.append(Turn(way: next, before: index))
      }
    }
    return nil
  }

  /// The ways that led there, without the first.
  private static func taken(to index: Int, _ turns: [Turn]) -> [FlowGraph.Way] {
    var ways: [FlowGraph.Way] = []
    var place = index
    while let before = turns[place].before {
      ways.append(turns[place].way)
      place = before
    }
    return ways.reversed()
  }

  private static func ending(
    afterReturning result: ResultName, of flow: FlowName, _ ways: [FlowGraph.Way], _ graphs: FlowGraphs
  ) -> Ending? {
    for site in graphs.sites[flow] ?? [] {
      guard let graph = graphs.graph(of: site.flow), let destination = site.action.results[result] else { continue }
      let way = FlowGraph.Way(
        from: site.step.name, cause: .result(flow, result, followsPerson: false), destination: destination)
      if let found = ending(after: way, ways: ways + [way], in: graph, graphs) { return found }
    }
    return nil
  }
}
