extension Ask.Check {
  /// Whether an entry is good. Total: a pattern that is none, which the checker refuses, is matched by nothing.
  func accepts(_ entry: String) -> Bool {
    switch self {
    case .luhn: Self.isLuhn(entry)
    case .pattern(let pattern):
      if let expression = try? Regex(pattern), let match = try? expression.wholeMatch(in: entry) {
        match.range == entry.startIndex..<entry.endIndex
      } else {
        false
      }
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

/// What is wrong with the text of a pattern, for the checker.
package enum PatternFault: Sendable, Equatable {
  /// It is no regular expression.
  case malformed
  /// It repeats a group that itself repeats or chooses: some entries would keep the service busy for ever.
  case slow

  /// `nil`: the pattern is sound.
  package static func find(in pattern: String) -> PatternFault? {
    guard (try? Regex(pattern)) != nil else { return .malformed }
    return repeatsChoice(in: Array(pattern)) ? .slow : nil
  }

  private static func repeatsChoice(in characters: [Character]) -> Bool {
    var open: [Bool] = [false]
    var index = 0
    var inClass = false
    while index < characters.count {
      let character = characters[index]
      switch character {
      case "\\": index += 1
      case "[": inClass = true
      case "]": inClass = false
      case _ where inClass: break
      case "(": open.append(false)
      case ")":
        let variable = open.count > 1 ? open.removeLast() : false
        let next = index + 1 < characters.count ? characters[index + 1] : " "
        if variable, "*+{".contains(next) { return true }
        if variable || "*+{?".contains(next) { open[open.count - 1] = true }
      case "*", "+", "{", "|", "?": open[open.count - 1] = true
      default: break
      }
      index += 1
    }
    return false
  }
}
