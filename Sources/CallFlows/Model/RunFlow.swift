package typealias ResultName = Name<RunFlow>

/// A flow within a flow: `run`. It comes back with one of its named results, or ends the call.
package struct RunFlow: Sendable, Equatable {
  package var flow: FlowName
  /// What is handed in.
  package var with: [Assignment]
  /// What is kept of what the other flow kept: the name here, and there.
  package var keep: [VariableName: VariableName]
  package var results: [ResultName: Destination]

  package init(
    flow: FlowName, with: [Assignment] = [], keep: [VariableName: VariableName] = [:],
    results: [ResultName: Destination]
  ) {
    self.flow = flow
    self.with = with
    self.keep = keep
    self.results = results
  }

  /// Flows run by flows run by flows, and no deeper.
  package static let deepest = 8
}
