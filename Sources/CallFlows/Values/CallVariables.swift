internal import Redaction

/// What a call's expressions may name, and their evaluation, which is total: whatever was never kept is empty text.
struct CallVariables: Sendable, Equatable {
  var facts: CallFacts
  var language: Language
  var reason: String?
  var priority: Priority?
  private(set) var tags: [String] = []
  private(set) var kept: [VariableName: FlowValue] = [:]

  init(facts: CallFacts, language: Language) {
    self.facts = facts
    self.language = language
  }

  func value(of expression: Expression) -> FlowValue {
    switch expression {
    case .literal(let value): value
    case .name(.kept(let name)): kept[name] ?? .text("")
    case .name(.call(let attribute)): .text(text(of: attribute))
    }
  }

  mutating func keep(_ value: FlowValue, as name: VariableName) -> [FlowRecord] {
    kept[name] = value
    if case .secret = value { return [.kept(name, .masked)] }
    return [.kept(name, .value(Redacted(value)))]
  }

  /// `reason`, `priority` and `tag` are the call's own; every other name is a variable of the operator's.
  mutating func assign(_ assignment: Assignment) -> [FlowRecord] {
    let value = value(of: assignment.value)
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
  mutating func apply(_ destination: Destination) -> [FlowRecord] {
    var records = destination.set.flatMap { assign($0) }
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

  private func text(of attribute: CallAttribute) -> String {
    switch attribute {
    case .id: facts.id
    case .from: facts.from.exposed
    case .name: facts.name?.exposed ?? ""
    case .to: facts.to.exposed
    case .divertedFrom: facts.divertedFrom?.exposed ?? ""
    case .language: language.text
    case .reason: reason ?? ""
    case .priority: (priority ?? .normal).rawValue
    }
  }
}
