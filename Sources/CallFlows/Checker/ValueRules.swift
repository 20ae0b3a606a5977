/// Names in expressions, and what the call's own names may be given.
struct ValueRules {
  private struct Use {
    var expression: Expression
    var location: SourceLocation
    /// Where the value would be seen; `nil`: it stays in the call.
    var shownAs: String?
  }

  private let flow: Flow
  private let kept: Set<VariableName>
  private let secrets: Set<VariableName>

  init(_ flow: Flow) {
    self.flow = flow
    let asks = flow.orderedSteps.compactMap { step -> Ask? in
      if case .ask(let ask) = step.action { ask } else { nil }
    }
    let messages = flow.orderedSteps.compactMap { step -> VariableName? in
      if case .record(let action) = step.action { action.keep } else { nil }
    }
    kept = Set(asks.compactMap(\.keep)).union(messages).union(Self.assignments(of: flow).map(\.name))
    secrets = Set(asks.filter(\.secret).compactMap(\.keep))
  }

  func check() -> [Diagnostic] {
    let assignments = Self.assignments(of: flow)
    return assignments.compactMap(priority) + (assignments.map(use) + needs() + askedTimes()).compactMap(check)
  }

  private static func assignments(of flow: Flow) -> [Assignment] {
    let stepped = flow.orderedSteps.flatMap { step -> [Assignment] in
      guard case .set(let assignments, _) = step.action else { return [] }
      return assignments.map { located($0, orElse: step.location) }
    }
    return stepped
      + flow.destinations.flatMap { use in use.destination.set.map { located($0, orElse: use.location) } }
  }

  private static func located(_ assignment: Assignment, orElse location: SourceLocation) -> Assignment {
    var assignment = assignment
    assignment.location = assignment.location.orElse(location)
    return assignment
  }

  private func use(_ assignment: Assignment) -> Use {
    let isShown = ["reason", "priority", "tag"].contains(assignment.name)
    return Use(
      expression: assignment.value, location: assignment.location, shownAs: isShown ? assignment.name.text : nil)
  }

  private func needs() -> [Use] {
    flow.orderedSteps.flatMap { step -> [Use] in
      guard case .queue(let action) = step.action, let needs = action.needs else { return [] }
      return needs.sorted { $0.key < $1.key }.map {
        Use(expression: $0.value, location: step.place(of: .need($0.key)), shownAs: "needs")
      }
    }
  }

  private func askedTimes() -> [Use] {
    flow.orderedSteps.compactMap { step in
      guard case .schedule(let question) = step.action, case .value(let expression, let location) = question.at else {
        return nil
      }
      return Use(expression: expression, location: location.orElse(step.location), shownAs: nil)
    }
  }

  private func check(_ use: Use) -> Diagnostic? {
    guard case .name(.kept(let name)) = use.expression else { return nil }
    guard kept.contains(name) else {
      let meant = Suggestion.mend(for: name.text, among: kept.map(\.text))
      let mend = meant.isEmpty ? "text stands in quotes: \"\(name)\"" : meant
      return Diagnostic(
        .error, "nothing keeps or sets `\(name)`", rule: "unknown-name", mend: mend, at: use.location)
    }
    guard secrets.contains(name), let shownAs = use.shownAs else { return nil }
    return Diagnostic(
      .error, "`\(name)` is secret and would be shown as `\(shownAs)`", rule: "secret-shown", at: use.location)
  }

  private func priority(_ assignment: Assignment) -> Diagnostic? {
    guard assignment.name == "priority", case .literal(let value) = assignment.value else { return nil }
    let text = value.shown ?? ""
    guard Priority(rawValue: text) == nil else { return nil }
    let known = Priority.allCases.map(\.rawValue)
    return Diagnostic(
      .error, "a priority is \(known.joined(separator: ", ")), not `\(text)`", rule: "bad-type",
      mend: Suggestion.mend(for: text, among: known), at: assignment.location)
  }
}
