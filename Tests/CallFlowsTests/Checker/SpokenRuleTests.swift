import CallFlows
import Testing

struct SpokenRuleTests {
  private func rules(
    _ steps: [(StepName, Action)], _ values: SpokenValue..., prompt: PromptName = "status"
  ) -> [String] {
    let say = [("tell", Action.say(prompt, then: .step("person")))] as [(StepName, Action)]
    let flow = desk(steps + say)
    var release = FlowRelease(flows: [flow], schedules: [], identifier: "0")
    release.spokenValues = [prompt: Set(values)]
    let all = FlowChecker.promptsUsed(by: release)
    return FlowChecker.check(release: release, queues: ["support": .strict], prompts: ["en": all])
      .filter { $0.rule != "queue-ends-call" }.map { "\($0.rule) at \($0.location.line)" }
  }

  private func asking(secret: Bool = false) -> (StepName, Action) {
    ("ask", .ask("order-number", 6...8, secret: secret, keep: "order", then: .step("tell")))
  }

  private func setting(_ value: FlowValue) -> (StepName, Action) {
    ("set", .set([Assignment(name: "eta", value: .literal(value))], then: .step("tell")))
  }

  private let order = SpokenValue(name: "order", kind: .digits)

  @Test func `What is kept or set is spoken`() {
    #expect(rules([asking()], order) == [])
    #expect(rules([asking()], SpokenValue(name: "call.from", kind: .digits)) == [])
    #expect(rules([setting(.text("2026-12-26"))], SpokenValue(name: "eta", kind: .date(withYear: false))) == [])
  }

  @Test func `A name that nothing keeps or sets`() {
    #expect(rules([asking()], SpokenValue(name: "oder", kind: .digits)) == ["unknown-name at 11"])
  }

  @Test func `A secret is not spoken, and neither is its copy`() {
    #expect(rules([asking(secret: true)], order) == ["secret-shown at 11"])
    let copy = Assignment(name: "copy", value: .name(.kept("order")))
    #expect(
      rules(
        [
          ("ask", .ask("order-number", 6...8, secret: true, keep: "order", then: .step("copy"))),
          ("copy", .set([copy], then: .step("tell"))),
        ], SpokenValue(name: "copy", kind: .digits)) == ["secret-shown at 12"])
  }

  @Test(arguments: [
    (FlowValue.text("soon"), SpokenKind.date(withYear: false)), (.yesNo(true), .number(nil)),
    (.text("12.50"), .number(nil)), (.text("fault"), .money(currency: "EUR")), (.text("a"), .duration),
  ])
  func `A value of a kind that is not spoken so`(value: FlowValue, kind: SpokenKind) {
    #expect(rules([setting(value)], SpokenValue(name: "eta", kind: kind)) == ["bad-type at 11"])
  }

  @Test func `The name of a recording is not spoken, and of a call only numbers to dial`() {
    let message = ("message", Action.record(keep: "order", then: .step("tell"))) as (StepName, Action)
    #expect(rules([message], order) == ["bad-type at 11"])
    #expect(rules([asking()], SpokenValue(name: "call.from", kind: .number(nil))) == ["bad-type at 11"])
  }
}
