package import CallFlows

/// What no test visits: steps, and outcomes of steps that have more than one.
package struct FlowCoverage: Sendable, Equatable {
  package struct Gap: Sendable, Equatable {
    package var flow: FlowName
    /// Steps that no test comes to.
    package var steps: [StepName]
    /// Outcomes that no test takes, of the steps that some test comes to.
    package var outcomes: [StepOutcome]

    package var isEmpty: Bool { steps.isEmpty && outcomes.isEmpty }
  }

  package struct StepOutcome: Sendable, Hashable {
    package var step: StepName
    package var outcome: String

    package init(step: StepName, outcome: String) {
      self.step = step
      self.outcome = outcome
    }
  }

  /// One for each flow in which something is missing.
  package var gaps: [Gap]

  package init(of diagrams: [FlowDiagram], by results: [FlowTestResult]) {
    gaps = diagrams.map { diagram in
      Self.gap(diagram, results.filter { $0.test.flow == diagram.flow }.flatMap(\.events))
    }.filter { !$0.isEmpty }
  }

  private static func gap(_ diagram: FlowDiagram, _ events: [TrialEvent]) -> Gap {
    var visited: Set<StepName> = []
    var taken: Set<StepOutcome> = []
    for case .recorded(let entry) in events.map(\.content) {
      if case .visited(let step, _) = entry { visited.insert(step) }
      if case .outcome(let step, let outcome) = entry { taken.insert(StepOutcome(step: step, outcome: outcome)) }
    }
    let missing = diagram.nodes.filter { visited.contains($0.step) }.flatMap { node in
      outcomes(of: node.step, in: diagram).filter { !taken.contains($0) }
    }
    let steps = diagram.nodes.map(\.step).filter { !visited.contains($0) }
    return Gap(flow: diagram.flow, steps: steps, outcomes: missing)
  }

  /// Each once, in the order of the drawing; a step with one outcome only has none to choose from.
  private static func outcomes(of step: StepName, in diagram: FlowDiagram) -> [StepOutcome] {
    var found: [StepOutcome] = []
    for arrow in diagram.arrows where arrow.from == step && !arrow.isAnywhere {
      let outcome = StepOutcome(step: step, outcome: arrow.outcome)
      if !found.contains(outcome) { found.append(outcome) }
    }
    return found.count > 1 ? found : []
  }
}

extension FlowCoverage.Gap: CustomStringConvertible {
  /// `front-desk: no test comes to busy, order; none takes main → 3, night → give-up`.
  package var description: String {
    let parts = [
      steps.isEmpty ? nil : "no test comes to \(steps.map(\.text).joined(separator: ", "))",
      outcomes.isEmpty
        ? nil : "no test takes \(outcomes.map { "\($0.step) → \($0.outcome)" }.joined(separator: ", "))",
    ]
    return "\(flow): " + parts.compactMap { $0 }.joined(separator: "; ")
  }
}
