/// A place in a file that an operator wrote; lines and columns count from 1.
package struct SourceLocation: Sendable, Hashable {
  package var file: String
  package var line: Int
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package static let unknown = SourceLocation(file: "", line: 0, column: 0)
}

/// One sentence about a mistake, with its place and its mend.
package struct Diagnostic: Sendable, Equatable {
  package enum Severity: String, Sendable {
    case error, warning
  }

  package var severity: Severity
  package var location: SourceLocation
  /// What is wrong, as a sentence without a full stop at its end.
  package var sentence: String
  /// The rule's stable name: `unknown-step`.
  package var rule: String
  /// What to do about it; empty where the sentence says it.
  package var mend: String

  package init(
    _ severity: Severity, _ sentence: String, rule: String, mend: String = "", at location: SourceLocation
  ) {
    self.severity = severity
    self.location = location
    self.sentence = sentence
    self.rule = rule
    self.mend = mend
  }
}
