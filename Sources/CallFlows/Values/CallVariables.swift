internal import Redaction

/// What a call's expressions may name.
struct CallVariables: Sendable, Equatable {
  var facts: CallFacts
  var language: Language
  var reason: String?
  var priority: Priority?
  /// With whom the caller talked last.
  var agent = ""
  private(set) var tags: [String] = []
  /// Of the flow that runs.
  var kept: [VariableName: FlowValue] = [:]

  init(facts: CallFacts, language: Language) {
    self.facts = facts
    self.language = language
  }

  /// The value of an expression by what the flow's clocks show; whatever was never kept is empty text.
  func value(of expression: Expression, at clock: CivilTime?) -> FlowValue {
    evaluation(at: clock).value(of: expression) ?? .text("")
  }

  func holds(_ condition: Expression, at clock: CivilTime?) -> Bool {
    evaluation(at: clock).holds(condition)
  }

  mutating func keep(_ value: FlowValue, as name: VariableName) -> [FlowRecord] {
    kept[name] = value
    if case .secret = value { return [.kept(name, .masked)] }
    return [.kept(name, .value(Redacted(value)))]
  }

  /// `reason`, `priority` and `tag` are the call's own; every other name is a variable of the operator's.
  mutating func assign(_ assignment: Assignment, at clock: CivilTime?) -> [FlowRecord] {
    let value = value(of: assignment.value, at: clock)
    switch assignment.name {
    case "reason": return give(reason: value.shown)
    case "tag": return give(tag: value.shown)
    case "priority":
      priority = value.shown.flatMap(Priority.init(rawValue:)) ?? priority
      return []
    case let name: return keep(value, as: name)
    }
  }

  /// Does what a destination sets on the way to it.
  mutating func apply(_ destination: Destination, at clock: CivilTime?) -> [FlowRecord] {
    var records = destination.set.flatMap { assign($0, at: clock) }
    records += give(reason: destination.reason)
    records += give(tag: destination.tag)
    return records
  }

  private mutating func give(reason text: String?) -> [FlowRecord] {
    guard let text else { return [] }
    reason = text
    return [.reason(text)]
  }

  private mutating func give(tag text: String?) -> [FlowRecord] {
    guard let text, !tags.contains(text) else { return [] }
    tags.append(text)
    return [.tagged(text)]
  }

  private func evaluation(at clock: CivilTime?) -> Evaluation {
    Evaluation(
      value: { name in
        switch name {
        case .kept(let name): kept[name]
        case .call(let attribute): value(of: attribute)
        case .now: nil
        }
      }, clock: clock)
  }

  private func value(of attribute: CallAttribute) -> FlowValue {
    switch attribute {
    case .id: .text(facts.id)
    case .from: .text(facts.from.exposed)
    case .name: .text(facts.name?.exposed ?? "")
    case .to: .text(facts.to.exposed)
    case .divertedFrom: .text(facts.divertedFrom?.exposed ?? "")
    case .language: .text(language.text)
    case .reason: .text(reason ?? "")
    case .priority: .text((priority ?? .normal).rawValue)
    case .agent: .text(agent)
    case .attempt: .number(facts.attempt)
    }
  }
}
