/// What a caller meets where a way leads, in words: "the queue `sales`", "a message (`night`)", "the end of the call".
struct MeetingPoint {
  let graph: FlowGraph

  /// In a round of nothing but `go` there is no landing.
  private static let mostPassages = 50

  /// The first step on the way that does more than lead on; `nil`: the call ends.
  func landing(of destination: Destination) -> StepName? {
    var next = destination.step
    for _ in 0..<Self.mostPassages {
      guard let name = next, case .go(let onward)? = graph.flow.steps[name]?.action else { return next }
      next = onward.step
    }
    return next
  }

  func words(for destination: Destination) -> String {
    guard let name = landing(of: destination) else { return "the end of the call" }
    return words(for: name)
  }

  func words(for name: StepName) -> String {
    switch graph.flow.steps[name]?.action {
    case .menu: "the menu `\(name)`"
    case .chooseLanguage: "the choice of languages `\(name)`"
    case .ask: "the question `\(name)`"
    case .schedule(let question): "the opening hours of `\(question.schedule)`"
    case .queue(let action): "the queue `\(action.queue)`"
    case .record: "a message (`\(name)`)"
    case .lookup: "the lookup `\(name)`"
    case .transfer: "a transfer (`\(name)`)"
    case .callback: "a callback (`\(name)`)"
    case .survey: "a survey (`\(name)`)"
    case .choose: "the choice `\(name)`"
    case .run(let action): "the flow `\(action.flow)`"
    case .giveBack(let result): "the result `\(result)`"
    case .say(let say) where landing(of: say.then) == nil: "`\(name)` and then the end of the call"
    case .hangUp: "the end of the call"
    default: "`\(name)`"
    }
  }
}
