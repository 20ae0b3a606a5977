import CallFlows

/// Why a text is no expression, and where in it.
package struct ExpressionMistake: Error, Equatable {
  package var sentence: String
  package var mend = ""
  package var rule = "bad-expression"
  /// In characters (Unicode scalars) from the beginning.
  package var offset: Int
}

/// Cuts an expression into words, texts in quotes, and signs.
struct ExpressionLexer {
  enum Token: Equatable {
    /// A name, a number, a date, a time, or a word of the language.
    case word(String)
    case text(String)
    /// `(` `)` `[` `]` `,` `<` `<=` `>` `>=`
    case sign(String)
  }

  struct Place: Equatable {
    var token: Token
    var offset: Int
  }

  /// Nobody reads a longer one.
  static let longest = 500

  private let scalars: [Unicode.Scalar]
  private var index = 0

  static func tokens(of text: String) throws(ExpressionMistake) -> [Place] {
    var lexer = ExpressionLexer(text)
    guard lexer.scalars.count <= longest else {
      let sentence = "an expression has at most \(longest) characters"
      throw ExpressionMistake(sentence: sentence, mend: "set a part of it to a name first", offset: longest)
    }
    var places: [Place] = []
    while let place = try lexer.next() { places.append(place) }
    return places
  }

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  private mutating func next() throws(ExpressionMistake) -> Place? {
    while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
    guard index < scalars.count else { return nil }
    let start = index
    let scalar = scalars[index]
    switch scalar {
    case "\"", "'": return Place(token: .text(try quoted(by: scalar)), offset: start)
    case "<", ">", "(", ")", "[", "]", ",": return Place(token: .sign(sign()), offset: start)
    case _ where Self.isOfWord(scalar): return Place(token: .word(word()), offset: start)
    default: throw Self.foreign(scalar, at: start)
    }
  }

  private mutating func quoted(by quote: Unicode.Scalar) throws(ExpressionMistake) -> String {
    let start = index
    index += 1
    var text = String.UnicodeScalarView()
    while index < scalars.count, scalars[index] != quote {
      text.append(scalars[index])
      index += 1
    }
    guard index < scalars.count else {
      let sentence = "the text that begins here has no end"
      throw ExpressionMistake(sentence: sentence, mend: "close it with \(quote)", offset: start)
    }
    index += 1
    return String(text)
  }

  private mutating func sign() -> String {
    let scalar = scalars[index]
    index += 1
    guard scalar == "<" || scalar == ">", index < scalars.count, scalars[index] == "=" else { return String(scalar) }
    index += 1
    return "\(scalar)="
  }

  private mutating func word() -> String {
    var text = String.UnicodeScalarView()
    while index < scalars.count, Self.isOfWord(scalars[index]) {
      text.append(scalars[index])
      index += 1
    }
    return String(text)
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || "-_.:".unicodeScalars.contains(scalar)
  }

  private static func foreign(_ scalar: Unicode.Scalar, at offset: Int) -> ExpressionMistake {
    let mend =
      switch scalar {
      case "=": "write `is`, or <= and >="
      case "!": "write `not`, or `is not`"
      case "&": "write `and`"
      case "|": "write `or`"
      case "+", "*", "/", "%", "^": "expressions compare, they do not calculate"
      case "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}": "write plain quotes: \"…\""
      case "{", "}", "$": "names stand by themselves, without signs around them"
      default: "text stands in quotes"
      }
    let shown = scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : String(scalar)
    return ExpressionMistake(sentence: "`\(shown)` is no part of an expression", mend: mend, offset: offset)
  }
}
