import CallFlows
import Testing

/// What a change of a flow means for callers.
struct FlowComparisonTests {
  struct Change: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var old: Flow
    var new: Flow
    var sentences: [String]
  }

  private static let menu = (
    "main" as StepName, Action.menu("main-menu", ["1": .step("orders"), "2": .step("person")])
  )
  private static let orders = ("orders" as StepName, Action.queue("orders"))
  private static let sales = ("sales" as StepName, Action.queue("sales"))

  private static func hours(closed: Destination) -> (StepName, Action) {
    (
      "opening",
      .schedule(ScheduleQuestion(schedule: "office", open: .step("main"), closed: closed, holiday: .step("sorry")))
    )
  }

  private static func look(failed: Destination) -> (StepName, Action) {
    (
      "look",
      .lookup(Lookup(resource: "customer", found: .step("person"), missing: .step("person"), failed: failed))
    )
  }

  static let changes = [
    Change(
      testDescription: "a key leads elsewhere",
      old: desk([menu, orders, sales]),
      new: desk([("main", .menu("main-menu", ["1": .step("orders"), "2": .step("sales")])), orders, sales]),
      sentences: ["pressing 2 in `main` now leads to the queue `sales` instead of the queue `support`"]),
    Change(
      testDescription: "a key is new, another is gone",
      old: desk([menu, orders]),
      new: desk([("main", .menu("main-menu", ["1": .step("orders"), "3": .hangUp])), orders]),
      sentences: [
        "pressing 3 in `main` now leads to the end of the call",
        "pressing 2 in `main` does nothing any more (it led to the queue `support`)",
      ]),
    Change(
      testDescription: "at night a message is taken",
      old: desk([hours(closed: .step("sorry")), menu, orders]),
      new: desk([
        hours(closed: .step("night")), menu, orders, ("night", .record(then: .hangUp)),
      ]),
      sentences: [
        "the step `night` is new: a message (`night`)",
        "when `office` is closed (in `opening`), the call now comes to a message (`night`) instead of `sorry` and then the end of the call",
      ]),
    Change(
      testDescription: "a step between that only leads on changes nothing",
      old: desk([menu, orders]),
      new: desk([
        ("main", .menu("main-menu", ["1": .step("shortcut"), "2": .step("person")])),
        ("shortcut", .go(.step("orders"))),
        orders,
      ]),
      sentences: []),
    Change(
      testDescription: "a step that only got another name is the same step",
      old: desk([menu, orders]),
      new: desk([
        ("main", .menu("main-menu", ["1": .step("order-line"), "2": .step("person")])),
        ("order-line", .queue("orders")),
      ]),
      sentences: []),
    Change(
      testDescription: "the patience of a menu",
      old: desk([("main", .menu("main-menu", ["1": .step("person")], .tries(3)))]),
      new: desk([("main", .menu("other-menu", ["1": .step("person")], .tries(2)))]),
      sentences: ["`main`: prompt is now other-menu instead of main-menu", "`main`: tries is now 2 instead of 3"]),
    Change(
      testDescription: "a default of several steps",
      old: desk([
        ("main", .menu("main-menu", ["1": .step("more")])), ("more", .menu("more-menu", ["1": .step("person")])),
      ]),
      new: desk([
        ("main", .menu("main-menu", ["1": .step("more")], .tries(2))),
        ("more", .menu("more-menu", ["1": .step("person")], .tries(2))),
      ]),
      sentences: ["`main` and `more`: tries is now 2 instead of 3"]),
    Change(
      testDescription: "what defaults change in many steps is one sentence",
      old: desk([
        ("main", .menu("main-menu", ["1": .step("more")])), ("more", .menu("more-menu", ["1": .step("person")])),
      ]),
      new: desk([
        ("main", .menu("main-menu", ["1": .step("more")], .tries(3, giveUp: .step("sorry")))),
        ("more", .menu("more-menu", ["1": .step("person")], .tries(3, giveUp: .step("sorry")))),
      ]),
      sentences: [
        "giving up in `main` and `more` now leads to `sorry` and then the end of the call instead of the queue `support`"
      ]),
    Change(
      testDescription: "a reason on the way",
      old: desk([("main", .menu("main-menu", ["1": .step("person")]))]),
      new: desk([("main", .menu("main-menu", ["1": .step("person", reason: "order")]))]),
      sentences: ["pressing 1 in `main`: reason is now order"]),
    Change(
      testDescription: "the keys of anywhere",
      old: desk([menu, orders], anywhere: [.zero: .go(.step("person")), .star: .repeat]),
      new: desk([menu, orders], anywhere: [.zero: .go(.step("orders")), .star: .back, .pound: .go(.step("person"))]),
      sentences: [
        "pressing 0 anywhere now leads to the queue `orders` instead of the queue `support`",
        "pressing * anywhere now goes back to the menu before",
        "pressing # anywhere now leads to the queue `support`",
      ]),
    Change(
      testDescription: "another beginning, and another way after a fault",
      old: desk([menu, orders]),
      new: desk([menu, orders], start: "orders", failed: .step("orders")),
      sentences: [
        "a call now leads to the queue `orders` instead of the menu `main`",
        "a fault of the service now leads to the queue `orders` instead of the queue `support`",
      ]),
    Change(
      testDescription: "a menu becomes a message",
      old: desk([("main", .menu("main-menu", ["1": .step("person")]))]),
      new: desk([("main", .record(then: .step("person")))]),
      sentences: ["`main`: now another step, a message (`main`) instead of the menu `main`"]),
    Change(
      testDescription: "languages",
      old: desk([menu, orders], languages: ["en", "es"]), new: desk([menu, orders], languages: ["pl", "en"]),
      sentences: [
        "`pl` is spoken now", "`es` is no longer spoken", "until the caller chooses, `pl` is spoken instead of `en`",
      ]),
    Change(
      testDescription: "what a lookup comes to",
      old: desk([look(failed: .step("person")), ("sales", .queue("sales"))]),
      new: desk([look(failed: .step("sales")), ("sales", .queue("sales"))]),
      sentences: [
        "when `look` comes to `failed`, the call now comes to the queue `sales` instead of the queue `support`"
      ]),
    Change(
      testDescription: "two queues of one name are told apart by their steps",
      old: desk([
        ("main", .menu("main-menu", ["1": .step("one")])), ("one", .queue("support")), ("two", .queue("support")),
      ]),
      new: desk([
        ("main", .menu("main-menu", ["1": .step("two")])), ("one", .queue("support")), ("two", .queue("support")),
      ]),
      sentences: [
        "pressing 1 in `main` now leads to the queue `support` (the step `two`) instead of the queue `support` (the step `one`)"
      ]),
  ]

  private func sentences(from old: Flow, to new: Flow) -> [String] {
    ReleaseComparison.differences(
      from: ReleaseOutline(flows: FlowRelease(flows: [old], schedules: [], identifier: "a")),
      to: ReleaseOutline(flows: FlowRelease(flows: [new], schedules: [], identifier: "b"))
    ).map(\.sentence)
  }

  @Test(arguments: changes)
  func aChangeIsToldAsWhatCallersMeet(_ change: Change) {
    #expect(sentences(from: change.old, to: change.new) == change.sentences)
  }

  @Test(arguments: changes)
  func aFlowIsLikeItself(_ change: Change) {
    #expect(sentences(from: change.new, to: change.new).isEmpty)
  }

  @Test func whereThingsStandInTheFileIsNoDifference() {
    let old = desk([Self.menu, Self.orders])
    var new = old
    new.location = SourceLocation(file: "other.yaml", line: 7, column: 1)
    new.steps = new.steps.mapValues { step in
      var step = step
      step.location = SourceLocation(file: "other.yaml", line: 99, column: 9)
      return step
    }
    #expect(sentences(from: old, to: new).isEmpty)
  }

  @Test func aRoundOfGoStepsEnds() {
    let round = desk([("a", .go(.step("b"))), ("b", .go(.step("a")))])
    let other = desk([("a", .go(.step("person"))), ("b", .go(.step("a")))])
    #expect(sentences(from: round, to: round).isEmpty)
    #expect(sentences(from: round, to: other).contains { $0.contains("the queue `support`") })
  }
}
