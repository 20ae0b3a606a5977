/// Steps nobody comes to, rounds nobody breaks, menus too deep, questions asked twice.
struct ReachRules {
  static let deepestMenu = 3

  let graph: FlowGraph

  func check() -> [Diagnostic] {
    let reachable = graph.reachable()
    return unreachable(reachable) + loops(reachable) + depths() + askedTwice(reachable)
  }

  private func unreachable(_ reachable: Set<StepName>) -> [Diagnostic] {
    // Of a name that is wrong it is not known to which step it would have led.
    let named = [graph.flow.start] + graph.flow.destinations.compactMap(\.destination.step)
    guard named.allSatisfy({ graph.flow.steps[$0] != nil }) else { return [] }
    return graph.flow.orderedSteps.filter { !reachable.contains($0.name) }.map { step in
      Diagnostic(
        .error, "nothing leads to the step `\(step.name)`", rule: "unreachable-step",
        mend: "lead an outcome to it, or take it out", at: step.location)
    }
  }

  private func loops(_ reachable: Set<StepName>) -> [Diagnostic] {
    var idle = LoopFinder(graph: graph, kind: .idle)
    var instant = LoopFinder(graph: graph, kind: .instant)
    for name in graph.flow.order where reachable.contains(name) {
      idle.visit(name)
      instant.visit(name)
    }
    let alone = instant.loops.filter { loop in !idle.loops.contains { Set($0) == Set(loop) } }
    return idle.loops.compactMap { loop in
      endless(loop, "while the caller does nothing", mend: "lead one of them to a queue")
    }
      + alone.compactMap(endlessQueueing)
  }

  private func endlessQueueing(_ loop: [StepName]) -> Diagnostic? {
    let outcomes = Set(
      zip(loop, loop.dropFirst() + loop.prefix(1)).flatMap { from, to in
        graph.ways(from: from).filter { graph.delay(of: $0) == .atOnce && $0.destination.step == to }
          .compactMap { if case .queue(_, let outcome) = $0.cause { outcome } else { nil } }
      })
    let conditions: [(outcome: QueueOutcome, told: String)] = [
      (.nobody, "nobody is there"), (.full, "the queue is full"), (.timeout, "`at-most` is below 1s"),
    ]
    let told = conditions.filter { outcomes.contains($0.outcome) }.map(\.told).joined(separator: " or ")
    let waiting = outcomes == [.nobody] ? ", or let callers wait: `nobody: after 60s`" : ""
    return endless(loop, "without a pause while \(told)", mend: "put a `say` or a menu between" + waiting)
  }

  private func endless(_ loop: [StepName], _ condition: String, mend: String) -> Diagnostic? {
    guard let first = loop.first, let step = graph.flow.steps[first] else { return nil }
    let round = (loop + [first]).map { "`\($0)`" }.joined(separator: " → ")
    let sentence = "\(round) goes round for ever \(condition)"
    return Diagnostic(.error, sentence, rule: "endless-loop", mend: mend, at: step.location)
  }

  private func depths() -> [Diagnostic] {
    var depths = [graph.flow.start: cost(of: graph.flow.start)]
    var next = [graph.flow.start]
    while let step = next.popLast() {
      for target in graph.ways(from: step).compactMap(\.destination.step) {
        let depth = (depths[step] ?? 0) + cost(of: target)
        if depth < depths[target] ?? .max {
          depths[target] = depth
          next.append(target)
        }
      }
    }
    return graph.flow.orderedSteps.compactMap { step in
      guard cost(of: step.name) == 1, let depth = depths[step.name], depth > Self.deepestMenu else { return nil }
      return Diagnostic(
        .warning, "`\(step.name)` is the \(depth)th menu on the way; callers get lost after \(Self.deepestMenu)",
        rule: "menu-depth", mend: "flatten the menus", at: step.location)
    }
  }

  private func cost(of name: StepName) -> Int {
    if case .menu = graph.flow.steps[name]?.action { 1 } else { 0 }
  }

  private func askedTwice(_ reachable: Set<StepName>) -> [Diagnostic] {
    let asks = graph.flow.orderedSteps.filter { reachable.contains($0.name) && $0.askPrompt != nil }
    return asks.flatMap { later in
      asks.filter { $0.name != later.name && $0.askPrompt == later.askPrompt }
        .filter { leads(from: $0.name, to: later.name) }
        .map { earlier in
          Diagnostic(
            .warning, "`\(later.name)` asks again what `\(earlier.name)` has asked", rule: "asked-twice",
            mend: "keep the first answer", at: later.location)
        }
    }
  }

  private func leads(from: StepName, to: StepName) -> Bool {
    var found: Set<StepName> = []
    var next = [from]
    while let step = next.popLast() {
      for way in graph.ways(from: step) {
        if case .anywhere = way.cause { continue }
        guard let target = way.destination.step, found.insert(target).inserted else { continue }
        if target == to { return true }
        next.append(target)
      }
    }
    return false
  }
}

extension Step {
  fileprivate var askPrompt: PromptName? {
    if case .ask(let ask) = action { ask.prompt } else { nil }
  }
}
