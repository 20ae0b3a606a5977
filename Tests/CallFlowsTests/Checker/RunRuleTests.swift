import CallFlows
import Testing

struct RunRuleTests {
  private func parent(_ action: Action, languages: [Language] = ["en"], more: [(StepName, Action)] = []) -> Flow {
    desk([mainMenu("run"), ("run", action)] + more, languages: languages)
  }

  private let asks = subFlow(
    "asks",
    [
      ("ask", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("good"), .tries(3, giveUp: .step("bad")))),
      ("good", .giveBack("good")), ("bad", .giveBack("bad")),
    ], inputs: ["limit": .number])

  private func run(
    _ results: [ResultName: Destination] = ["good": .step("person"), "bad": .step("person")],
    with: [VariableName: Expression] = ["limit": .literal(.number(3))], keep: [VariableName: VariableName] = [:],
    flow: FlowName = "asks"
  ) -> Action {
    .run(flow, with: with, keep: keep, results)
  }

  @Test func `A flow that is run as it wants is sound, and nobody need dial it`() {
    #expect(check([parent(run()), asks]).map(\.line) == [])
  }

  @Test func `A flow that does not exist`() {
    let found = check([parent(run(flow: "asksy")), asks])
    #expect(found.map(\.rule) == ["no-numbers", "return-to-nobody", "return-to-nobody", "unknown-flow"])
    #expect(found.last?.line == "11: error: there is no flow `asksy` [unknown-flow] — did you mean `asks`?")
  }

  @Test func `Every result is covered, and each that is covered exists`() {
    #expect(
      check([parent(run(["good": .step("person"), "bed": .step("person")])), asks]).map(\.line) == [
        "11: error: `run` does not say where `bad` of `asks` leads [uncovered-outcome] — add `bad: STEP` to the step",
        "11: error: `asks` never returns `bed` [unknown-result] — did you mean `bad`?",
      ])
  }

  @Test func `Inputs are handed in, each of its type`() {
    #expect(
      check([parent(run(with: [:])), asks]).map(\.line) == [
        "11: error: `run` does not hand `limit` to `asks` [missing-key] — add it to `with`"
      ])
    #expect(
      check([parent(run(with: ["limit": .literal(.text("3")), "limits": .literal(.number(3))])), asks]).map(\.line) == [
        "11: error: `limit` of `asks` is a number, and `\"3\"` text [bad-type]",
        "11: error: `asks` takes no `limits` [unknown-name] — did you mean `limit`?",
      ])
  }

  @Test func `What is secret there is secret here, and the other way round`() {
    let note =
      ("note", Action.set([Assignment(name: "tag", value: .name(.kept("code")))], then: .step("person")))
      as (StepName, Action)
    let back = run(["good": .step("note"), "bad": .step("note")], keep: ["code": "pin"])
    #expect(check([parent(back, more: [note]), asks]).map(\.rule) == ["secret-shown"])
    #expect(check([parent(run(keep: ["code": "pni"])), asks]).map(\.rule) == ["unknown-name"])

    let shows = subFlow(
      "shows",
      [
        ("show", .set([Assignment(name: "reason", value: .name(.kept("limit")))], then: .step("good"))),
        ("good", .giveBack("good")),
      ], inputs: ["limit": .text])
    let hands = desk([
      ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("run"))),
      ("run", .run("shows", with: ["limit": .name(.kept("pin"))], ["good": .step("person")])),
    ])
    #expect(check([hands, shows]).map(\.rule) == ["secret-shown"])
  }

  @Test func `The languages of the caller are spoken`() {
    #expect(
      check([parent(run(), languages: ["en", "es"]), asks]).map(\.line) == [
        "11: error: `asks` does not speak `es`, which `desk` does [missing-language] — add es to the `languages` of `asks`"
      ])
  }

  @Test func `A flow that runs itself`() {
    let one = subFlow("one", [("run", .run("two", ["done": .step("back")])), ("back", .giveBack("done"))])
    let two = subFlow("two", [("run", .run("one", ["done": .step("back")])), ("back", .giveBack("done"))])
    let found = check([parent(.run("one", ["done": .step("person")])), one, two])
    #expect(
      found.map(\.line) == [
        "1: error: `one` → `two` → `one`: a flow cannot run itself [recursive-run] — lead one of them to a step instead"
      ])
  }

  @Test func `A caller who does nothing is followed out of the flow that is run`() {
    let found = check([parent(run(["good": .step("person"), "bad": .hangUp])), asks])
    #expect(
      found.map(\.line) == [
        "10: error: no way to a person from `ask`: wait, and the call ends at `run` (`asks` returns `bad`) "
          + "[no-way-to-a-person] — lead it to a step that queues or records a message"
      ])
    #expect(found.first?.location.file == "asks.yaml")
  }

  @Test func `A caller who does nothing is followed into the flow that is run`() {
    let ends = subFlow("ends", [("say", .say("goodbye", then: .hangUp))])
    let flow = desk([
      ("main", .menu("main-menu", ["1": .step("person")], .tries(3, giveUp: .step("run")))), ("run", .run("ends", [:])),
    ])
    #expect(
      check([flow, ends]).map(\.line) == [
        "10: error: no way to a person from `main`: wait, and the call ends at `say` "
          + "[no-way-to-a-person] — lead it to a step that queues or records a message"
      ])
  }

  @Test func `What only follows a person may end the call`() {
    let flow = desk([
      mainMenu("person"), ("person", .queue("support", answered: .step("run"))),
      ("run", run(["good": .hangUp, "bad": .hangUp])),
    ])
    #expect(check([flow, asks]) == [])
  }

  @Test func `Rounds go through flows that are run`() {
    let quick = subFlow("quick", [("back", .giveBack("done"))])
    let flow = desk([mainMenu("run"), ("run", .run("quick", ["done": .step("run")]))])
    #expect(check([flow, quick]).map(\.rule) == ["endless-loop"])
    let flowThatAsks = desk([mainMenu("run"), ("run", run(["good": .step("run"), "bad": .step("person")]))])
    #expect(check([flowThatAsks, asks]) == [])
  }

  @Test func `A flow that is dialled returns to nobody`() {
    #expect(check(desk([mainMenu("back"), ("back", .giveBack("done"))])).map(\.rule) == ["return-to-nobody"])
  }

  @Test func `Flows run nine deep`() {
    let flows = (1...9).map { number in
      let next: Action = number == 9 ? .giveBack("done") : .run(FlowName("f\(number + 1)"), ["done": .step("back")])
      return subFlow(FlowName("f\(number)"), [("run", next)] + (number == 9 ? [] : [("back", .giveBack("done"))]))
    }
    let main = parent(.run("f1", ["done": .step("person")]))
    #expect(check([main] + flows).map(\.rule) == ["deep-run"])
    let shorter = parent(.run("f2", ["done": .step("person")]))
    #expect(check([shorter] + flows.dropFirst()) == [])
  }
}
