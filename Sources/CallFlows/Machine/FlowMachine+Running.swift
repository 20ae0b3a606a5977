internal import Timekeeping

/// A flow that waits for another to come back.
struct Frame: Sendable {
  var flow: Flow?
  var flowName: FlowName
  var step: Step
  var action: RunFlow
  var kept: [VariableName: FlowValue]
  var menus: [StepName]
}

/// `run` and `return`. What a flow keeps is its own; the language, the reason, the tags and the priority are the call's.
extension FlowMachine {
  mutating func enter(_ action: RunFlow, of step: Step, at now: ClockReading) -> Onward {
    guard let next = release.flows[action.flow] else { return fault("there is no flow \(action.flow)", at: now) }
    guard frames.count < RunFlow.deepest else {
      return fault("flows run flows more than \(RunFlow.deepest) deep, last \(action.flow)", at: now)
    }
    // A place in a queue belongs to the flow that took it.
    leaveQueue()
    let clock = clock(at: now)
    let inputs = action.with.map { ($0.name, variables.value(of: $0.value, at: clock)) }
    frames.append(
      Frame(flow: flow, flowName: flowName, step: step, action: action, kept: variables.kept, menus: menus))
    flow = next
    flowName = next.name
    menus = []
    variables.kept = Dictionary(inputs, uniquingKeysWith: { first, _ in first })
    record(.ran(next.name))
    return .go(Destination(.step(next.start)))
  }

  mutating func comeBack(with result: ResultName, at now: ClockReading) -> Onward {
    let (name, kept) = (flowName, variables.kept)
    guard let frame = resumeCaller() else { return fault("`\(result)` of \(name) leads back to no flow", at: now) }
    record(.returned(name, result.text))
    for (mine, theirs) in frame.action.keep.sorted(by: { $0.key < $1.key }) {
      guard let value = kept[theirs] else { continue }
      variables.keep(value, as: mine).forEach { record($0) }
    }
    step = frame.step.name
    guard let destination = frame.action.results[result] else {
      return fault("`\(frame.step.name)` does not say where `\(result)` leads", at: now)
    }
    return leave(frame.step, result.text, to: destination)
  }

  /// The flow that runs this one goes on; `nil`: there is none.
  mutating func resumeCaller() -> Frame? {
    guard let frame = frames.popLast() else { return nil }
    leaveQueue()
    flow = frame.flow
    flowName = frame.flowName
    menus = frame.menus
    variables.kept = frame.kept
    return frame
  }
}
