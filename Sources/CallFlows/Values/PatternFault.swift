/// What is wrong with the text of an `ask`'s pattern.
package enum PatternFault: Sendable, Equatable {
  /// Nothing but digits is ever keyed, so a pattern needs digits, `\d`, classes, groups, choice and repetition only.
  case foreign(Character)
  /// It is no regular expression.
  case malformed
  /// It repeats a group that itself repeats or chooses: some entries would keep the service busy for ever.
  case slow
  /// Longer than `longest`, or a repetition of a hundred times and more.
  case large

  static let longest = 128

  /// The rule that a pattern with this fault breaks, what is wrong with it, and what to do about it.
  package func advice(on pattern: String) -> (rule: String, sentence: String, mend: String) {
    switch self {
    case .foreign(let character):
      ("bad-pattern", "pattern /\(pattern)/ holds `\(character)`, and only digits are keyed", "")
    case .malformed:
      ("bad-pattern", "/\(pattern)/ is no regular expression", "close each ( and [, and let no sign stand alone")
    case .slow:
      (
        "slow-pattern", "pattern /\(pattern)/ repeats a group that varies in itself, which may take for ever",
        "repeat a single class instead: [0-9]+"
      )
    case .large: ("slow-pattern", "pattern /\(pattern)/ is too large", "repeat fewer than 100 times")
    }
  }

  /// `nil`: the pattern is sound, and matching it against an entry ends soon.
  package static func find(in pattern: String) -> PatternFault? {
    let characters = Array(pattern)
    if let character = foreign(in: characters) { return .foreign(character) }
    if characters.count > longest || hasLargeCount(in: characters) { return .large }
    if repeatsChoice(in: characters) { return .slow }
    return (try? Regex(pattern)) == nil ? .malformed : nil
  }

  private static func foreign(in characters: [Character]) -> Character? {
    var escaped = false
    for character in characters {
      if escaped {
        guard character == "d" || character == "D" else { return character }
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if !"0123456789[]-^$.()?:|*+{},".contains(character) {
        return character
      }
    }
    return escaped ? "\\" : nil
  }

  private static func hasLargeCount(in characters: [Character]) -> Bool {
    var digits: Int?
    for character in characters {
      switch character {
      case "{", ",": digits = digits == nil && character == "," ? nil : 0
      case "}": digits = nil
      case _ where digits != nil && character.isNumber:
        digits = digits.map { $0 + 1 }
        if let digits, digits > 2 { return true }
      default: break
      }
    }
    return false
  }

  private static func repeatsChoice(in characters: [Character]) -> Bool {
    // One entry per open group, and one for the whole: whether it can match more than one way.
    var varies = [false]
    var isClass = false
    for (index, character) in characters.enumerated() {
      switch character {
      case "[": isClass = true
      case "]": isClass = false
      case _ where isClass: break
      case "(": varies.append(false)
      case ")":
        guard varies.count > 1 else { return false }
        let inner = varies.removeLast()
        let next = characters.dropFirst(index + 1).first ?? " "
        if inner, "*+{".contains(next) { return true }
        if inner { varies[varies.count - 1] = true }
      case "*", "+", "{", "|", "?": varies[varies.count - 1] = true
      default: break
      }
    }
    return false
  }
}
