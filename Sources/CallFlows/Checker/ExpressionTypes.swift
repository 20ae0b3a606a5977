/// What kind of value an expression has, and what is wrong with it.
struct ExpressionTypes {
  struct Mistake: Equatable {
    var sentence: String
    var rule: String
    var mend = ""
  }

  /// Of what is kept, set or handed in.
  let names: [VariableName: FlowType]
  private(set) var mistakes: [Mistake] = []

  init(names: [VariableName: FlowType]) {
    self.names = names
  }

  /// `nil` after a mistake that has been noted.
  mutating func type(of expression: Expression) -> FlowType? {
    switch expression {
    case .literal(let value): return value.type
    case .name(.now): return .time
    case .name(.call(let attribute)): return attribute == .attempt ? .number : .text
    case .name(.kept(let name)): return names[name] ?? unknown(name)
    case .not(let inner):
      expectYesNo(inner, "not")
      return .yesNo
    case .and(let left, let right):
      expectYesNo(left, "and")
      expectYesNo(right, "and")
      return .yesNo
    case .or(let left, let right):
      expectYesNo(left, "or")
      expectYesNo(right, "or")
      return .yesNo
    case .compare(let left, let comparison, let right):
      compare(left, right, isOrdering: comparison.isOrdering)
      return .yesNo
    case .isOneOf(let one, let others):
      for other in others { compare(one, other, isOrdering: false) }
      return .yesNo
    case .function(let function, let values): return type(of: function, values)
    }
  }

  /// A condition, or a part of one.
  mutating func expectYesNo(_ expression: Expression, _ what: String) {
    guard let type = type(of: expression), type != .yesNo else { return }
    note(
      "`\(what)` wants yes or no, and `\(expression)` is \(type.phrase)", "bad-type",
      "compare it with something: `\(expression) is …`")
  }

  private mutating func unknown(_ name: VariableName) -> FlowType? {
    let meant = Suggestion.mend(for: name.text, among: names.keys.map(\.text).sorted())
    note(
      "nothing keeps or sets `\(name)`", "unknown-name", meant.isEmpty ? "text stands in quotes: \"\(name)\"" : meant)
    return nil
  }

  private mutating func compare(_ left: Expression, _ right: Expression, isOrdering: Bool) {
    guard let first = type(of: left), let second = type(of: right) else { return }
    guard Self.compares(left, first, right, second) else {
      return note(
        "`\(left)` is \(first.phrase) and `\(right)` \(second.phrase): they do not compare", "bad-type",
        Self.mend(left, first, right, second))
    }
    guard isOrdering, first == .text || first == .yesNo else { return }
    note("`\(left)` is \(first.phrase), which has no order", "bad-type", "write `is`, `starts(…)` or `length(…)`")
  }

  private static func compares(
    _ left: Expression, _ first: FlowType, _ right: Expression, _ second: FlowType
  ) -> Bool {
    if first == second { return true }
    switch (first, second) {
    case (.money(let one), .money(let other)): return one.isEmpty || other.isEmpty
    // `balance > 100`: a number that stands there as it is may be an amount.
    case (.money, .number): return right.isLiteral
    case (.number, .money): return left.isLiteral
    case (.text, _), (.number, _), (.yesNo, _), (.money, _), (.date, _), (.time, _): return false
    }
  }

  private static func mend(
    _ left: Expression, _ first: FlowType, _ right: Expression, _ second: FlowType
  ) -> String {
    if case .literal(.text(let text)) = right, let meant = second.meant(text, as: first) { return meant }
    if case .literal(.text(let text)) = left, let meant = first.meant(text, as: second) { return meant }
    let (value, type) = left.isLiteral ? (left, second) : (right, first)
    guard type == .text, case .literal(let literal) = value else { return "" }
    return
      "did you mean the text \"\(literal.shown ?? "")\"? Keys that a caller pressed are text, unless `type` says more"
  }

  private mutating func type(of function: ExpressionFunction, _ values: [Expression]) -> FlowType? {
    guard function.arity.contains(values.count) else {
      note("`\(function.rawValue)` takes \(function.arity.lowerBound) values, not \(values.count)", "bad-expression")
      return nil
    }
    for value in values {
      guard let type = type(of: value), type != function.parameter else { continue }
      note("`\(function.rawValue)` wants \(function.parameter.phrase), and `\(value)` is \(type.phrase)", "bad-type")
    }
    return function.result
  }

  private mutating func note(_ sentence: String, _ rule: String, _ mend: String = "") {
    mistakes.append(Mistake(sentence: sentence, rule: rule, mend: mend))
  }
}

extension Expression {
  fileprivate var isLiteral: Bool {
    if case .literal = self { true } else { false }
  }

  /// Whether one of the functions or names asks what the clocks show.
  var readsClock: Bool {
    switch self {
    case .literal, .name(.call), .name(.kept): false
    case .name(.now): true
    case .not(let inner): inner.readsClock
    case .and(let left, let right), .or(let left, let right), .compare(let left, _, let right):
      left.readsClock || right.readsClock
    case .isOneOf(let one, let others): one.readsClock || others.contains(where: \.readsClock)
    case .function(let function, let values):
      switch function {
      case .today, .daysUntil: true
      case .weekday, .hour: values.isEmpty || values.contains(where: \.readsClock)
      case .length, .starts, .ends: values.contains(where: \.readsClock)
      }
    }
  }

  /// Whether its value would tell a secret. A comparison tells no more than yes or no.
  func tells(_ secrets: Set<VariableName>) -> Bool {
    switch self {
    case .literal, .name(.call), .name(.now), .not, .and, .or, .compare, .isOneOf: false
    case .name(.kept(let name)): secrets.contains(name)
    case .function(let function, let values):
      switch function {
      case .length: values.contains { $0.tells(secrets) }
      case .starts, .ends, .today, .weekday, .hour, .daysUntil: false
      }
    }
  }
}

extension ExpressionFunction {
  fileprivate var parameter: FlowType {
    switch self {
    case .length, .starts, .ends: .text
    case .today, .weekday, .daysUntil: .date
    case .hour: .time
    }
  }

  fileprivate var result: FlowType {
    switch self {
    case .length, .hour, .daysUntil: .number
    case .starts, .ends: .yesNo
    case .today: .date
    case .weekday: .text
    }
  }
}

extension FlowValue {
  /// A secret is text that nobody sees.
  var type: FlowType {
    switch self {
    case .text, .secret: .text
    case .number: .number
    case .yesNo: .yesNo
    case .money(let money): .money(currency: money.currency ?? "")
    case .date: .date
    case .time: .time
    }
  }
}

extension FlowType {
  /// In a sentence.
  var phrase: String {
    switch self {
    case .text: "text"
    case .number: "a number"
    case .yesNo: "yes or no"
    case .money(let currency): currency.isEmpty ? "an amount" : "an amount in \(currency)"
    case .date: "a date"
    case .time: "a time"
    }
  }

  /// What somebody meant who put `text` in quotes beside a value of the type `wanted`; this is the type of quoted text.
  fileprivate func meant(_ text: String, as wanted: FlowType) -> String? {
    guard self == .text else { return nil }
    return switch wanted {
    case .number: Int(text).map { "did you mean a number? Write \($0) without quotes" }
    case .money: Money(text).map { "did you mean a number? Write \($0) without quotes" }
    case .yesNo: ["yes", "no"].contains(text) ? "write \(text) without quotes" : nil
    case .date: CivilDate(text).map { "did you mean a date? Write \($0) without quotes" }
    case .time: text.contains(":") ? "did you mean a time? Write \(text) without quotes" : nil
    case .text: nil
    }
  }
}
