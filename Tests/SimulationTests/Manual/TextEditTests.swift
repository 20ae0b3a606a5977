import TestMaterial
import Testing

/// What reads the manual notices when the manual is wrong.
struct TextEditTests {
  private static let text = "a: 1\nsteps:\n  one: {go: two}\n  two:\n    say: hello\n    then: one\n"

  @Test func aChangeIsMadeWhereItsLinesStand() throws {
    let changed = try TextEdit.apply("   two:\n-    say: hello\n+    say: goodbye\n", to: Self.text)
    #expect(changed == Self.text.replacing("hello", with: "goodbye"))
    #expect(throws: TextEdit.Mistake.self) { try TextEdit.apply("-    say: hallo\n+    say: bye\n", to: Self.text) }
    #expect(throws: TextEdit.Mistake.self) { try TextEdit.apply("-x\n+y\n", to: "x\nx\n") }
    #expect(throws: TextEdit.Mistake.self) { try TextEdit.apply("+    say: bye\n", to: Self.text) }
  }

  @Test func aPieceTakesThePlaceOfWhatHasItsKeys() {
    #expect(
      TextEdit.merge("  two: {go: one}\n", into: Self.text) == "a: 1\nsteps:\n  one: {go: two}\n  two: {go: one}\n")
    #expect(TextEdit.merge("a: 2\nb: 3\n", into: "a: 1\nc: 4\n") == "c: 4\n\na: 2\nb: 3\n")
  }

  @Test(arguments: [
    (["a", "b"], ["a", "b"], true), (["a", "b"], ["a", "c"], false), (["a"], ["a", "b"], false),
    (["a", "…"], ["a", "b", "c"], true), (["…", "c"], ["a", "b", "c"], true), (["…", "d"], ["a", "b"], false),
    (["1 of … (…)"], ["1 of 2 (3)"], true), (["1 of … (…)"], ["1 of 2"], false), (["…", "b", "…"], ["a", "b"], true),
    (["a", "", "b "], ["a", "b"], true),
  ])
  func whatACommandShowsIsTheWholeOfIt(_ wanted: [String], _ shown: [String], _ matches: Bool) {
    #expect(ShownLines(wanted).match(shown) == matches)
  }

  @Test func aManualIsItsBlocksAndItsPhrases() {
    let manual = ManualText(
      "## One\n`a` and `b\n  c`\n\n```yaml in x.yaml\nk: v\n```\n\n| `d \\| e` |\n## Two\n```\nf\n```\n")
    #expect(manual.phrases == ["a", "b c", "d | e"])
    #expect(manual.blocks.map(\.chapter) == ["One", "Two"])
    #expect(manual.blocks.map(\.file) == ["x.yaml", ""])
    #expect(manual.blocks.map(\.isPiece) == [true, false])
    #expect(manual.blocks.map(\.text) == ["k: v\n", "f\n"])
    #expect(manual.blocks.map(\.line) == [5, 11])
  }
}
