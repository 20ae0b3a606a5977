/// What libyaml's commoner complaints mean to the person who wrote the file.
struct YAMLSyntaxAdvice {
  /// A part of libyaml's own words.
  var problem: String
  var sentence: String
  var mend: String
  var rule = "yaml-syntax"

  /// YAML reads braces, brackets and commas of an unquoted pattern as its own.
  static let quotedPattern = "put the whole pattern into quotes: \"/[12][0-9]{5}/\""

  /// What to do about this in a line of the file.
  func mend(in line: String) -> String {
    if line.contains("check: /") { return "\(Self.quotedPattern); else \(mend)" }
    let isOpen = problem.contains("did not find expected") && !line.count { $0 == "\"" }.isMultiple(of: 2)
    return isOpen ? "close the quotes, of which the line has an odd number; else \(mend)" : mend
  }

  static let all = [
    YAMLSyntaxAdvice(
      problem: "mapping values are not allowed", sentence: "a colon stands where no key can be",
      mend: "put text that holds a colon and a blank into quotes, or look at the indentation"),
    YAMLSyntaxAdvice(
      problem: "found character that cannot start any token", sentence: "no value can begin with this character",
      mend: "indent with blanks, not with tabs; put text that begins with @, ` or % into quotes"),
    YAMLSyntaxAdvice(
      problem: "did not find expected key", sentence: "a key was expected here",
      mend: "keys of one mapping begin in the same column"),
    YAMLSyntaxAdvice(
      problem: "could not find expected ':'", sentence: "a key without a colon ends here",
      mend: "write `key: value`, with a blank after the colon"),
    YAMLSyntaxAdvice(
      problem: "did not find expected ',' or ']'", sentence: "a list in brackets is not closed here",
      mend: "put a comma between its items, and `]` at its end"),
    YAMLSyntaxAdvice(
      problem: "did not find expected ',' or '}'", sentence: "a mapping in braces is not closed here",
      mend: "put a comma between its entries, and `}` at its end"),
    YAMLSyntaxAdvice(
      problem: "found unexpected end of stream", sentence: "the quotes that open here are never closed",
      mend: "close them"),
    YAMLSyntaxAdvice(
      problem: "did not find expected alphabetic or numeric character", sentence: "`*` and `&` have a meaning in YAML",
      mend: "put the text into quotes: \"*\""),
    YAMLSyntaxAdvice(
      problem: "UTF-8", sentence: "the file is not UTF-8 here", mend: "save it as UTF-8"),
    YAMLSyntaxAdvice(
      problem: "control characters are not allowed", sentence: "a control character stands here",
      mend: "take it away"),
    YAMLSyntaxAdvice(
      problem: "Maximum nesting level", sentence: "values stand too deep inside one another",
      mend: "nothing in format 1 needs that depth", rule: "too-deep"),
  ]
}
