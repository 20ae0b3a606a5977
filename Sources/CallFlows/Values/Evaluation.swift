/// Gives an expression its value. Total: what was never kept has no value, equals nothing, and counts as no.
struct Evaluation {
  /// `nil`: there is no such value in this call.
  let value: (ExpressionName) -> FlowValue?
  /// What the flow's clocks show.
  let clock: CivilTime?

  func value(of expression: Expression) -> FlowValue? {
    switch expression {
    case .literal(let value): value
    case .name(.now): clock.map { .time($0.time) }
    case .name(let name): value(name)
    case .not, .and, .or, .compare, .isOneOf: .yesNo(holds(expression))
    case .function(let function, let values): result(of: function, values.map(value))
    }
  }

  /// Whether a condition is fulfilled; what is no yes counts as no.
  func holds(_ condition: Expression) -> Bool {
    switch condition {
    case .not(let inner): !holds(inner)
    case .and(let left, let right): holds(left) && holds(right)
    case .or(let left, let right): holds(left) || holds(right)
    case .compare(let left, let comparison, let right):
      Self.compare(value(of: left), comparison, value(of: right))
    case .isOneOf(let one, let others):
      others.contains { Self.compare(value(of: one), .equal, value(of: $0)) }
    case .literal, .name, .function: value(of: condition) == .yesNo(true)
    }
  }

  private static func compare(_ left: FlowValue?, _ comparison: Comparison, _ right: FlowValue?) -> Bool {
    let order = left.flatMap { left in right.flatMap { left.order(to: $0) } }
    return switch comparison {
    case .equal: order == .same
    case .unequal: order != .same
    case .less: order == .before
    case .lessOrEqual: order == .before || order == .same
    case .greater: order == .after
    case .greaterOrEqual: order == .after || order == .same
    }
  }

  private func result(of function: ExpressionFunction, _ values: [FlowValue?]) -> FlowValue? {
    let first = values.first.flatMap { $0 }
    switch function {
    case .length: return first?.characters.map { .number($0.count) }
    case .starts, .ends:
      guard let text = first?.characters, let part = values.last.flatMap({ $0?.characters }) else { return nil }
      return .yesNo(function == .starts ? text.hasPrefix(part) : text.hasSuffix(part))
    case .today: return clock.map { .date($0.date) }
    case .weekday:
      let date = values.isEmpty ? clock?.date : first?.date
      return date.map { .text($0.weekday.word) }
    case .hour:
      let time = values.isEmpty ? clock?.time : first?.time
      return time.map { .number($0.hour) }
    case .daysUntil:
      guard let date = first?.date, let clock else { return nil }
      return .number(date.dayNumber - clock.day)
    }
  }
}

extension CivilTime {
  var time: ClockTime { ClockTime(secondOfDay: secondOfDay) }
}

extension Schedule.Weekday {
  /// As an expression names it.
  var word: String { "\(self)" }
}

/// Which of two values comes first.
private enum Order {
  case before, same, after

  init<Value: Comparable>(_ left: Value, _ right: Value) {
    self = left < right ? .before : right < left ? .after : .same
  }
}

extension FlowValue {
  /// `nil` for values that do not compare. A number beside money is an amount of it.
  fileprivate func order(to other: FlowValue) -> Order? {
    switch (self, other) {
    case (.number(let left), .number(let right)): return Order(left, right)
    case (.date(let left), .date(let right)): return Order(left, right)
    case (.time(let left), .time(let right)): return Order(left, right)
    case (.yesNo(let left), .yesNo(let right)): return left == right ? .same : nil
    case (.money, _), (_, .money):
      guard let left = amount, let right = other.amount, left.isComparable(to: right) else { return nil }
      return Order(left.hundredths, right.hundredths)
    case (.text, _), (.secret, _), (.number, _), (.yesNo, _), (.date, _), (.time, _):
      guard let left = characters, let right = other.characters else { return nil }
      return left == right ? .same : nil
    }
  }

  private var amount: Money? {
    switch self {
    case .money(let money): return money
    case .number(let number):
      let (hundredths, isTooLarge) = number.multipliedReportingOverflow(by: 100)
      return isTooLarge ? nil : Money(hundredths: hundredths)
    case .text, .yesNo, .date, .time, .secret: return nil
    }
  }

  /// Of a text, and of a secret, which is compared and never shown.
  fileprivate var characters: String? {
    switch self {
    case .text(let text), .secret(let text): text
    case .number, .yesNo, .money, .date, .time: nil
    }
  }

  fileprivate var date: CivilDate? {
    if case .date(let date) = self { date } else { nil }
  }

  fileprivate var time: ClockTime? {
    if case .time(let time) = self { time } else { nil }
  }
}

extension Money {
  fileprivate func isComparable(to other: Money) -> Bool {
    currency == nil || other.currency == nil || currency == other.currency
  }
}
