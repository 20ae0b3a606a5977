package import CallFlows

/// Understands an expression. From what binds least to what binds most: `or`, `and`, `not`, one comparison, a value.
package struct ExpressionParser {
  /// Parentheses, functions and `not`s inside one another.
  static let deepest = 20

  private let places: [ExpressionLexer.Place]
  private let end: Int
  private var index = 0
  private var depth = 0

  package static func expression(_ text: String) throws(ExpressionMistake) -> Expression {
    let places = try ExpressionLexer.tokens(of: text)
    var parser = ExpressionParser(places: places, end: text.unicodeScalars.count)
    let expression = try parser.either()
    if let rest = parser.peek { throw parser.unexpected(rest) }
    return expression
  }

  private init(places: [ExpressionLexer.Place], end: Int) {
    self.places = places
    self.end = end
  }

  private var peek: ExpressionLexer.Token? { index < places.count ? places[index].token : nil }
  private var offset: Int { index < places.count ? places[index].offset : end }

  private mutating func take(_ token: ExpressionLexer.Token) -> Bool {
    guard peek == token else { return false }
    index += 1
    return true
  }

  private mutating func take(word: String) -> Bool { take(.word(word)) }

  private mutating func either() throws(ExpressionMistake) -> Expression {
    var left = try both()
    while take(word: "or") { left = .or(left, try both()) }
    return left
  }

  private mutating func both() throws(ExpressionMistake) -> Expression {
    var left = try negation()
    while take(word: "and") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(ExpressionMistake) -> Expression {
    guard take(word: "not") else { return try comparison() }
    try deeper()
    defer { depth -= 1 }
    return .not(try negation())
  }

  private mutating func comparison() throws(ExpressionMistake) -> Expression {
    let left = try value()
    let isNegated = peek == .word("not")
    if isNegated, index + 1 < places.count, places[index + 1].token == .word("in") { index += 1 }
    if take(word: "in") {
      let found = Expression.isOneOf(left, try list())
      return isNegated ? .not(found) : found
    }
    guard let comparison = comparisonSign() else { return left }
    let result = Expression.compare(left, comparison, try value())
    let next = offset
    if comparisonSign() != nil {
      let mend = "join two comparisons with `and`"
      throw ExpressionMistake(sentence: "a comparison has two sides", mend: mend, offset: next)
    }
    return result
  }

  private mutating func comparisonSign() -> Comparison? {
    switch peek {
    case .word("is"):
      index += 1
      return take(word: "not") ? .unequal : .equal
    case .sign(let sign):
      guard let comparison = Comparison(rawValue: sign) else { return nil }
      index += 1
      return comparison
    case .word, .text, nil: return nil
    }
  }

  /// The values after `in`.
  private mutating func list() throws(ExpressionMistake) -> [Expression] {
    let start = offset
    for (open, close) in [("(", ")"), ("[", "]")] where take(.sign(open)) { return try values(upTo: close) }
    let mend = "write them in parentheses: in (\"en\", \"es\")"
    throw ExpressionMistake(sentence: "after `in` stands a list", mend: mend, offset: start)
  }

  /// One and more, with commas between.
  private mutating func values(upTo close: String) throws(ExpressionMistake) -> [Expression] {
    try deeper()
    defer { depth -= 1 }
    var values = [try either()]
    while take(.sign(",")) { values.append(try either()) }
    guard take(.sign(close)) else { throw expected("`\(close)`") }
    return values
  }

  private mutating func value() throws(ExpressionMistake) -> Expression {
    let start = offset
    switch peek {
    case .text(let text):
      index += 1
      return .literal(.text(text))
    case .sign("("):
      index += 1
      try deeper()
      defer { depth -= 1 }
      let inner = try either()
      guard take(.sign(")")) else { throw expected("`)`") }
      return inner
    case .word(let word):
      index += 1
      if let function = ExpressionFunction(rawValue: word) { return try call(function, at: start) }
      return try ExpressionWord.expression(word, at: start)
    case .sign, nil: throw expected("a value")
    }
  }

  private mutating func call(_ function: ExpressionFunction, at start: Int) throws(ExpressionMistake) -> Expression {
    var values: [Expression] = []
    if take(.sign("(")), !take(.sign(")")) { values = try self.values(upTo: ")") }
    guard !function.arity.contains(values.count) else { return .function(function, values) }
    let example =
      switch function {
      case .starts, .ends: "(call.from, \"+34\")"
      case .length, .daysUntil, .weekday, .hour: "(NAME)"
      case .today: ""
      }
    let sentence = "`\(function.rawValue)` does not take \(values.count == 1 ? "1 value" : "\(values.count) values")"
    throw ExpressionMistake(sentence: sentence, mend: "write `\(function.rawValue)\(example)`", offset: start)
  }

  private mutating func deeper() throws(ExpressionMistake) {
    depth += 1
    guard depth > Self.deepest else { return }
    let sentence = "the expression goes more than \(Self.deepest) levels deep"
    throw ExpressionMistake(sentence: sentence, mend: "set a part of it to a name first", offset: offset)
  }

  private func expected(_ what: String) -> ExpressionMistake {
    guard index < places.count else {
      return ExpressionMistake(sentence: "the expression ends where \(what) is missing", offset: end)
    }
    return ExpressionMistake(sentence: "\(what) is missing before `\(shown(places[index].token))`", offset: offset)
  }

  private func unexpected(_ token: ExpressionLexer.Token) -> ExpressionMistake {
    let sentence = "`\(shown(token))` does not go on from what stands before it"
    return ExpressionMistake(
      sentence: sentence, mend: "text stands in quotes, and names hold no blanks", offset: offset)
  }

  private func shown(_ token: ExpressionLexer.Token) -> String {
    switch token {
    case .word(let text), .sign(let text): text.shortened
    case .text(let text): "\"\(text.shortened)\""
    }
  }
}
