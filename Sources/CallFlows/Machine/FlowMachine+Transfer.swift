/// A caller who comes from another flow.
extension FlowMachine {
  /// A fresh way through another flow of the release, with everything that is known of the caller: what was kept, the
  /// reason, the tags, and the language if that flow speaks it.
  package init(continuing other: FlowMachine, in flow: FlowName) {
    let facts = other.variables.facts
    self.init(release: other.release, flow: flow, caller: facts)
    let own = variables.language
    variables = other.variables
    if self.flow?.languages.contains(variables.language) != true { variables.language = own }
    lastPlayback = other.lastPlayback
    lastQueue = other.lastQueue
    askedSurveys = other.askedSurveys
  }
}
