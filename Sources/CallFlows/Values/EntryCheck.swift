extension Ask.Check {
  /// Whether an entry is good. Total: a pattern with a fault, which the checker refuses, accepts nothing.
  package func accepts(_ entry: String) -> Bool {
    switch self {
    case .luhn: return Self.isLuhn(entry)
    case .pattern(let pattern):
      guard PatternFault.find(in: pattern) == nil, let expression = try? Regex(pattern) else { return false }
      return (try? expression.wholeMatch(in: entry)) != nil
    }
  }

  /// The check digit of ISO/IEC 7812-1, annex B: every second digit from the right doubled, the sum divisible by ten.
  private static func isLuhn(_ entry: String) -> Bool {
    let digits = entry.compactMap(\.wholeNumberValue)
    guard digits.count == entry.count, digits.count > 1 else { return false }
    let sum = digits.reversed().enumerated().reduce(0) { sum, element in
      let value = element.offset.isMultiple(of: 2) ? element.element : element.element * 2
      return sum + value / 10 + value % 10
    }
    return sum.isMultiple(of: 10)
  }
}

extension Ask {
  /// The value of a good entry; `nil` for any other.
  func value(of entry: String) -> FlowValue? {
    guard check?.accepts(entry) ?? true, let value = kind.value(of: entry) else { return nil }
    return secret ? .secret(entry) : value
  }

  /// Of what it keeps. A secret is text, whatever it is.
  var valueType: FlowType { secret ? .text : kind.valueType }
}
