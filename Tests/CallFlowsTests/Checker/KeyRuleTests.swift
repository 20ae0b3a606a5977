import CallFlows
import Testing

struct KeyRuleTests {
  @Test func `An option whose key anywhere has taken`() {
    let flow = desk(
      [("main", .menu("main-menu", ["0": .hangUp, "01": .hangUp, "10": .hangUp]))],
      anywhere: [.zero: .go(.step("person"))])
    #expect(
      check(flow).map(\.line) == [
        "10: error: key 0 of `main` is taken by key 0 of `anywhere` [shadowed-key] — give it another key, or take 0 out of `anywhere`",
        "10: error: key 01 of `main` is taken by key 0 of `anywhere` [shadowed-key] — give it another key, or take 0 out of `anywhere`",
      ])
  }

  @Test func `A language's key, a confirmation's, and the key of leave are options too`() {
    let leave = QueueAction.Leave(key: .one, left: .step("sorry"))
    let flow = desk(
      [
        ("language", .language(["1": "en"], then: .step("order"))),
        ("order", .ask("order-number", 2...4, confirm: true, then: .step("person"))),
        ("person", .queue("support", leave: leave)),
      ], anywhere: [.one: .repeat])
    #expect(check(flow).map(\.rule) == ["shadowed-key", "shadowed-key", "shadowed-key"])
    #expect(check(flow).map(\.location.line) == [10, 11, 12])
  }

  @Test func `An end that is also a digit`() {
    let flow = desk([("order", .ask("order-number", 2...4, end: .five, then: .step("person")))])
    #expect(
      check(flow).map(\.line) == [
        "10: error: key 5 would both be a digit of `order` and end it [ambiguous-keys] — end it with `#`"
      ])
  }

  @Test func `The end of a message may hide words, but no way to another step`() {
    func flow(_ action: AnywhereAction) -> Flow {
      desk([("message", .record(then: .step("sorry")))], anywhere: [.pound: action])
    }
    #expect(
      check(flow(.go(.step("person")))).map(\.line) == [
        "10: error: key # ends the message of `message` and leads elsewhere in `anywhere` [shadowed-key] — give it another `end`, or take # out of `anywhere`"
      ])
    #expect(check(flow(.back)) == [])
  }

  @Test func `More options than a caller remembers`() {
    let six = Dictionary(uniqueKeysWithValues: (1...6).map { ("\($0)", Destination.step("person")) })
    #expect(
      check(desk([("main", .menu("main-menu", six))])).map(\.line) == [
        "10: warning: `main` offers 6 options; callers remember 5 [too-many-options] — split the menu"
      ])
    let five = six.filter { $0.key != "6" }
    #expect(check(desk([("main", .menu("main-menu", five))])) == [])
  }

  @Test(arguments: [
    ("(", "/(/ is no regular expression [bad-pattern] — close each ( and [, and let no sign stand alone"),
    ("[a-z]+", "pattern /[a-z]+/ holds `a`, and only digits are keyed [bad-pattern]"),
    (
      "(\\d+)+",
      "pattern /(\\d+)+/ repeats a group that varies in itself, which may take for ever [slow-pattern] — repeat a single class instead: [0-9]+"
    ),
    ("1{500}", "pattern /1{500}/ is too large [slow-pattern] — repeat fewer than 100 times"),
  ])
  func `A pattern that cannot be matched`(pattern: String, expected: String) {
    let flow = desk([("order", .ask("order-number", 2...4, check: .pattern(pattern), then: .step("person")))])
    #expect(check(flow).map(\.line) == ["10: error: \(expected)"])
  }

  @Test func `Digits, tries and times that leave a caller no chance`() {
    func rules(_ digits: ClosedRange<Int>, _ patience: Patience) -> [String] {
      check(desk([("order", .ask("order-number", digits, then: .step("person"), patience))])).map(\.rule)
    }
    #expect(rules(0...4, .tries(1)) == ["bad-digits"])
    #expect(rules(1...65, .tries(1)) == ["bad-digits"])
    #expect(rules(1...64, .tries(0)) == ["bad-tries"])
    let hurried = Patience(wait: .zero, betweenKeys: .seconds(1), tries: 1, giveUp: .step("person"))
    #expect(rules(1...64, hurried) == ["bad-time"])
  }
}
