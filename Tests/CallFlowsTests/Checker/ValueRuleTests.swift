import CallFlows
import Testing

struct ValueRuleTests {
  private func noting(_ assignment: Assignment) -> Flow {
    desk([
      ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("order"))),
      ("order", .ask("order-number", 2...4, keep: "order", then: .step("note"))),
      ("note", .set([assignment], then: .step("person"))),
    ])
  }

  @Test func `A name that nothing keeps`() {
    #expect(
      check(noting(Assignment(name: "copy", value: .name(.kept("ordr"))))).map(\.line) == [
        "12: error: nothing keeps or sets `ordr` [unknown-name] — did you mean `order`?"
      ])
    #expect(check(noting(Assignment(name: "copy", value: .name(.kept("order"))))) == [])
    #expect(
      check(noting(Assignment(name: "copy", value: .name(.kept("fault"))))).map(\.line) == [
        "12: error: nothing keeps or sets `fault` [unknown-name] — text stands in quotes: \"fault\""
      ])
  }

  @Test func `A name in needs that nothing keeps`() {
    let flow = desk([mainMenu("person"), ("person", .queue("support", needs: ["level": .name(.kept("level"))]))])
    #expect(check(flow).map(\.rule) == ["unknown-name"])
  }

  @Test func `A priority that is none`() {
    #expect(
      check(noting(Assignment(name: "priority", value: .literal(.text("hihg"))))).map(\.line) == [
        "12: error: a priority is low, normal, high, urgent, not `hihg` [bad-type] — did you mean `high`?"
      ])
  }

  @Test func `A secret where it would be seen`() {
    #expect(
      check(noting(Assignment(name: "reason", value: .name(.kept("pin"))))).map(\.line) == [
        "12: error: `pin` is secret and would be shown as `reason` [secret-shown]"
      ])
    #expect(check(noting(Assignment(name: "copy", value: .name(.kept("pin"))))) == [])
    let read = desk([("pin", .ask("pin", 4...4, confirm: true, secret: true, then: .step("person")))])
    #expect(
      check(read).map(\.line) == [
        "10: error: `pin` is secret and would be read back aloud [secret-shown] — leave out `confirm`"
      ])
  }
}
