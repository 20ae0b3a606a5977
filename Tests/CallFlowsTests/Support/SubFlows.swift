import CallFlows

/// A flow that others run: nobody dials it.
func subFlow(
  _ name: FlowName, _ steps: [(StepName, Action)], inputs: [VariableName: FlowType] = [:],
  languages: [Language] = ["en"], anywhere: [Key: AnywhereAction] = [:], failed: StepName = "help",
  fax: Destination? = nil
) -> Flow {
  let help: [(StepName, Action)] =
    failed == "help" ? [("help", .queue("support", nobody: .hangUp, full: .hangUp, timeout: .hangUp))] : []
  let all = steps + help
  return Flow(
    name: name, numbers: [], languages: languages, anywhere: anywhere, start: all.first?.0 ?? "none",
    failed: .step(failed), fax: fax, inputs: inputs,
    steps: all.enumerated().map { index, step in
      Step(
        name: step.0, action: step.1, location: SourceLocation(file: "\(name).yaml", line: index + 10, column: 3))
    }, location: SourceLocation(file: "\(name).yaml", line: 1, column: 1))
}

extension Action {
  static func run(
    _ flow: FlowName, with: [VariableName: Expression] = [:], keep: [VariableName: VariableName] = [:],
    _ results: [ResultName: Destination]
  ) -> Action {
    let handed = with.sorted { $0.key < $1.key }.map { Assignment(name: $0.key, value: $0.value) }
    return .run(RunFlow(flow: flow, with: handed, keep: keep, results: results))
  }

  static func choose(_ condition: Expression, _ go: Destination, otherwise: Destination) -> Action {
    .choose(Choose(branches: [.init(.when(condition), go: go)], otherwise: otherwise))
  }
}
