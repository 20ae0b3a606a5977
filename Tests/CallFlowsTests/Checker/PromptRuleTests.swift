import CallFlows
import Testing

struct PromptRuleTests {
  private let flow = desk([mainMenu("person")], languages: ["en", "es"])

  private var all: Set<PromptName> {
    FlowChecker.promptsUsed(by: FlowRelease(flows: [flow], schedules: [], identifier: "0"))
  }

  @Test func `A prompt that is nowhere`() {
    let known = all.subtracting(["main-menu"]).union(["main-menus"])
    #expect(
      check(flow, prompts: ["en": known, "es": known]).map(\.line) == [
        "10: error: there is no prompt `main-menu` [unknown-prompt] — did you mean `main-menus`?"
      ])
  }

  @Test func `A prompt that one language lacks`() {
    #expect(
      check(flow, prompts: ["en": all, "es": all.subtracting(["sorry"])]).map(\.line) == [
        "12: error: prompt `sorry` is missing in language `es` [missing-translation] — add its words to Prompts/es/prompts.yaml"
      ])
  }

  @Test func `A language without any prompt`() {
    #expect(Set(check(flow, prompts: ["en": all]).map(\.rule)) == ["missing-translation"])
  }

  @Test func `The service's own words are needed where they would be heard`() {
    #expect(all.isSuperset(of: ["service-apology", "service-wrong", "service-place", "service-next", "service-wait"]))
    #expect(!all.contains("service-keyed"))
    let asking = desk([("a", .ask("order-number", 1...2, confirm: true, then: .step("person")))])
    let used = FlowChecker.promptsUsed(by: FlowRelease(flows: [asking], schedules: [], identifier: "0"))
    #expect(used.isSuperset(of: ["service-keyed", "service-confirm", "service-digit-0", "service-digit-9"]))
  }

  @Test func `The words of a silent and of a wrong try are prompts like others`() {
    let patience = Patience.tries(3, silentPrompts: ["hello"], wrongPrompts: ["no"])
    let flow = desk([("main", .menu("main-menu", ["1": .step("person")], patience))])
    let used = FlowChecker.promptsUsed(by: FlowRelease(flows: [flow], schedules: [], identifier: "0"))
    #expect(used.isSuperset(of: ["hello", "no"]))
  }

  @Test func `What tells that a conversation is recorded is a prompt, the step's or else the queue's`() {
    func used(_ recording: ConversationRecording?) -> Set<PromptName> {
      let queue = QueueAction(
        queue: "support", recording: recording, answered: .hangUp, nobody: .hangUp, full: .hangUp, timeout: .hangUp)
      let release = FlowRelease(flows: [desk([("person", .queue(queue))])], schedules: [], identifier: "0")
      let rule = QueueRule(nobodyAfter: nil, isLimited: false, announcement: "of-the-queue")
      return FlowChecker.promptsUsed(by: release, queues: ["support": rule])
    }
    #expect(used(nil).contains("of-the-queue"))
    #expect(!used(.no).contains("of-the-queue"))
    #expect(!used(.yes(keep: nil, announce: nil)).contains("of-the-queue"))
    #expect(used(.yes(keep: nil, announce: "of-the-step")).isSuperset(of: ["of-the-step"]))
  }

  @Test func `A message's prompt is one like others`() {
    let flow = desk([mainMenu("message"), ("message", .record("say-it", then: .step("person")))])
    let used = FlowChecker.promptsUsed(by: FlowRelease(flows: [flow], schedules: [], identifier: "0"))
    #expect(used.contains("say-it"))
  }

  @Test func `Music that is not there, where the tunes are known`() {
    var queue = QueueAction(
      queue: "support", music: "tune", answered: .hangUp, nobody: .step("sorry"), full: .step("sorry"),
      timeout: .step("sorry"))
    let flow = desk([mainMenu("person"), ("person", .queue(queue))])
    #expect(check(flow).isEmpty)
    #expect(
      check(flow, music: ["tunes"]).map(\.line) == [
        "11: error: there is no music `tune` [unknown-music] — did you mean `tunes`?"
      ])
    queue.music = "tunes"
    #expect(check(desk([mainMenu("person"), ("person", .queue(queue))]), music: ["tunes"]).isEmpty)
  }
}
