/// Says whether everything a release would put before callers is sound, before it goes live.
package enum FlowChecker {
  /// All mistakes in all flows and schedules of a release, in the order of files, lines and columns.
  ///
  /// `queues` holds every queue there is. `prompts` holds, for every language, the names that have words or a recording in it, the service's own included.
  /// `music`, when given, holds the names in `Prompts/music/`.
  package static func check(
    release: FlowRelease, queues: [QueueName: QueueRule], prompts: [Language: Set<PromptName>],
    music: Set<PromptName>? = nil
  ) -> [Diagnostic] {
    let flows = release.flows.values.sorted { $0.name < $1.name }
    let graphs = FlowGraphs(release, queues: queues)
    let names = ReleaseNames(release)
    var found = numbers(of: flows, run: Set(graphs.sites.keys))
    found += release.schedules.values.flatMap(ScheduleRules.check)
    for flow in flows {
      let graph = graphs.graph(of: flow.name) ?? FlowGraph(flow, queues: queues)
      found += ReferenceRules(
        flow: flow, queues: Set(queues.keys), schedules: Set(release.schedules.keys),
        surveys: release.surveys
      ).check()
      found += PromptRules(
        flow: flow, prompts: prompts, music: music, queues: queues, surveys: release.surveys
      ).check()
      found += LookupRules(flow: flow, lookups: release.lookups).check()
      found += TransferRules(flow: flow, release: release).check()
      found += KeyRules.check(flow)
      found += ValueRules(flow, in: release, names).check()
      found += SpokenRules(flow, in: release, queues: queues, names: names.names(in: flow)).check()
      found += RunRules(flow: flow, release: release, graphs: graphs, names: names).check()
      found += ReachRules(graph: graph).check()
      // A way through a flow that runs itself has no end to look for.
      if graphs.rounds.isEmpty { found += PersonRules(graph: graph, graphs: graphs).check() }
    }
    return ordered(found)
  }

  /// Every prompt that some call may hear, the service's own included; music is not among them.
  package static func promptsUsed(
    by release: FlowRelease, queues: [QueueName: QueueRule] = [:]
  ) -> Set<PromptName> {
    Set(release.flows.values.flatMap { PromptRules.uses(of: $0, queues: queues, surveys: release.surveys).map(\.name) })
  }

  /// Every tune that a step names; queues name their own.
  package static func musicUsed(by release: FlowRelease) -> Set<PromptName> {
    let steps = release.flows.values.flatMap(\.steps.values)
    return Set(steps.compactMap { if case .queue(let action) = $0.action { action.music } else { nil } })
  }

  /// `run`: flows that others run, which nobody has to dial.
  private static func numbers(of flows: [Flow], run: Set<FlowName>) -> [Diagnostic] {
    var owners: [String: FlowName] = [:]
    var found = flows.filter { $0.numbers.isEmpty && !run.contains($0.name) }.map { flow in
      Diagnostic(
        .warning, "nobody can dial the flow `\(flow.name)`", rule: "no-numbers",
        mend: "add `numbers: [\"100\"]`, or run it from another flow",
        at: flow.location)
    }
    for flow in flows {
      for number in flow.numbers {
        if let owner = owners[number] {
          let sentence =
            owner == flow.name
            ? "number \(number) is named twice" : "number \(number) already starts the flow `\(owner)`"
          found.append(
            Diagnostic(.error, sentence, rule: "duplicate-number", mend: "keep it in one place", at: flow.location))
        } else {
          owners[number] = flow.name
        }
      }
    }
    return found
  }

  /// One diagnostic for a mistake that many steps inherit from one line.
  private static func ordered(_ found: [Diagnostic]) -> [Diagnostic] {
    let unique = found.reduce(into: [Diagnostic]()) { kept, next in
      if !kept.contains(next) { kept.append(next) }
    }
    return unique.sorted { left, right in
      let (a, b) = (left.location, right.location)
      return (a.file, a.line, a.column, left.rule, left.sentence) < (
        b.file, b.line, b.column, right.rule, right.sentence
      )
    }
  }
}
