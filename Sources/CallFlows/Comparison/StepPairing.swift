/// Which step of the new flow is which of the old one: that of the same name, or one that only got another name.
struct StepPairing {
  /// By the old step's name.
  private(set) var newNames: [StepName: StepName] = [:]
  private(set) var oldNames: [StepName: StepName] = [:]

  init(_ old: FlowGraph, _ new: FlowGraph) {
    for name in old.flow.order where new.flow.steps[name] != nil { pair(name, name) }
    var open = old.flow.order.filter { newNames[$0] != nil }
    if consider(old.flow.start, new.flow.start, old, new) { open.append(old.flow.start) }
    // Each turn pairs a step or takes one away: the loop ends.
    while let name = open.popLast() {
      guard let other = newNames[name] else { continue }
      let ways = Dictionary(new.ways(from: other).map { ($0.cause, $0) }, uniquingKeysWith: { first, _ in first })
      for way in old.ways(from: name) {
        guard let target = way.destination.step, let there = ways[way.cause]?.destination.step,
          consider(target, there, old, new)
        else { continue }
        open.append(target)
      }
    }
  }

  /// Whether two destinations lead to the same step, or both end the call.
  func isSame(_ old: StepName?, _ new: StepName?) -> Bool {
    guard let old, let new else { return old == nil && new == nil }
    return newNames[old] == new
  }

  /// Pairs two steps that nobody else claims and that do the same.
  private mutating func consider(
    _ name: StepName, _ other: StepName, _ old: FlowGraph, _ new: FlowGraph
  ) -> Bool {
    guard newNames[name] == nil, oldNames[other] == nil, let before = old.flow.steps[name],
      let now = new.flow.steps[other], before.action.kind == now.action.kind,
      SettingsOutline(of: before.action) == SettingsOutline(of: now.action)
    else { return false }
    pair(name, other)
    return true
  }

  private mutating func pair(_ name: StepName, _ other: StepName) {
    newNames[name] = other
    oldNames[other] = name
  }
}
