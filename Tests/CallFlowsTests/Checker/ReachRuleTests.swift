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

  @Test func `A slip in a name is one mistake, not one more for each step behind it`() {
    let flow = desk([
      ("main", .menu("main-menu", ["1": .step("ordre")])), ("order", .say("order", then: .step("after"))),
      ("after", .say("after", then: .step("person"))),
    ])
    #expect(
      check(flow).map(\.line) == ["10: error: there is no step `ordre` [unknown-step] — did you mean `order`?"])
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

  @Test func `A way of thousands of steps is checked like any other`() {
    func long(to last: Destination) -> Flow {
      let count = 5_000
      let steps = (0..<count).map { number -> (StepName, Action) in
        (StepName("s\(number)"), .say("words", then: number + 1 < count ? .step(StepName("s\(number + 1)")) : last))
      }
      return desk([("main", .menu("main-menu", ["1": .step("person")], .tries(3, giveUp: .step("s0"))))] + steps)
    }
    #expect(check(long(to: .step("person"))) == [])
    #expect(Set(check(long(to: .hangUp)).map(\.rule)) == ["no-way-to-a-person"])
    #expect(check(long(to: .step("s0"))).map(\.rule).contains("endless-loop"))
  }

  @Test func `A round of messages in which nothing is said`() {
    let again = desk([mainMenu("message"), ("message", .record(then: .step("person"), empty: .step("message")))])
    #expect(
      check(again).map(\.line) == [
        "11: error: `message` → `message` goes round for ever while the caller does nothing [endless-loop] — lead one of them to a queue"
      ])
    #expect(
      check(desk([mainMenu("message"), ("message", .record(then: .step("main"), empty: .step("person")))])) == [])
  }

  @Test func `A round through silence, and one through a full queue`() {
    let silent = desk([("main", .menu("main-menu", ["1": .step("person")], .tries(3, silent: .step("main"))))])
    #expect(check(silent).map(\.sentence) == ["`main` → `main` goes round for ever while the caller does nothing"])
    let full = desk([
      mainMenu("person"), ("person", .queue("support", full: .step("again"))), ("again", .go(.step("person"))),
    ])
    #expect(
      check(full).map(\.line) == [
        "11: error: `person` → `again` → `person` goes round for ever without a pause while the queue is full [endless-loop] — put a `say` or a menu between"
      ])
    let nobody = desk([mainMenu("person"), ("person", .queue("support", nobody: .step("person")))])
    #expect(
      check(nobody).map(\.line) == [
        "11: error: `person` → `person` goes round for ever without a pause while nobody is there [endless-loop] — put a `say` or a menu between, or let callers wait: `nobody: after 60s`"
      ])
    let both = desk([
      mainMenu("person"), ("person", .queue("support", nobody: .step("person"), full: .step("person"))),
    ])
    #expect(
      check(both).map(\.sentence) == [
        "`person` → `person` goes round for ever without a pause while nobody is there or the queue is full"
      ])
  }

  @Test func `A round through a queue that lets callers wait, or never sends them away, is none`() {
    func rules(_ outcome: QueueOutcome, _ rule: QueueRule, atMost: Duration? = nil) -> [String] {
      let again = Destination.step("person")
      let action = QueueAction(
        queue: "support", longestWait: atMost, answered: .hangUp, nobody: outcome == .nobody ? again : .step("sorry"),
        full: outcome == .full ? again : .step("sorry"), timeout: outcome == .timeout ? again : .step("sorry"))
      return check(desk([mainMenu("person"), ("person", .queue(action))]), queues: ["support": rule]).map(\.rule)
    }
    let endless = ["endless-loop"]
    #expect(rules(.nobody, QueueRule(nobodyAfter: .zero, isLimited: true)) == endless)
    #expect(rules(.nobody, QueueRule(nobodyAfter: .milliseconds(999), isLimited: true)) == endless)
    #expect(rules(.nobody, QueueRule(nobodyAfter: .seconds(1), isLimited: true)) == [])
    #expect(rules(.nobody, QueueRule(nobodyAfter: nil, isLimited: true)) == [])
    #expect(rules(.full, QueueRule(nobodyAfter: nil, isLimited: true)) == endless)
    #expect(rules(.full, QueueRule(nobodyAfter: nil, isLimited: false)) == [])
    #expect(rules(.timeout, .strict, atMost: .zero) == endless)
    #expect(rules(.timeout, .strict, atMost: .seconds(60)) == [])
    #expect(rules(.timeout, .strict) == [])
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
