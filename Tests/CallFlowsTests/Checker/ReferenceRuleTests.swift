import CallFlows
import Testing

struct ReferenceRuleTests {
  @Test func `A sound flow has no diagnostic`() {
    let flow = desk(
      [
        ("main", .menu("main-menu", ["1": .step("person"), "2": .hangUp, "12": .step("order")])),
        (
          "order",
          .ask("order-number", 4...8, end: .pound, confirm: true, check: .luhn, keep: "order", then: .step("person"))
        ),
      ],
      languages: ["en", "es"], anywhere: [.zero: .go(.step("person")), .star: .repeat])
    #expect(check(flow) == [])
  }

  @Test func `A step that is not there, with the one that was meant`() {
    #expect(
      check(desk([("main", .menu("main-menu", ["1": .step("persn")]))])).map(\.line) == [
        "10: error: there is no step `persn` [unknown-step] — did you mean `person`?"
      ])
  }

  @Test func `A destination points at its own place, not at its step's`() {
    let place = SourceLocation(file: "desk.yaml", line: 77, column: 9)
    let flow = desk([("main", .menu("main-menu", ["1": Destination(.step("nowhere"), location: place)]))])
    #expect(check(flow).map(\.location) == [place])
  }

  @Test func `A message for a queue that is not there`() {
    let flow = desk([mainMenu("message"), ("message", .record(queue: "suport", then: .step("person")))])
    #expect(
      check(flow).map(\.line) == [
        "11: error: there is no queue `suport` [unknown-queue] — did you mean `support`?"
      ])
  }

  @Test func `A start that is not there`() {
    #expect(
      check(desk([mainMenu("person")], start: "mian")).first?.line
        == "1: error: there is no step `mian` [unknown-step] — did you mean `main`?")
  }

  @Test func `Where the start is wrong, it alone is told, at its own place`() {
    var flow = desk([mainMenu("person")], start: "mian")
    flow.startLocation = SourceLocation(file: "desk.yaml", line: 5, column: 8)
    #expect(
      check(flow).map(\.line) == ["5: error: there is no step `mian` [unknown-step] — did you mean `main`?"])
  }

  @Test func `What a step names is pointed at where it stands`() {
    func place(_ column: Int) -> CallFlows.SourceLocation {
      SourceLocation(file: "desk.yaml", line: 20, column: column)
    }
    var flow = desk([("main", .menu("main-menu", ["1": .step("hours")], .tries(1, silentPrompts: ["hm"])))])
    let question = ScheduleQuestion(
      schedule: "ofice", open: .step("person"), closed: .step("person"), holiday: .step("person"))
    let queue = QueueAction(
      queue: "suport", needs: ["language": .name(.kept("tongue"))], music: "tune", answered: .hangUp,
      nobody: .step("sorry"), full: .step("sorry"), timeout: .step("sorry"))
    let mentions: [Mention: CallFlows.SourceLocation] = [
      .prompt("main-menu"): place(1), .prompt("hm"): place(2), .schedule("ofice"): place(3),
      .queue("suport"): place(4), .music("tune"): place(5), .need("language"): place(6),
    ]
    flow.steps["hours"] = Step(name: "hours", action: .schedule(question))
    flow.steps["person"] = Step(name: "person", action: .queue(queue))
    flow.order.append("hours")
    for name in flow.order { flow.steps[name]?.mentions = mentions }
    let all = FlowChecker.promptsUsed(by: FlowRelease(flows: [flow], schedules: [], identifier: "0"))
    let found = check(flow, prompts: ["en": all.subtracting(["main-menu", "hm"])], music: [])
    #expect(
      found.map { "\($0.location.column) \($0.rule)" } == [
        "1 unknown-prompt", "2 unknown-prompt", "3 unknown-schedule", "4 unknown-queue", "5 unknown-music",
        "6 unknown-name",
      ])
  }

  @Test func `A flow that nobody can dial`() {
    #expect(
      check(desk([mainMenu("person")], numbers: [])).map(\.line) == [
        "1: warning: nobody can dial the flow `desk` [no-numbers] — add `numbers: [\"100\"]`, or run it from another flow"
      ])
  }

  @Test func `A failed that is not there`() {
    #expect(check(desk([mainMenu("person")], failed: .step("x"))).map(\.rule) == ["unknown-step"])
  }

  @Test func `A queue that is not there`() {
    #expect(
      check(desk([mainMenu("person")]), queues: ["suport": .strict, "sales": .strict]).map(\.line) == [
        "11: error: there is no queue `support` [unknown-queue] — did you mean `suport`?"
      ])
  }

  @Test func `A schedule that is not there`() {
    let flow = desk([
      mainMenu("hours"),
      (
        "hours",
        .schedule(
          ScheduleQuestion(schedule: "ofice", open: .step("person"), closed: .step("person"), holiday: .step("person")))
      ),
    ])
    let office = Schedule(name: "office", timeZone: "Europe/Madrid", open: [:], holidays: [])
    #expect(
      check(flow, schedules: [office]).map(\.line) == [
        "11: error: there is no schedule `ofice` [unknown-schedule] — did you mean `office`?"
      ])
  }

  @Test func `A language that the flow does not speak`() {
    let flow = desk([("language", .language(["1": "en", "2": "es"], silent: "fr", then: .step("person")))])
    #expect(
      check(flow).map(\.line) == [
        "10: error: there is no language `es` [unknown-language]",
        "10: error: there is no language `fr` [unknown-language]",
      ])
  }

  @Test func `A flow without a language`() {
    #expect(
      check(desk([mainMenu("person")], languages: [])).map(\.line) == [
        "1: error: the flow `desk` has no language [no-language] — write `languages: [en]`"
      ])
  }

  @Test func `Two flows with one number, and a number named twice`() {
    var other = desk([mainMenu("person")], numbers: ["100", "100"])
    other.name = "other"
    let release = FlowRelease(flows: [desk([mainMenu("person")]), other], schedules: [], identifier: "0")
    let found = FlowChecker.check(
      release: release, queues: ["support": .strict], prompts: ["en": FlowChecker.promptsUsed(by: release)])
    #expect(
      found.filter { $0.rule == "duplicate-number" }.map(\.sentence) == ["number 100 already starts the flow `desk`"])
    other.numbers = ["200", "200"]
    let twice = FlowRelease(flows: [other], schedules: [], identifier: "0")
    let second = FlowChecker.check(
      release: twice, queues: ["support": .strict], prompts: ["en": FlowChecker.promptsUsed(by: twice)])
    #expect(second.filter { $0.rule == "duplicate-number" }.map(\.sentence) == ["number 200 is named twice"])
  }
}
