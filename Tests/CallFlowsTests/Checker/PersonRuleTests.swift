import CallFlows
import Testing

struct PersonRuleTests {
  private func check(
    _ flow: Flow, schedules: [Schedule] = [], rule: QueueRule = .strict
  ) -> [String] {
    let release = FlowRelease(flows: [flow], schedules: schedules, identifier: "0")
    let prompts = FlowChecker.promptsUsed(by: release)
    return FlowChecker.check(
      release: release, queues: ["support": rule],
      prompts: Dictionary(uniqueKeysWithValues: flow.languages.map { ($0, prompts) })
    ).filter { ["no-way-to-a-person", "queue-ends-call"].contains($0.rule) }.map {
      "\($0.location.line): \($0.severity.rawValue): \($0.sentence)"
    }
  }

  private let closed: (StepName, Action) = ("closed", .say("closed", then: .hangUp))
  /// A queue that never lets go.
  private let person: (StepName, Action) = (
    "person", .queue("support", nobody: .step("person"), full: .step("person"), timeout: .step("person"))
  )

  private func main(_ options: [String: Destination]) -> (StepName, Action) { ("main", .menu("main-menu", options)) }

  @Test func `The path that ends is told as a caller walks it`() {
    let flow = desk(
      [
        main(["1": .step("person"), "3": .step("hours")]),
        ("hours", .menu("hours-menu", ["1": .step("person")], .tries(2, silent: .step("closed")))), closed, person,
      ], bare: true)
    #expect(
      check(flow) == ["11: error: no way to a person from `hours`: press 3, then wait, and the call ends at `closed`"])
  }

  @Test func `Straight from the first menu`() {
    let flow = desk(
      [("main", .menu("main-menu", ["1": .step("person")], .tries(3, giveUp: .hangUp))), person], bare: true)
    #expect(check(flow) == ["10: error: no way to a person from `main`: wait, and the call ends at `main`"])
  }

  @Test func `Wrong keys must lead to a person as silence does`() {
    let flow = desk(
      [("main", .menu("main-menu", ["1": .step("person")], .tries(3, wrong: .step("closed")))), closed, person],
      bare: true)
    #expect(
      check(flow) == [
        "10: error: no way to a person from `main`: press what fits nothing, and the call ends at `closed`"
      ])
  }

  @Test func `So must an invalid entry, and silence in what follows`() {
    let flow = desk(
      [
        ("order", .ask("order-number", 2...4, then: .step("main"), invalid: .step("closed"))),
        ("main", .menu("main-menu", ["1": .step("person")], .tries(1, giveUp: .step("closed")))), closed, person,
      ], bare: true)
    #expect(
      check(flow) == [
        "10: error: no way to a person from `order`: press what fits nothing, and the call ends at `closed`",
        "11: error: no way to a person from `main`: key an entry for `order`, then wait, and the call ends at `closed`",
      ])
  }

  @Test func `A schedule must lead to a person whatever the hour`() {
    let question = ScheduleQuestion(
      schedule: "office", open: .step("person"), closed: .step("closed"), holiday: .step("person"))
    let office = Schedule(name: "office", timeZone: "Europe/Madrid", open: [:], holidays: [])
    let flow = desk(
      [
        ("main", .menu("main-menu", ["3": .step("person")], .tries(3, giveUp: .step("hours")))),
        ("hours", .schedule(question)), closed, person,
      ],
      bare: true)
    #expect(
      check(flow, schedules: [office]) == [
        "10: error: no way to a person from `main`: wait, and the call ends at `closed` (`office` closed)"
      ])
  }

  @Test func `A silent caller's language choice leads on`() {
    let flow = desk(
      [("language", .language(["1": "en"], silent: "en", then: .step("closed"))), closed, person], bare: true)
    #expect(check(flow) == ["10: error: no way to a person from `language`: wait, and the call ends at `closed`"])
  }

  @Test func `A fault must lead to a person`() {
    let flow = desk([main(["1": .step("person")]), closed, person], failed: .step("closed"), bare: true)
    #expect(check(flow) == ["1: error: no way to a person after a fault of ours: the call ends at `closed`"])
  }

  @Test func `A message is as good as a person, and what follows it may end the call`() {
    let message: (StepName, Action) = ("message", .record(then: .step("closed"), empty: .hangUp))
    let flow = desk(
      [("main", .menu("main-menu", ["1": .step("message")], .tries(3, giveUp: .step("message")))), message, closed],
      failed: .step("message"), bare: true)
    #expect(check(flow) == [])
    var lost = flow
    lost.failed = .step("closed")
    #expect(check(lost) == ["1: error: no way to a person after a fault of ours: the call ends at `closed`"])
  }

  @Test func `A key that the caller chose may end the call`() {
    #expect(check(desk([main(["1": .step("closed"), "2": .hangUp]), closed, person], bare: true)) == [])
  }

  @Test func `A queue that lets a caller go without a person is a warning, for each way it does`() {
    let flow = desk(
      [
        main(["1": .step("person")]), closed,
        ("person", .queue("support", nobody: .step("closed"), full: .hangUp, timeout: .step("person"))),
      ], bare: true)
    #expect(
      check(flow) == [
        "12: warning: `full` of `person` ends the call at `person`",
        "12: warning: `nobody` of `person` ends the call at `closed`",
      ])
  }

  @Test func `Of a queue only what can happen is told`() {
    var flow = desk([main(["1": .step("person")]), closed, ("person", .queue("support"))])
    flow.steps["sorry"]?.action = .hangUp
    let open = QueueRule(nobodyAfter: nil, isLimited: false)
    #expect(check(flow, rule: open) == [])
    let patient = QueueRule(nobodyAfter: .seconds(60), isLimited: false)
    #expect(check(flow, rule: patient) == ["12: warning: `nobody` of `person` ends the call at `sorry`"])
    let brief = QueueAction(
      queue: "support", longestWait: .seconds(60), answered: .hangUp, nobody: .step("sorry"), full: .step("sorry"),
      timeout: .step("sorry"))
    flow.steps["person"]?.action = .queue(brief)
    #expect(check(flow, rule: open) == ["12: warning: `timeout` of `person` ends the call at `sorry`"])
  }

  @Test func `What follows a queue may end the call, unless it is met before a queue too`() {
    let nobodyMenu: (StepName, Action) = (
      "nobody-here", .menu("nobody-menu", ["1": .step("support")], .tries(1, giveUp: .step("closed")))
    )
    let support: (StepName, Action) = (
      "support", .queue("support", nobody: .step("nobody-here"), full: .step("support"), timeout: .step("support"))
    )
    let after = desk(
      [main(["1": .step("person")]), ("person", .go(.step("support"))), support, nobodyMenu, closed], bare: true)
    #expect(check(after) == ["12: warning: `nobody` of `support` ends the call at `closed`"])
    let before = desk(
      [
        main(["1": .step("person"), "2": .step("nobody-here")]), ("person", .go(.step("support"))), support, nobodyMenu,
        closed,
      ],
      bare: true)
    #expect(
      check(before) == [
        "12: warning: `nobody` of `support` ends the call at `closed`",
        "13: error: no way to a person from `nobody-here`: press 2, then wait, and the call ends at `closed`",
      ])
  }

  @Test func `A number that only announces needs no person`() {
    #expect(check(desk([closed], failed: .step("closed"), bare: true)) == [])
  }
}
