import CallFlows
import Testing
import Timekeeping

struct QueueTests {
  private let flow = desk(
    [
      (
        "main",
        .menu("main-menu", ["1": .step("agents", set: [Assignment(name: "priority", value: .literal(.text("high")))])])
      ),
      (
        "agents",
        .queue(
          "support", needs: ["language": .name(.call(.language)), "level": .literal(.number(2))],
          leave: QueueAction.Leave(key: .nine, left: .step("left")), answered: .step("thanks"), nobody: .step("sorry"),
          full: .step("other"), timeout: .step("sorry"))
      ), ("other", .queue("sales")), ("left", .say("left", then: .hangUp)), ("thanks", .say("thanks", then: .hangUp)),
      ("person", .go(.step("agents", reason: "asked"))), ("detour", .say("detour", then: .step("agents"))),
      ("away", .say("detour", then: .step("other"))),
    ],
    anywhere: [
      .zero: .go(.step("person")), .star: .repeat, .pound: .back, .five: .go(.step("detour")), .six: .go(.step("away")),
    ])

  private func waiting() -> Telephone {
    var phone = Telephone.dialling(flow)
    phone.press("1")
    return phone
  }

  @Test func `The entry carries every value, and the call's priority`() {
    var phone = Telephone.dialling(flow)
    #expect(
      phone.press("1") == [
        "stop", "· keyed main 1", "· outcome main 1", "· visited agents queue",
        "enter support needs language=en,level=2 priority high",
      ])
    #expect(phone.machine.priority == .high)
    #expect(phone.machine.nextDeadline == nil)
  }

  @Test(arguments: [
    (QueueOutcome.answered, "thanks", "play thanks/en"), (.nobody, "sorry", "play sorry/en"),
    (.full, "other", "enter sales priority high"), (.timeout, "sorry", "play sorry/en"),
  ])
  func `Each outcome leads on, and the place is gone already`(outcome: QueueOutcome, step: StepName, heard: String) {
    var phone = waiting()
    #expect(phone.tell(.queue(outcome)).heard == [heard])
    #expect(phone.machine.step == step)
    #expect(phone.effects.contains(.record(.outcome("agents", outcome.rawValue))))
  }

  @Test func `The key of leave gives the place up`() {
    var phone = waiting()
    #expect(
      phone.press("9") == [
        "· keyed agents 9", "leave", "· outcome agents left", "· visited left say", "play left/en",
      ])
    #expect(phone.tell(.queue(.answered)) == [])
  }

  @Test func `Other keys mean nothing while waiting`() {
    var phone = waiting()
    #expect(phone.press("12347") == [])
  }

  @Test func `Repeat tells the place again`() {
    var phone = waiting()
    #expect(phone.press("**").heard == ["announce again", "announce again"])
  }

  @Test func `Back gives the place up and returns to the menu`() {
    var phone = waiting()
    #expect(phone.press("#").heard == ["leave", "play main-menu/en"])
  }

  @Test func `A jump to the queue in which the caller already waits keeps the place`() {
    var phone = waiting()
    #expect(phone.press("0").heard == [])
    #expect(phone.machine.step == "agents")
    #expect(phone.machine.reason == "asked")
    #expect(phone.tell(.queue(.answered)).heard == ["play thanks/en"])
  }

  @Test func `Words on the way to the same queue are skipped, and the place is kept`() {
    var phone = waiting()
    #expect(phone.press("5").heard == [])
    #expect(phone.tell(.queue(.nobody)).heard == ["play sorry/en"])
  }

  @Test func `Words on the way elsewhere give the place up`() {
    var phone = waiting()
    #expect(phone.press("6").heard == ["leave", "play detour/en"])
    #expect(phone.hearOut().heard == ["enter sales priority high"])
  }

  @Test func `Keys pressed ahead work in the queue too, once`() {
    var phone = Telephone(flow)
    phone.press("19")
    #expect(
      phone.tell(.started).heard == [
        "enter support needs language=en,level=2 priority high", "leave", "play left/en",
      ])
  }
}
