/// Flows that run others: they exist, do not run themselves, speak the caller's language, are handed what they want, and
/// come back to where something is said of it.
struct RunRules {
  let flow: Flow
  let release: FlowRelease
  let graphs: FlowGraphs
  let names: ReleaseNames

  func check() -> [Diagnostic] {
    flow.runs.flatMap { run in check(run.action, run.step) } + rounds() + depth() + returns()
  }

  private func check(_ action: RunFlow, _ step: Step) -> [Diagnostic] {
    guard let other = release.flows[action.flow] else {
      let mend = Suggestion.mend(for: action.flow.text, among: release.flows.keys.map(\.text))
      return [
        error("there is no flow `\(action.flow)`", "unknown-flow", mend, at: step.place(of: .flow(action.flow)))
      ]
    }
    return results(action, step) + languages(other, step) + inputs(action, other, step) + kept(action, step)
  }

  private func results(_ action: RunFlow, _ step: Step) -> [Diagnostic] {
    guard let graph = graphs.graph(of: action.flow) else { return [] }
    let results = SubFlowCourse(of: graph).results
    let uncovered = results.subtracting(action.results.keys).sorted().map { result in
      error(
        "`\(step.name)` does not say where `\(result)` of `\(action.flow)` leads", "uncovered-outcome",
        "add `\(result): STEP` to the step", at: step.location)
    }
    let unknown = action.results.sorted { $0.key < $1.key }.filter { !results.contains($0.key) }.map { name, way in
      let known = results.sorted().map(\.text) + ["with", "keep"]
      let mend = Suggestion.mend(for: name.text, among: known)
      let comes =
        results.isEmpty ? "it never comes back" : "known are: \(results.sorted().map(\.text).joined(separator: ", "))"
      return error(
        "`\(action.flow)` never returns `\(name)`", "unknown-result", mend.isEmpty ? comes : mend,
        at: way.location.orElse(step.location))
    }
    return uncovered + unknown
  }

  private func languages(_ other: Flow, _ step: Step) -> [Diagnostic] {
    flow.languages.filter { !other.languages.contains($0) }.map { language in
      error(
        "`\(other.name)` does not speak `\(language)`, which `\(flow.name)` does", "missing-language",
        "add \(language) to the `languages` of `\(other.name)`", at: step.place(of: .flow(other.name)))
    }
  }

  private func inputs(_ action: RunFlow, _ other: Flow, _ step: Step) -> [Diagnostic] {
    let given = Set(action.with.map(\.name))
    let missing = other.inputs.keys.filter { !given.contains($0) }.sorted().map { name in
      error(
        "`\(step.name)` does not hand `\(name)` to `\(other.name)`", "missing-key", "add it to `with`",
        at: step.location)
    }
    return missing
      + action.with.compactMap { assignment in
        let location = assignment.location.orElse(step.location)
        guard let wanted = other.inputs[assignment.name] else {
          let mend = Suggestion.mend(for: assignment.name.text, among: other.inputs.keys.map(\.text))
          return error("`\(other.name)` takes no `\(assignment.name)`", "unknown-name", mend, at: location)
        }
        var types = ExpressionTypes(names: names.types(in: flow.name))
        guard let type = types.type(of: assignment.value), !type.fits(wanted) else { return nil }
        return error(
          "`\(assignment.name)` of `\(other.name)` is \(wanted.phrase), and `\(assignment.value)` \(type.phrase)",
          "bad-type", "", at: location)
      }
  }

  private func kept(_ action: RunFlow, _ step: Step) -> [Diagnostic] {
    let known = names.types(in: action.flow)
    return action.keep.values.filter { known[$0] == nil }.sorted().map { name in
      let mend = Suggestion.mend(for: name.text, among: known.keys.map(\.text))
      return error("`\(action.flow)` keeps no `\(name)`", "unknown-name", mend, at: step.location)
    }
  }

  private func rounds() -> [Diagnostic] {
    graphs.rounds.filter { $0.first == flow.name }.map { round in
      let told = (round + [flow.name]).map { "`\($0)`" }.joined(separator: " → ")
      return error(
        "\(told): a flow cannot run itself", "recursive-run", "lead one of them to a step instead", at: flow.location)
    }
  }

  private func depth() -> [Diagnostic] {
    guard graphs.rounds.isEmpty, !flow.numbers.isEmpty, graphs.depth(of: flow.name) > RunFlow.deepest else { return [] }
    let sentence = "`\(flow.name)` runs flows that run flows, more than \(RunFlow.deepest) deep"
    return [error(sentence, "deep-run", "run fewer inside one another", at: flow.location)]
  }

  /// Whoever dials a flow has nothing to come back to.
  private func returns() -> [Diagnostic] {
    guard !flow.numbers.isEmpty || graphs.sites[flow.name] == nil else { return [] }
    return flow.orderedSteps.compactMap { step in
      guard case .giveBack(let result) = step.action else { return nil }
      let mend = flow.numbers.isEmpty ? "run it from another: `run: \(flow.name)`" : "take its `numbers` away"
      return error(
        "`\(result)` returns to nobody: `\(flow.name)` is not run by a flow", "return-to-nobody", mend,
        at: step.location)
    }
  }

  private func error(_ sentence: String, _ rule: String, _ mend: String, at location: SourceLocation) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: location)
  }
}

extension FlowType {
  /// Whether a value of this type may stand where that type is wanted.
  func fits(_ wanted: FlowType) -> Bool {
    if case .money(let one) = self, case .money(let other) = wanted { return one == other || other.isEmpty }
    return self == wanted
  }
}
