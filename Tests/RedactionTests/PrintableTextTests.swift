import Redaction
import Testing

@Suite("Text of others on a terminal and in a log")
struct PrintableTextTests {
  @Test(
    "what would move a cursor, end a line or turn the writing is shown as a mark",
    arguments: [
      "\u{1B}[2J", "\r", "\n", "\r\n", "\t", "\0", "\u{7F}", "\u{9B}31m", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}",
      "\u{2066}", "\u{200B}", "\u{FEFF}", "\u{1B}]0;title\u{07}", "a\u{08}b",
    ])
  func unprintable(_ text: String) {
    let shown = "before \(text) after".printable
    #expect(shown.hasPrefix("before ") && shown.hasSuffix(" after"))
    #expect(shown.contains("\u{FFFD}"))
    #expect(!shown.contains { $0.isNewline })
    for scalar in shown.unicodeScalars { #expect(![.control, .format].contains(scalar.properties.generalCategory)) }
    #expect(shown.printable == shown)
  }

  @Test(
    "everything else stays as it is", arguments: ["", "Ann", "Añá Ünï", "安娜", "🙂", "<script>", "5551234", "e\u{301}"])
  func printable(_ text: String) {
    #expect(text.printable == text)
  }

  @Test("a redacted value shows nothing of itself wherever it is interpolated")
  func redacted() {
    let number = Redacted("5551234")
    #expect("\(number) \(number.debugDescription) \([number])" == "‹redacted› ‹redacted› [‹redacted›]")
    #expect(String(reflecting: number) == "‹redacted›")
    #expect(number.exposed == "5551234")
  }
}
