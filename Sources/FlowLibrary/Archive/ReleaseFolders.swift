/// Where a release's files lie: the folder of flows and the folder of prompts.
package struct ReleaseFolders: Sendable, Hashable {
  package var flows: String
  package var prompts: String

  package init(flows: String, prompts: String) {
    self.flows = flows
    self.prompts = prompts
  }

  /// The two, each with what the names of its files begin with.
  var parts: [(prefix: String, path: String)] { [("flows", flows), ("prompts", prompts)] }
}
