package import CallFlows

/// What a drawing of a flow shows: what would be the same arrow from everywhere is said once, in the legend.
package struct FlowDrawing: Sendable, Equatable {
  package struct Arrow: Sendable, Equatable {
    var from: StepName
    /// `nil`: the call ends.
    var to: StepName?
    /// All the ways that lead from here to there.
    var labels: [String]
    /// Taken without a key.
    var isIdle: Bool
    /// Leads to a step through which a call has come here.
    var isBack = false
  }

  /// So many steps have to fail into the same one before that stands in the legend.
  private static let common = 3
  /// What a step's failures are called on arrows.
  private static let failures: Set<String> = ["silent", "wrong", "give up"]

  let diagram: FlowDiagram
  /// The words of a prompt, for those who point at a step.
  let words: [PromptName: String]
  let arrows: [Arrow]
  let legend: [String]

  package init(_ diagram: FlowDiagram, words: [PromptName: String] = [:]) {
    self.diagram = diagram
    self.words = words
    let shown = diagram.arrows.filter { !$0.isAnywhere }
    let usual = Self.usualFailure(shown)
    let kept = shown.filter { arrow in usual == nil || !Self.failures.contains(arrow.label) || arrow.to != usual }
    let parents = Self.parents(kept, from: diagram.start)
    arrows = Self.merged(kept).map { arrow in
      var arrow = arrow
      arrow.isBack = arrow.to.map { Self.leads(from: $0, to: arrow.from, by: parents) } ?? false
      return arrow
    }
    legend = Self.legend(diagram, usual)
  }

  /// The step into which many others fail.
  private static func usualFailure(_ arrows: [FlowDiagram.Arrow]) -> StepName? {
    var sources: [StepName: Set<StepName>] = [:]
    for arrow in arrows where failures.contains(arrow.label) {
      if let to = arrow.to { sources[to, default: []].insert(arrow.from) }
    }
    let most = sources.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
    return most.flatMap { $0.value.count >= common ? $0.key : nil }
  }

  /// From where a call comes first to each step, on its shortest way.
  private static func parents(_ arrows: [FlowDiagram.Arrow], from start: StepName) -> [StepName: StepName] {
    let ways = Dictionary(grouping: arrows, by: \.from)
    var parents: [StepName: StepName] = [:]
    var next = [start]
    var index = 0
    while index < next.count {
      let step = next[index]
      index += 1
      for target in (ways[step] ?? []).compactMap(\.to) where target != start && parents[target] == nil {
        parents[target] = step
        next.append(target)
      }
    }
    return parents
  }

  /// Whether a call that comes to `end` on its shortest way has passed `step`.
  private static func leads(from step: StepName, to end: StepName, by parents: [StepName: StepName]) -> Bool {
    var place: StepName? = end
    // No shortest way is a round.
    while let here = place {
      if here == step { return true }
      place = parents[here]
    }
    return false
  }

  private static func merged(_ arrows: [FlowDiagram.Arrow]) -> [Arrow] {
    arrows.reduce(into: [Arrow]()) { merged, arrow in
      if let index = merged.firstIndex(where: { $0.from == arrow.from && $0.to == arrow.to }) {
        if !merged[index].labels.contains(arrow.label) { merged[index].labels.append(arrow.label) }
        merged[index].isIdle = merged[index].isIdle && arrow.isIdle
      } else {
        merged.append(Arrow(from: arrow.from, to: arrow.to, labels: [arrow.label], isIdle: arrow.isIdle))
      }
    }
  }

  private static func legend(_ diagram: FlowDiagram, _ usual: StepName?) -> [String] {
    diagram.anywhere.map { "\($0.keys) in every step: \($0.meaning)" }
      + (usual.map { ["silent, wrong or give up, unless drawn: → \($0)"] } ?? [])
      + (diagram.failed.map { ["a fault of the service: → \($0)"] } ?? [])
      + (diagram.fax.map { ["a fax: → \($0)"] } ?? [])
  }
}

extension FlowDrawing {
  /// What stands in a step's box: its name, and below what it does.
  func lines(of node: FlowDiagram.Node) -> [String] {
    let what = [node.kind.rawValue, node.subject].compactMap { $0 }.joined(separator: " ")
    return [node.step.text, what]
  }

  /// The words of a step's prompts; its prompts' names where nobody wrote words down.
  func tooltip(of node: FlowDiagram.Node) -> String {
    if node.prompts.isEmpty { return lines(of: node).joined(separator: ": ") }
    return node.prompts.map { words[$0] ?? $0.text }.joined(separator: " ")
  }

  /// The dialled numbers, or the flow's name where it has none.
  var entrance: String { diagram.numbers.isEmpty ? diagram.flow.text : diagram.numbers.joined(separator: ", ") }
}

extension FlowDrawing.Arrow {
  /// Keys first, then what happens by itself: `1, 2, silent`.
  var label: String { labels.filter { !$0.isEmpty }.joined(separator: ", ") }
}
