import CallFlows
import Testing

struct ReachRuleTests {
  @Test func `A step that nothing leads to`() {
    let flow = desk([mainMenu("person"), ("lost", .say("lost", then: .step("person")))])
    #expect(
      check(flow).map(\.line) == [
        "11: error: nothing leads to the step `lost` [unreachable-step] — lead an outcome to it, or take it out"
      ])
  }

  @Test func `A step that only anywhere, failed or a queue leads to is reached`() {
    let flow = desk(
      [mainMenu("person"), ("a", .say("a", then: .step("person"))), ("f", .say("f", then: .step("person")))],
      anywhere: [.zero: .go(.step("a"))], failed: .step("f"))
    #expect(check(flow) == [])
  }

  @Test func `A round in which the caller does nothing`() {
    let flow = desk(
      [mainMenu("person"), ("a", .say("a", then: .step("b"))), ("b", .go(.step("a")))],
      anywhere: [.zero: .go(.step("a"))])
    #expect(
      check(flow).map(\.line) == [
        "11: error: `a` → `b` → `a` goes round for ever while the caller does nothing [endless-loop] — lead one of them to a queue"
      ])
  }

  @Test func `A round through silence, and one through a full queue`() {
    let silent = desk([("main", .menu("main-menu", ["1": .step("person")], .tries(3, silent: .step("main"))))])
    #expect(check(silent).map(\.sentence) == ["`main` → `main` goes round for ever while the caller does nothing"])
    let full = desk([
      mainMenu("person"), ("person", .queue("support", full: .step("again"))), ("again", .go(.step("person"))),
    ])
    #expect(check(full).map(\.rule) == ["endless-loop"])
  }

  @Test func `A round through words or a question back to a queue is a way of waiting`() {
    let words = desk([
      mainMenu("person"), ("person", .queue("support", full: .step("again"))),
      ("again", .say("again", then: .step("person"))),
    ])
    #expect(check(words) == [])
  }

  @Test func `Trying a queue again after a wait is no endless round, nor is a key`() {
    let flow = desk([
      ("main", .menu("main-menu", ["1": .step("main")])), ("person", .queue("support", timeout: .step("person"))),
    ])
    #expect(check(flow) == [])
  }

  @Test func `The fourth menu on a way`() {
    let flow = desk([
      ("a", .menu("a", ["1": .step("b")])), ("b", .menu("b", ["1": .step("c")])), ("c", .menu("c", ["1": .step("d")])),
      ("d", .menu("d", ["1": .step("person")])),
    ])
    #expect(
      check(flow).map(\.line) == [
        "13: warning: `d` is the 4th menu on the way; callers get lost after 3 [menu-depth] — flatten the menus"
      ])
  }

  @Test func `A question asked twice on one path`() {
    let flow = desk([
      ("first", .ask("order-number", 2...4, then: .step("second"))),
      ("second", .ask("order-number", 2...4, then: .step("person"))),
    ])
    #expect(
      check(flow).map(\.line) == [
        "11: warning: `second` asks again what `first` has asked [asked-twice] — keep the first answer"
      ])
  }
}
