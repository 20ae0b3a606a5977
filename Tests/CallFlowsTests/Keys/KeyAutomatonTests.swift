import CallFlows
import Testing
import Timekeeping

/// One row of the conformance table: a timetable of presses, and what comes of it, when.
///
/// The script is read left to right: a key is pressed, `|` ends the prompt, `+n` lets n tenths of a second pass,
/// `L` begins to listen; keys before `L` are pressed ahead. The automaton's deadlines are told when they are due.
/// `wait` is 6 s and `between-keys` 3 s.
struct KeyRow: CustomTestStringConvertible, Sendable {
  var rule: String
  var grammar: KeyGrammar
  var script: String
  /// Outcomes with their times in tenths of a second: `entry 12 @30`.
  var expected: [String]

  init(_ rule: String, _ grammar: KeyGrammar, _ script: String, _ expected: String...) {
    self.rule = rule
    self.grammar = grammar
    self.script = script
    self.expected = expected
  }

  var testDescription: String { "\(rule): \(script)" }

  func play() -> [String] {
    var automaton = KeyAutomaton()
    var clock = 0
    var outcomes: [String] = []
    func moment(_ tenths: Int) -> Moment { Moment(sinceZero: .milliseconds(tenths * 100)) }
    func note(_ outcome: KeyAutomaton.Outcome?) {
      if let outcome { outcomes.append("\(outcome.line) @\(clock)") }
    }
    func pass(_ tenths: Int) {
      let end = clock + tenths
      while let deadline = automaton.nextDeadline, deadline <= moment(end) {
        clock = Int((deadline - .zero) / .milliseconds(100))
        note(automaton.deadlineReached(at: deadline))
      }
      clock = end
    }
    for word in script.split(separator: " ") {
      if word.hasPrefix("+") {
        pass(Int(word.dropFirst()) ?? 0)
      } else if word == "|" {
        automaton.promptEnded(at: moment(clock))
      } else if word == "L" {
        note(automaton.listen(for: grammar, wait: .seconds(6), betweenKeys: .seconds(3), at: moment(clock)))
      } else {
        for key in word.compactMap(Key.init(rawValue:)) { note(automaton.press(key, at: moment(clock))) }
      }
    }
    return outcomes
  }
}

extension KeyAutomaton.Outcome {
  var line: String {
    switch self {
    case .entry(let keys): "entry \(String(keys.map(\.rawValue)))"
    case .command(let key): "command \(key.rawValue)"
    case .silence: "silence"
    case .wrong(let keys): "wrong \(String(keys.map(\.rawValue)))"
    }
  }
}

private func options(_ texts: String..., commands: Set<Key> = []) -> KeyGrammar {
  .choices(Set(texts.compactMap(KeySequence.init)), commands: commands)
}

private func digits(_ range: ClosedRange<Int>, end: Key? = nil, commands: Set<Key> = []) -> KeyGrammar {
  .digits(range, end: end, commands: commands)
}

struct KeyAutomatonTests {
  static let menus = [
    KeyRow("an option that no other begins with ends at once", options("1", "2"), "L | +10 1", "entry 1 @10"),
    KeyRow("wait starts when the prompt ends", options("1"), "L +100 | +59 +1", "silence @160"),
    KeyRow("no time runs while the prompt plays", options("1"), "L +1000"),
    KeyRow("a key just before the wait is over is in time", options("1"), "L | +59 1", "entry 1 @59"),
    KeyRow("a key barges in", options("1"), "L +5 1", "entry 1 @5"),
    KeyRow("after the first key only between-keys runs", options("12"), "L | +50 1 +29 2", "entry 12 @79"),
    KeyRow("after barge-in only between-keys runs", options("12"), "L +5 1 +40", "wrong 1 @35"),
    KeyRow("the prompt's end changes nothing after barge-in", options("12"), "L 1 +10 | +10 2", "entry 12 @20"),
    KeyRow("an option that is also a prefix waits between-keys", options("1", "12"), "L | 1 +40", "entry 1 @30"),
    KeyRow("a prefix that goes on is the longer option", options("1", "12"), "L | 1 +29 2", "entry 12 @29"),
    KeyRow("a prefix alone is wrong after between-keys", options("12", "13"), "L | 1 +40", "wrong 1 @30"),
    KeyRow("each key starts between-keys anew", options("123"), "L | 1 +29 2 +29 3", "entry 123 @58"),
    KeyRow("a key that fits nothing is wrong at once", options("1"), "L | +7 9", "wrong 9 @7"),
    KeyRow("a second key that fits nothing makes all wrong", options("1", "12"), "L | 19", "wrong 19 @0"),
    KeyRow("a key of anywhere works", options("1", commands: [.zero]), "L | +3 0", "command 0 @3"),
    KeyRow("a key of anywhere works within an entry", options("12", commands: [.star]), "L | 1*", "command * @0"),
    KeyRow("a longer option may hold a key of anywhere", options("10", commands: [.zero]), "L | 10", "entry 10 @0"),
    KeyRow("the step's own option goes before anywhere", options("0", commands: [.zero]), "L | 0", "entry 0 @0"),
    KeyRow("A to D are keys", options("A"), "L | A", "entry A @0"),
  ]

  static let asks = [
    KeyRow("an entry of fixed length ends at once", digits(4...4), "L | 1234", "entry 1234 @0"),
    KeyRow("an entry of the greatest length ends at once", digits(2...4), "L | 1234", "entry 1234 @0"),
    KeyRow("an entry that could go on waits between-keys", digits(2...4), "L | 12 +29 3 +40", "entry 123 @59"),
    KeyRow("an entry that is too short after between-keys is wrong", digits(4...6), "L | 123 +40", "wrong 123 @30"),
    KeyRow("end ends at once and is not data", digits(2...8, end: .pound), "L | 123#", "entry 123 @0"),
    KeyRow("end after too few digits is wrong", digits(4...8, end: .pound), "L | 12#", "wrong 12# @0"),
    KeyRow("a bare end is silence", digits(2...8, end: .pound), "L | +5 #", "silence @5"),
    KeyRow("the digits of anywhere are data", digits(2...2, commands: [.zero]), "L | 10", "entry 10 @0"),
    KeyRow("star keeps its meaning", digits(2...4, commands: [.star]), "L | 1 *", "command * @0"),
    KeyRow("unless it is the end", digits(1...4, end: .star, commands: [.star]), "L | 12*", "entry 12 @0"),
    KeyRow("a key without meaning makes the entry wrong", digits(2...4), "L | 1#", "wrong 1# @0"),
    KeyRow("silence", digits(2...4), "L | +70", "silence @60"),
    KeyRow("end is not data for the next either", digits(2...2, end: .pound), "12# L +10 |", "entry 12 @0"),
  ]

  static let ahead = [
    KeyRow("keys pressed ahead count at once", options("1"), "1 +10 L", "entry 1 @10"),
    KeyRow("each step takes what it needs", options("1", "2"), "12 L L", "entry 1 @0", "entry 2 @0"),
    KeyRow("keys ahead may begin an entry", options("12"), "1 L +10 2", "entry 12 @10"),
    KeyRow("a key 4 s old counts", options("1"), "1 +40 L", "entry 1 @40"),
    KeyRow("an older one does not", options("1"), "1 +41 L"),
    KeyRow("a wrong try flushes the keys ahead", options("1"), "91 L L | +60", "wrong 9 @0", "silence @60"),
    KeyRow("a wrong live key flushes too", options("1"), "L | 9 L | +60", "wrong 9 @0", "silence @60"),
  ]

  static let queues = [
    KeyRow("single keys work at once", .commands([.one]), "L +900 1", "command 1 @900"),
    KeyRow("any other is passed over", .commands([.one]), "L 2 +1 3 1", "command 1 @1"),
    KeyRow("nobody is hurried", .commands([.one]), "L | +9000"),
  ]

  @Test(arguments: menus + asks + ahead + queues)
  func `Keys and time become entries as the language says`(row: KeyRow) {
    #expect(row.play() == row.expected)
  }

  @Test func `At most 32 keys are kept ahead, the first ones`() {
    let row = KeyRow("", digits(40...40), String(repeating: "1", count: 32) + "2345678 L +40", "")
    #expect(row.play() == ["wrong \(String(repeating: "1", count: 32)) @30"])
  }

  @Test func `A flush forgets what was pressed ahead`() {
    var automaton = KeyAutomaton()
    #expect(automaton.press(.one, at: .zero) == nil)
    #expect(automaton.hasKeysAhead(at: .zero))
    automaton.flush()
    #expect(!automaton.hasKeysAhead(at: .zero))
  }

  @Test func `The end key pressed after a full entry is swallowed once, and only for between-keys`() {
    for (delay, isSwallowed) in [(Duration.seconds(3), true), (.milliseconds(3_001), false)] {
      var automaton = KeyAutomaton()
      func listen(_ grammar: KeyGrammar) -> KeyAutomaton.Outcome? {
        automaton.listen(for: grammar, wait: .seconds(6), betweenKeys: .seconds(3), at: .zero)
      }
      #expect(listen(digits(2...2, end: .pound)) == nil)
      #expect(automaton.press(.one, at: .zero) == nil)
      #expect(automaton.press(.two, at: .zero) == .entry([.one, .two]))
      #expect(listen(options("1")) == nil)
      #expect(automaton.press(.pound, at: .zero + delay) == (isSwallowed ? nil : .wrong([.pound])))
      #expect(automaton.isPrompting == isSwallowed)
      guard isSwallowed else { continue }
      #expect(automaton.press(.pound, at: .zero + delay) == .wrong([.pound]))
    }
  }

  @Test func `A deadline told too early changes nothing`() {
    var automaton = KeyAutomaton()
    #expect(automaton.listen(for: options("1"), wait: .seconds(6), betweenKeys: .seconds(3), at: .zero) == nil)
    automaton.promptEnded(at: .zero)
    #expect(automaton.deadlineReached(at: .zero + .milliseconds(5_999)) == nil)
    #expect(automaton.nextDeadline == .zero + .seconds(6))
    #expect(automaton.deadlineReached(at: .zero + .seconds(6)) == .silence)
    #expect(automaton.nextDeadline == nil)
  }
}
