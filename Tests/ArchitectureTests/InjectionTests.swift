import Foundation
import Testing

/// What somebody else wrote is a value everywhere: never a part of a statement, a command or a log line.
@Suite("Text of others is never code")
struct InjectionTests {
  /// Our own words that are put into SQL: literals, which the type `StaticString` of their parameters says, or put
  /// together from such (`CallFilter`); and the kinds of change in the schema's triggers.
  static let ownWords: Set<String> = [
    "condition", "condition.sql", "name", "column", "table", "sql", "event", "copy", "event.lowercased(",
  ]

  private static let statements = try? NSRegularExpression(
    pattern: #"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES|ORDER BY|FROM|PRAGMA|ATTACH)\b"#)

  /// The string literals of a file, those over several lines too, with the line where each begins.
  static func literals(of lines: [Substring]) -> [(line: Int, text: String)] {
    var literals: [(Int, String)] = []
    var open: (line: Int, text: String)?
    for (number, line) in lines.enumerated() {
      if var block = open {
        if line.contains("\"\"\"") {
          literals.append(block)
          open = nil
        } else {
          block.text += line + "\n"
          open = block
        }
      } else if line.contains("\"\"\"") {
        open = (number + 1, "")
      } else if line.contains("\"") {
        literals.append((number + 1, String(line)))
      }
    }
    return literals
  }

  /// The expressions in `\(…)`, as far as they have no parentheses of their own.
  static func interpolations(in text: String) -> [String] {
    text.components(separatedBy: "\\(").dropFirst().map { String($0.prefix { $0 != ")" }) }
  }

  private static func isSQL(_ text: String) -> Bool {
    statements?.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
  }

  private static func complaints(about lines: [Substring]) -> [String] {
    literals(of: lines).filter { isSQL($0.text) }.flatMap { literal in
      interpolations(in: literal.text).filter { !ownWords.contains($0) }.map { "\(literal.line): \($0)" }
    }
  }

  @Test("values reach SQL as bound parameters only")
  func boundParameters() {
    for file in SourceTree.files where file.target == "CallStore" {
      for complaint in Self.complaints(about: file.code) { Issue.record("\(file):\(complaint) in SQL") }
    }
  }

  @Test("the words that are put into SQL are literals")
  func literalWords() {
    let parameters = #"_ (column|table|name): String\b|where condition: String\b|func add\(_ sql: String\b"#
    for file in SourceTree.files where file.target == "CallStore" {
      for line in file.code where line.range(of: parameters, options: .regularExpression) != nil {
        Issue.record("\(file): \(line)")
      }
    }
  }

  @Test("SQL is spoken in CallStore alone")
  func onePlace() {
    for file in SourceTree.files where file.target != "CallStore" {
      #expect(!file.text.contains("sql: \""), "\(file)")
      #expect(!file.imports.contains("GRDB"), "\(file)")
    }
  }

  @Test("the check itself finds a value that is built into a statement")
  func checkOfTheCheck() {
    let oneLine = #"try database.execute(sql: "DELETE FROM agents WHERE id = '\(id)'")"#
    let block = ["sql: \"\"\"", "  UPDATE calls SET caller =", "  '\\(caller.exposed)'", "  \"\"\""]
    #expect(Self.complaints(about: [oneLine[...]]) == ["1: id"])
    #expect(Self.complaints(about: block.map { $0[...] }) == ["1: caller.exposed"])
    #expect(Self.complaints(about: [#"sql: "SELECT * FROM calls WHERE \(condition)""#[...]]).isEmpty)
  }

  /// What callers and phones write as they please.
  static let foreignText = [
    ".exposed", "callID", "displayName", "callerName", "userAgent", ".reasonPhrase", "request.", "response.", "octets",
    "String(decoding",
  ]

  @Test("no log line mentions what a caller wrote")
  func logs() {
    for file in SourceTree.files {
      for (number, line) in file.code.enumerated() where line.contains("logger.") {
        // A call of the logger ends within three lines.
        let call = file.code[number..<min(number + 3, file.code.count)].joined(separator: " ")
        guard
          let start = call.range(
            of: #"logger\.(trace|debug|info|notice|warning|error|critical)\("#, options: .regularExpression)
        else { continue }
        let text = String(call[start.lowerBound...])
        let spoken = Self.interpolations(in: text)
        for word in Self.foreignText where spoken.contains(where: { $0.contains(word) }) {
          Issue.record("\(file):\(number + 1): \(word) in a log line")
        }
      }
    }
  }

  @Test("what the commands print of calls goes through `printable`")
  func terminals() throws {
    for name in ["CallEntry", "CallAccountEntry", "RecordingEntry", "TraceText"] {
      let file = try #require(SourceTree.files.first { $0.path == "switchboard/\(name).swift" })
      #expect(file.text.contains(".printable"), "\(name)")
    }
    let log = try #require(SourceTree.files.first { $0.path == "switchboard/ServiceLog.swift" })
    #expect(log.text.contains("PrintableLogHandler(StreamLogHandler"))
  }
}
