import CallFlows
import Testing

/// What the checker says of expressions in a flow that asks for a secret `pin` and an `order`.
struct ExpressionRuleTests {
  private static let order = Expression.name(.kept("order"))
  private static func text(_ text: String) -> Expression { .literal(.text(text)) }
  private static func number(_ number: Int) -> Expression { .literal(.number(number)) }
  private static func time(_ hour: Int, _ minute: Int) -> Expression {
    ClockTime(hour: hour, minute: minute).map { .literal(.time($0)) } ?? number(0)
  }

  private func branching(_ condition: Expression, timeZone: String? = "Europe/Madrid") -> Flow {
    var flow = desk([
      ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("order"))),
      ("order", .ask("order-number", 2...4, keep: "order", then: .step("split"))),
      ("split", .choose(Choose(branches: [.init(.when(condition), go: .step("person"))], otherwise: .step("person")))),
    ])
    flow.timeZone = timeZone
    return flow
  }

  @Test(
    arguments: [
      (.compare(order, .equal, text("40")), []),
      (.compare(.name(.now), .greaterOrEqual, time(1, 0)), []),
      (
        .compare(order, .equal, number(40)),
        [
          "`order` is text and `40` a number: they do not compare [bad-type] — did you mean the text \"40\"? Keys that a "
            + "caller pressed are text, unless `type` says more"
        ]
      ),
      (
        .compare(.name(.call(.attempt)), .greater, text("3")),
        [
          "`call.attempt` is a number and `\"3\"` text: they do not compare [bad-type] — did you mean a number? Write 3 "
            + "without quotes"
        ]
      ),
      (
        .compare(.function(.today, []), .equal, text("2026-12-24")),
        [
          "`today` is a date and `\"2026-12-24\"` text: they do not compare [bad-type] — did you mean a date? Write "
            + "2026-12-24 without quotes"
        ]
      ),
      (
        .compare(order, .less, text("40")),
        ["`order` is text, which has no order [bad-type] — write `is`, `starts(…)` or `length(…)`"]
      ),
      (order, ["`if` wants yes or no, and `order` is text [bad-type] — compare it with something: `order is …`"]),
      (
        .and(order, .literal(.yesNo(true))),
        ["`and` wants yes or no, and `order` is text [bad-type] — compare it with something: `order is …`"]
      ),
      (
        .compare(.name(.kept("ordr")), .equal, text("40")),
        ["nothing keeps or sets `ordr` [unknown-name] — did you mean `order`?"]
      ),
      (
        .compare(.function(.daysUntil, [order]), .less, number(3)),
        ["`days-until` wants a date, and `order` is text [bad-type]"]
      ),
      (
        .isOneOf(order, [text("1"), number(2)]),
        [
          "`order` is text and `2` a number: they do not compare [bad-type] — did you mean the text \"2\"? Keys that a "
            + "caller pressed are text, unless `type` says more"
        ]
      ),
    ] as [(Expression, [String])])
  func `Values of different types do not compare`(condition: Expression, expected: [String]) {
    let found = check(branching(condition)).map {
      "\($0.sentence) [\($0.rule)]" + ($0.mend.isEmpty ? "" : " — \($0.mend)")
    }
    #expect(found == expected)
  }

  @Test func `Who reads a clock must say whose`() {
    let condition = Expression.compare(.function(.hour, []), .less, Self.number(12))
    #expect(
      check(branching(condition, timeZone: nil)).map(\.line) == [
        "12: error: nothing says which clocks `hour < 12` reads [missing-key] — add `time-zone: Europe/Madrid` to the flow"
      ])
    let office = Schedule(name: "office", timeZone: "Europe/Madrid", open: [:], holidays: [])
    #expect(check(branching(condition, timeZone: nil), schedules: [office]) == [])
    #expect(check(branching(condition, timeZone: "Europe/Madrdi")).map(\.rule) == ["unknown-time-zone"])
  }

  @Test func `A secret may be compared, copied and never shown, nor may its length`() {
    let pin = Expression.name(.kept("pin"))
    #expect(check(branching(.compare(pin, .equal, Self.text("1234")))) == [])
    func setting(_ assignments: [Assignment]) -> [String] {
      check(
        desk([
          ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("note"))),
          ("note", .set(assignments, then: .step("person"))),
        ])
      ).map(\.rule)
    }
    #expect(setting([Assignment(name: "size", value: .function(.length, [pin]))]) == ["secret-shown"])
    let copies = [
      Assignment(name: "copy", value: pin), Assignment(name: "again", value: .name(.kept("copy"))),
      Assignment(name: "tag", value: .name(.kept("again"))),
    ]
    #expect(setting(copies) == ["secret-shown"])
  }

  @Test func `A name is one kind of thing`() {
    let flow = desk([
      ("order", .ask("order-number", 2...4, keep: "order", then: .step("note"))),
      ("note", .set([Assignment(name: "order", value: .literal(.number(3)))], then: .step("person"))),
    ])
    #expect(
      check(flow).map(\.line) == [
        "11: error: `order` is text in one place and a number here [bad-type] — give one of them another name"
      ])
  }

  @Test func `Shares are parts of one whole, and every branch leads somewhere`() {
    let flow = desk([
      (
        "split",
        .choose(
          Choose(
            branches: [
              .init(.share(percent: 60), go: .step("persn")), .init(.share(percent: 50), go: .step("person")),
            ],
            otherwise: .step("person")))
      )
    ])
    #expect(check(flow).map(\.rule).sorted() == ["bad-value", "unknown-step"])
  }

  @Test func `A choice is followed to its ends`() {
    let choice = Choose(branches: [.init(.when(.literal(.yesNo(true))), go: .step("person"))], otherwise: .hangUp)
    let lines = check(
      desk([
        ("ask", .menu("m", ["1": .step("person")], .tries(3, giveUp: .step("split")))), ("split", .choose(choice)),
      ])
    ).map(\.line)
    #expect(
      lines == [
        "10: error: no way to a person from `ask`: wait, and the call ends at `split` (`else` at `split`) "
          + "[no-way-to-a-person] — lead it to a step that queues or records a message"
      ])
  }

  @Test(
    arguments: [
      (.or(.and(order, .not(order)), .name(.now)), "order and not order or now"),
      (.and(.or(order, order), order), "(order or order) and order"),
      (.not(.compare(order, .unequal, text("a"))), "not order is not \"a\""),
      (.isOneOf(.name(.call(.divertedFrom)), [text("a"), number(-1)]), "call.diverted-from in (\"a\", -1)"),
      (.function(.starts, [order, text("4")]), "starts(order, \"4\")"), (.function(.today, []), "today"),
      (.literal(.secret("1234")), "••••"),
    ] as [(Expression, String)])
  func `An expression is told as an operator would write it`(expression: Expression, text: String) {
    #expect(expression.description == text)
  }
}
