package import CallFlows
import Foundation

/// Shows diagnostics to people, with the line, a caret and the mend, and to programs, as JSON.
package struct DiagnosticPrinter: Sendable {
  private let sources: [String: SourceText]

  /// `sources` holds the text of each file by the name its diagnostics carry; a missing one is shown without its line.
  package init(sources: [String: SourceText]) {
    self.sources = sources
  }

  /// All of them as text, an empty line between two, without a line end at the end.
  package func text(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(text).joined(separator: "\n\n")
  }

  /// `FILE:LINE:COLUMN: error: sentence [rule]`, the source line, a caret, and the mend.
  package func text(_ diagnostic: Diagnostic) -> String {
    let location = diagnostic.location
    var lines = ["\(place(location))\(diagnostic.severity.rawValue): \(diagnostic.sentence) [\(diagnostic.rule)]"]
    if let source = sources[location.file]?.line(location.line), !source.allSatisfy(\.isWhitespace) {
      lines += excerpt(source, column: location.column)
    }
    if !diagnostic.mend.isEmpty { lines.append("  " + diagnostic.mend) }
    return lines.joined(separator: "\n")
  }

  /// An array of objects with file, line, column, severity, rule, sentence and mend.
  package func json(_ diagnostics: [Diagnostic]) -> String {
    let entries = diagnostics.map { diagnostic in
      Entry(
        file: diagnostic.location.file, line: diagnostic.location.line, column: diagnostic.location.column,
        severity: diagnostic.severity.rawValue, rule: diagnostic.rule, sentence: diagnostic.sentence,
        mend: diagnostic.mend)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(entries) else { return "[]" }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let longLine = 160

  private struct Entry: Encodable {
    var file: String
    var line: Int
    var column: Int
    var severity: String
    var rule: String
    var sentence: String
    var mend: String
  }

  private func place(_ location: SourceLocation) -> String {
    if location.file.isEmpty { return "" }
    return location.line > 0 ? "\(location.file):\(location.line):\(location.column): " : "\(location.file): "
  }

  /// The part of a line around a column, with a caret below it. Tabs stay tabs, so that the caret stands right.
  private func excerpt(_ line: String, column: Int) -> [String] {
    let scalars = Array(line.unicodeScalars)
    let index = min(max(column - 1, 0), scalars.count)
    // Of a line that is very long, the part around the column.
    let start = scalars.count <= Self.longLine ? 0 : max(0, index - Self.longLine / 2)
    let end = min(scalars.count, start + Self.longLine)
    func visible(_ scalar: Unicode.Scalar) -> Character {
      scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F ? "\u{FFFD}" : Character(scalar)
    }
    let shown = String(scalars[start..<end].map(visible))
    let indent = String(scalars[start..<index].map { $0 == "\t" ? "\t" : " " })
    return ["  " + shown, "  " + indent + "^"]
  }
}
