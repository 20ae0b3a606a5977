import CallFlows

/// What a single word of an expression is: a literal, or a name.
enum ExpressionWord {
  /// Words with a meaning of their own, which nothing can be kept under.
  static let reserved =
    ["and", "or", "not", "is", "in", "yes", "no", "now"] + ExpressionFunction.allCases.map(\.rawValue)

  static func expression(_ word: String, at offset: Int) throws(ExpressionMistake) -> Expression {
    switch word {
    case "yes", "no": return .literal(.yesNo(word == "yes"))
    case "now": return .name(.now)
    case _ where word.hasPrefix("call."): return .name(.call(try attribute(String(word.dropFirst(5)), at: offset)))
    default: break
    }
    if let first = word.unicodeScalars.first, ("0"..."9").contains(first) || first == "-" {
      if let literal = literal(word) { return .literal(literal) }
      guard isName(word), word.contains(where: \.isLetter) else {
        throw ExpressionMistake(
          sentence: "`\(word.shortened)` is not how a number, a date or a time is written",
          mend: "put it in quotes if it is text", offset: offset)
      }
    }
    guard !reserved.contains(word) else {
      throw ExpressionMistake(
        sentence: "a value is missing before `\(word)`", mend: "text stands in quotes", offset: offset)
    }
    guard isName(word) else {
      throw ExpressionMistake(
        sentence: "`\(word.shortened)` is no name", mend: "text stands in quotes", offset: offset)
    }
    return .name(.kept(VariableName(word)))
  }

  /// A name, or a part of what was looked up: `customer.vip`.
  static func isName(_ word: String) -> Bool {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { ScalarText.isName(String($0)) }
  }

  private static func attribute(_ word: String, at offset: Int) throws(ExpressionMistake) -> CallAttribute {
    if let attribute = CallAttribute(rawValue: word) { return attribute }
    let mend = Suggestion.mend(for: "call." + word, among: CallAttribute.allCases.map { "call." + $0.rawValue })
    throw ExpressionMistake(
      sentence: "a call has no `\(word.shortened)`", mend: mend, rule: "unknown-name", offset: offset)
  }

  /// `3`, `-12.50`, `2026-12-24`, `18:00`; a name may begin with a digit, too.
  private static func literal(_ word: String) -> FlowValue? {
    if let number = Int(word), word == String(number) { return .number(number) }
    if word.contains("."), let money = Money(word) { return .money(money) }
    if let date = CivilDate(word) { return .date(date) }
    if let time = ScalarText.clockTime(word) { return .time(time) }
    return nil
  }
}
