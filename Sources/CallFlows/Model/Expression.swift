/// A tiny, typed, total expression: names, literals, comparisons and a few functions. It always has a value, and never
/// does anything.
package indirect enum Expression: Sendable, Hashable {
  case literal(FlowValue)
  case name(ExpressionName)
  case not(Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)
  case compare(Expression, Comparison, Expression)
  /// `call.language in ("en", "es")`.
  case isOneOf(Expression, [Expression])
  case function(ExpressionFunction, [Expression])
}

/// A name an expression may use: `call.language`, or something that `keep` or `set` kept.
package enum ExpressionName: Hashable, Sendable {
  case call(CallAttribute)
  case kept(VariableName)
  /// The time of the day, to the minute, by the flow's clocks.
  case now
}

package enum CallAttribute: String, Sendable, Hashable, CaseIterable {
  case id, from, name, to, language, reason, priority
  case divertedFrom = "diverted-from"
  /// The agent with whom the caller talked last.
  case agent
  /// Counts the attempts of a callback; 1 in a call that the caller made.
  case attempt
}

package enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal = "is"
  case unequal = "is not"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Whether it asks which of two comes first.
  package var isOrdering: Bool {
    switch self {
    case .equal, .unequal: false
    case .less, .lessOrEqual, .greater, .greaterOrEqual: true
    }
  }
}

package enum ExpressionFunction: String, Sendable, Hashable, CaseIterable {
  /// How many characters a text has.
  case length
  /// `starts(call.from, "+34")`.
  case starts
  /// `ends(call.from, "00")`.
  case ends
  /// The date, by the flow's clocks.
  case today
  /// Of today, or of a date: `"monday"`.
  case weekday
  /// Of now, or of a time: 0 to 23.
  case hour
  /// From today to a date; negative for one that has passed.
  case daysUntil = "days-until"

  /// How many values it takes.
  package var arity: ClosedRange<Int> {
    switch self {
    case .today: 0...0
    case .weekday, .hour: 0...1
    case .length, .daysUntil: 1...1
    case .starts, .ends: 2...2
    }
  }
}

extension Expression: CustomStringConvertible {
  /// As an operator would write it.
  package var description: String { text(inside: 0) }

  /// `outer`: how tightly what stands around it binds.
  private func text(inside outer: Int) -> String {
    let (own, text): (Int, String) =
      switch self {
      case .literal(let value): (5, value.literalText)
      case .name(let name): (5, name.description)
      case .function(let function, let values):
        (5, function.rawValue + (values.isEmpty ? "" : "(\(values.map(\.description).joined(separator: ", ")))"))
      case .or(let left, let right): (1, "\(left.text(inside: 1)) or \(right.text(inside: 1))")
      case .and(let left, let right): (2, "\(left.text(inside: 2)) and \(right.text(inside: 2))")
      case .not(let inner): (3, "not \(inner.text(inside: 3))")
      case .compare(let left, let comparison, let right):
        (4, "\(left.text(inside: 5)) \(comparison.rawValue) \(right.text(inside: 5))")
      case .isOneOf(let value, let others):
        (4, "\(value.text(inside: 5)) in (\(others.map(\.description).joined(separator: ", ")))")
      }
    return own < outer ? "(\(text))" : text
  }
}

extension ExpressionName: CustomStringConvertible {
  package var description: String {
    switch self {
    case .call(let attribute): "call.\(attribute.rawValue)"
    case .kept(let name): name.text
    case .now: "now"
    }
  }
}

extension FlowValue {
  fileprivate var literalText: String {
    switch self {
    case .text(let text): "\"\(text)\""
    case .number, .yesNo, .money, .date, .time: shown ?? ""
    case .secret: "••••"
    }
  }
}
