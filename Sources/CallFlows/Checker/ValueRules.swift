/// Names and types in expressions, and what the call's own names may be given.
struct ValueRules {
  private let flow: Flow
  private let names: KeptNames
  /// Whose clocks expressions read; `nil`: nobody has said.
  private let timeZone: String?

  init(_ flow: Flow, in release: FlowRelease, _ names: ReleaseNames) {
    self.flow = flow
    self.names = names.names(in: flow)
    timeZone = release.timeZone(of: flow)
  }

  func check() -> [Diagnostic] {
    let assignments = flow.assignments
    let uses = assignments.map(use) + needs() + flow.orderedSteps.flatMap(uses)
    return assignments.compactMap(priority) + uses.flatMap(check) + clocks(uses) + names.conflicts.map(conflict)
      + flow.orderedSteps.flatMap(shares) + flow.orderedSteps.compactMap(askedTime)
  }

  private func use(_ assignment: Assignment) -> KeptNames.Use {
    let isShown = assignment.isOfTheCall || isLength(assignment.value)
    return KeptNames.Use(
      expression: assignment.value, location: assignment.location, shownAs: isShown ? assignment.name.text : nil)
  }

  /// A copy of a secret stays one; how long it is would be a number like any other.
  private func isLength(_ expression: Expression) -> Bool {
    if case .function(.length, _) = expression { true } else { false }
  }

  private func needs() -> [KeptNames.Use] {
    flow.orderedSteps.flatMap { step -> [KeptNames.Use] in
      guard case .queue(let action) = step.action, let needs = action.needs else { return [] }
      return needs.sorted { $0.key < $1.key }.map {
        KeptNames.Use(expression: $0.value, location: step.place(of: .need($0.key)), shownAs: "needs")
      }
    }
  }

  private func uses(in step: Step) -> [KeptNames.Use] {
    switch step.action {
    case .choose(let choice):
      choice.branches.compactMap { branch in
        guard case .when(let condition) = branch.condition else { return nil }
        return KeptNames.Use(
          expression: condition, location: branch.location.orElse(step.location), condition: "if")
      }
    case .run(let action):
      action.with.map { with in
        KeptNames.Use(expression: with.value, location: with.location.orElse(step.location))
      }
    case .lookup(let action): sent(action.send, step, shownAs: nil)
    case .message(let action): sent(action.send, step, shownAs: "message")
    case .callback(let action): shown([action.number], step, as: "callback")
    case .survey(let action): shown([action.low?.followUp.owner, action.low?.followUp.note], step, as: "follow-up")
    case .followUp(let followUp, _): shown([followUp.owner, followUp.note], step, as: "follow-up")
    case .caseFile(let action): shown([action.subject, action.note], step, as: "case")
    case .schedule(let question):
      question.kept.map { [KeptNames.Use(expression: $0.expression, location: $0.location.orElse(step.location))] }
        ?? []
    case .say, .menu, .chooseLanguage, .ask, .set, .queue, .record, .transfer, .giveBack, .go, .hangUp: []
    }
  }

  private func sent(_ assignments: [Assignment], _ step: Step, shownAs: String?) -> [KeptNames.Use] {
    assignments.map { sent in
      KeptNames.Use(expression: sent.value, location: sent.location.orElse(step.location), shownAs: shownAs)
    }
  }

  private func shown(_ expressions: [Expression?], _ step: Step, as what: String) -> [KeptNames.Use] {
    expressions.compactMap { $0 }.map { KeptNames.Use(expression: $0, location: step.location, shownAs: what) }
  }

  private func check(_ use: KeptNames.Use) -> [Diagnostic] {
    var types = ExpressionTypes(names: names.types)
    if let condition = use.condition {
      types.expectYesNo(use.expression, condition)
    } else {
      _ = types.type(of: use.expression)
    }
    var found = types.mistakes.map {
      Diagnostic(.error, $0.sentence, rule: $0.rule, mend: $0.mend, at: use.location)
    }
    if let shownAs = use.shownAs, use.expression.tells(names.secrets) {
      found.append(
        Diagnostic(
          .error, "`\(use.expression)` is secret and would be shown as `\(shownAs)`", rule: "secret-shown",
          at: use.location))
    }
    return found
  }

  private func clocks(_ uses: [KeptNames.Use]) -> [Diagnostic] {
    if let own = flow.timeZone, !CivilTime.knows(timeZone: own) {
      return [
        Diagnostic(
          .error, "the tz database has no time zone `\(own)`", rule: "unknown-time-zone",
          mend: "write it as in `Europe/Madrid`", at: flow.location)
      ]
    }
    guard timeZone == nil, let use = uses.first(where: { $0.expression.readsClock }) else { return [] }
    return [
      Diagnostic(
        .error, "nothing says which clocks `\(use.expression)` reads", rule: "missing-key",
        mend: "add `time-zone: Europe/Madrid` to the flow", at: use.location)
    ]
  }

  private func conflict(_ conflict: KeptNames.Conflict) -> Diagnostic {
    Diagnostic(
      .error, "`\(conflict.name)` is \(conflict.first.phrase) in one place and \(conflict.second.phrase) here",
      rule: "bad-type", mend: "give one of them another name", at: conflict.location)
  }

  /// A schedule is asked about a day or a time; text may hold either, which only the call shows.
  private func askedTime(of step: Step) -> Diagnostic? {
    guard case .schedule(let question) = step.action, let kept = question.kept else { return nil }
    var types = ExpressionTypes(names: names.types)
    switch types.type(of: kept.expression) {
    case .text, .date, .time, nil: return nil
    case .some(let type):
      return Diagnostic(
        .error, "`at` wants a date or a time, and `\(kept.expression)` is \(type.phrase)", rule: "bad-type",
        mend: "keep it with `type: date`, or write `2026-12-24 15:00`", at: kept.location.orElse(step.location))
    }
  }

  /// Shares are parts of one whole.
  private func shares(of step: Step) -> [Diagnostic] {
    guard case .choose(let choice) = step.action else { return [] }
    let sum = choice.branches.reduce(0) { sum, branch in
      if case .share(let percent) = branch.condition { sum + min(max(percent, 0), 100) } else { sum }
    }
    guard sum > 100 else { return [] }
    return [
      Diagnostic(
        .error, "the shares of `\(step.name)` come to \(sum)%", rule: "bad-value",
        mend: "together they are 100% at most",
        at: step.location)
    ]
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

extension ScheduleQuestion {
  /// Where what it is asked about is kept; `nil`: the flow says it itself, or it is asked about now.
  fileprivate var kept: (expression: Expression, location: SourceLocation)? {
    switch at {
    case .value(let expression, let location): (expression, location)
    case .fixed, nil: nil
    }
  }
}
