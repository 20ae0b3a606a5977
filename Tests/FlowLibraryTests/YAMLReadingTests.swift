import CallFlows
import FlowLibrary
import Testing

struct YAMLReadingTests {
  private func compose(_ text: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
    YAMLComposer.compose(Array(text.utf8), file: "test.yaml")
  }

  private func rules(_ text: String) -> [String] { compose(text).diagnostics.map(\.rule) }

  @Test(arguments: [
    "no", "yes", "on", "off", "010", "0x1F", "10:00", "1_000", "1e3", ".inf", "~", "null", "true", "2026-10-12", "=",
  ])
  func aPlainScalarIsTheTextThatStandsThere(_ text: String) {
    let (root, diagnostics) = compose("key: \(text)\n")
    #expect(diagnostics.isEmpty)
    guard case .mapping(let entries)? = root?.content else {
      Issue.record("no mapping")
      return
    }
    #expect(entries.map(\.value.content) == [.scalar(text, quoted: false)])
  }

  @Test func keysThatATypedReaderWouldTakeForOneAreTwo() {
    let (root, diagnostics) = compose("{1: a, 01: b, true: c, yes: d, on: e}")
    guard case .mapping(let entries)? = root?.content else {
      Issue.record("no mapping")
      return
    }
    #expect(entries.map(\.key) == ["1", "01", "true", "yes", "on"])
    #expect(diagnostics.isEmpty)
  }

  @Test func aPlaceCountsCharactersFromOne() {
    let (root, _) = compose("żółć: x\nlist:\n  - łąka: wół\n")
    guard case .mapping(let entries)? = root?.content, case .sequence(let items) = entries[1].value.content,
      case .mapping(let inner) = items[0].content
    else {
      Issue.record("not the shape that was written")
      return
    }
    #expect(entries[0].value.location == SourceLocation(file: "test.yaml", line: 1, column: 7))
    #expect(inner[0].value.location == SourceLocation(file: "test.yaml", line: 3, column: 11))
  }

  @Test func aThousandLevelsAreRefusedAndSoAreAHundredThousand() {
    for depth in [1_000, 100_000] {
      #expect(rules("a: " + String(repeating: "[", count: depth)) == ["too-deep"])
      #expect(rules("a: " + String(repeating: "{a: ", count: depth)) == ["too-deep"])
      #expect(rules(String(repeating: "[", count: depth)).count == 1)
      #expect(rules(String(repeating: "- ", count: depth)) == ["too-deep"])
    }
    #expect(rules(String(repeating: "? ", count: 1_000)) == ["too-deep"])
  }

  @Test func sixtyFourLevelsAreReadAndOneMoreIsNot() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(rules(nested(64)).isEmpty)
    #expect(rules(nested(65)) == ["too-deep"])
  }

  @Test(.timeLimit(.minutes(1)))
  func aFileOfMoreThanTenMebibytesIsRefusedUnread() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: (10 << 20) + 1)
    let (root, diagnostics) = YAMLComposer.compose(bytes, file: "test.yaml")
    #expect(root == nil)
    #expect(diagnostics.map(\.rule) == ["file-too-large"])
  }

  @Test(.timeLimit(.minutes(1)))
  func tenMebibytesOfOneTextAreReadAndOfManyValuesAreRefused() {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: (10 << 20) - 3)
    #expect(YAMLComposer.compose(text, file: "test.yaml").root != nil)
    let many = Array(String(repeating: "- a\n", count: 2_500_000).utf8)
    #expect(YAMLComposer.compose(many, file: "test.yaml").diagnostics.map(\.rule) == ["too-many-values"])
  }

  @Test(.timeLimit(.minutes(1)))
  func aBombOfAliasesIsNotExpanded() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...20 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    text += "? *a20\n: boom\n"
    let (_, diagnostics) = compose(text)
    #expect(diagnostics.count == 21 + 40 + 1)
    #expect(Set(diagnostics.map(\.rule)) == ["anchor", "alias"])
  }

  @Test(.timeLimit(.minutes(1)))
  func declarationsOfTagsAreRefusedHoweverMany() {
    #expect(rules("%TAG !a! tag:a\n---\na: b\n") == ["tag"])
    let many = (0..<100_000).map { "%TAG !a\($0)! b\n" }.joined()
    #expect(rules(many + "---\na: b\n") == ["tag"])
    #expect(rules("a: b\n...\n" + many + "---\na: b\n") == ["tag"])
    #expect(rules("%YAML 1.2\n---\na: b\n").isEmpty)
  }

  @Test func afterAHundredMistakesTheRestIsLeft() {
    let diagnostics = compose((0..<1_000).map { "k\($0): *a\n" }.joined()).diagnostics
    #expect(diagnostics.count == 101)
    #expect(diagnostics.last?.rule == "too-many-mistakes")
  }

  @Test func noPrefixOfAFileTrapsTheReader() throws {
    let text = """
      flow: &a "caf\\u00e9" # note
      list: [1, {a: b}, *a, !!int 3]
      ? [x]
      : |
        two
        lines
      "quo'ted": 'it''s'
      """
    let bytes = Array(text.utf8)
    for end in 0...bytes.count {
      _ = YAMLComposer.compose(Array(bytes[..<end]), file: "test.yaml")
      for damage: UInt8 in [0, 9, 0x80, 0xFF, 0x7B, 0x5D] where end < bytes.count {
        var damaged = bytes
        damaged[end] = damage
        _ = YAMLComposer.compose(damaged, file: "test.yaml")
      }
    }
    #expect(YAMLComposer.compose(bytes, file: "test.yaml").root != nil)
  }
}
