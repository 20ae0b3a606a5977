import CallFlows
import FlowLibrary
import Foundation
import Testing

struct DiagnosticPrinterTests {
  private func text(_ source: String, line: Int, column: Int, mend: String = "") -> String {
    let printer = DiagnosticPrinter(sources: ["a.yaml": SourceText(bytes: Array(source.utf8))])
    let location = SourceLocation(file: "a.yaml", line: line, column: column)
    return printer.text(Diagnostic(.error, "it is wrong", rule: "some-rule", mend: mend, at: location))
  }

  @Test func theCaretStandsBelowTheColumn() {
    #expect(
      text("one\ntwo: x\n", line: 2, column: 6, mend: "mend it") == """
        a.yaml:2:6: error: it is wrong [some-rule]
          two: x
               ^
          mend it
        """)
  }

  @Test func aTabStaysATabAboveTheCaret() {
    #expect(text("\ta: x", line: 1, column: 2).hasSuffix("\n  \ta: x\n  \t^"))
  }

  @Test func everyLineEndOfYAMLCounts() {
    let source = "1\n2\r\n3\r4\u{85}5\u{2028}6\u{2029}seven"
    #expect(text(source, line: 7, column: 1).hasSuffix("\n  seven\n  ^"))
  }

  @Test func aControlCharacterIsNotSentToTheTerminal() {
    let shown = text("a: \u{1B}[31m", line: 1, column: 1)
    #expect(!shown.contains("\u{1B}"))
  }

  @Test func ofALongLineThePartAroundTheColumnIsShown() {
    let source = String(repeating: "a", count: 5_000) + "X" + String(repeating: "b", count: 5_000)
    let lines = text(source, line: 1, column: 5_001).split(separator: "\n")
    #expect(lines[1].count <= 162)
    let caret = lines[2].distance(from: lines[2].startIndex, to: lines[2].firstIndex(of: "^") ?? lines[2].endIndex)
    #expect(Array(lines[1])[caret] == "X")
  }

  @Test func aPlaceBeyondTheFileIsShownWithoutALine() {
    #expect(text("a", line: 9, column: 9) == "a.yaml:9:9: error: it is wrong [some-rule]")
  }

  @Test func jsonHoldsEveryPart() throws {
    let location = SourceLocation(file: "a/b.yaml", line: 3, column: 7)
    let diagnostics = [
      Diagnostic(.warning, "a \"word\"", rule: "some-rule", mend: "mend it", at: location),
      Diagnostic(.error, "it is wrong", rule: "other-rule", at: location),
    ]
    let json = DiagnosticPrinter(sources: [:]).json(diagnostics)
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(entries.count == 2)
    let first = try #require(entries.first)
    #expect(first["file"] as? String == "a/b.yaml")
    #expect(first["line"] as? Int == 3)
    #expect(first["column"] as? Int == 7)
    #expect(first["severity"] as? String == "warning")
    #expect(first["rule"] as? String == "some-rule")
    #expect(first["sentence"] as? String == "a \"word\"")
    #expect(first["mend"] as? String == "mend it")
    #expect(DiagnosticPrinter(sources: [:]).json([]) == "[\n\n]")
  }
}
