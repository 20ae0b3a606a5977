import CallFlows
import Testing

struct EntryCheckTests {
  @Test(arguments: [
    ("79927398713", true), ("79927398710", false), ("4111111111111111", true), ("5500000000000004", true),
    ("4111111111111112", false), ("0", false), ("00", true), ("18", true), ("81", false), ("", false), ("1 8", false),
  ])
  func `The check digit of a card number`(entry: String, isGood: Bool) {
    #expect(Ask.Check.luhn.accepts(entry) == isGood)
  }

  @Test(arguments: [
    ("[0-9]{8}", "12345678", true), ("[0-9]{8}", "123456789", false), ("1|12", "12", true),
    ("(?:19|20)\\d\\d", "2026", true),
    ("(?:19|20)\\d\\d", "1826", false), ("^[1-9]\\d*$", "10", true), ("^[1-9]\\d*$", "01", false), ("", "", true),
    ("(", "1", false), ("[", "1", false), ("1{2", "11", false), ("(\\d+)+", "11", false), ("x", "x", false),
  ])
  func `A pattern has to match the whole entry`(pattern: String, entry: String, isGood: Bool) {
    #expect(Ask.Check.pattern(pattern).accepts(entry) == isGood)
  }

  @Test(arguments: [
    ("[0-9]+", nil), ("(?:12|34)5?", nil), ("(\\d{2})", nil), ("(12)+", nil), ("[(|+]", nil),
    ("(", PatternFault.malformed), ("*", .malformed), ("(\\d+)+", .slow), ("(1|11)*", .slow), ("((1?)2)+", .slow),
    ("(1|2){3}", .slow), ("[a-z]", .foreign("a")), ("\\w", .foreign("w")), ("\\", .foreign("\\")),
    ("(?i)1", .foreign("i")),
    ("1{100}", .large), ("1{1,1000}", .large), ("1{99}", nil), (String(repeating: "1", count: 129), .large),
  ])
  func `A pattern with a fault is found before a caller meets it`(pattern: String, fault: PatternFault?) {
    #expect(PatternFault.find(in: pattern) == fault)
  }

  @Test(.timeLimit(.minutes(1)))
  func `No pattern traps, whatever it holds, and none goes on for ever`() {
    var dice = SeededGenerator(seed: 7)
    let alphabet = Array("01259[]-^$.()?:|*+{},\\d")
    var sound = 0
    for _ in 1...3_000 {
      let length = Int.random(in: 0...14, using: &dice)
      let pattern = String((0..<length).compactMap { _ in alphabet.randomElement(using: &dice) })
      let accepts = Ask.Check.pattern(pattern).accepts("5555555555555555555555555555512")
      guard PatternFault.find(in: pattern) != nil else {
        sound += 1
        continue
      }
      #expect(!accepts, "/\(pattern)/ seed 7")
    }
    #expect(sound > 100)
  }
}
