import CallFlows
import Testing
import Timekeeping

struct RunTests {
  /// Asks for a number, and comes back with `known` or `unknown`.
  private static let identify = subFlow(
    "identify",
    [
      ("ask", .ask("customer-number", 3...3, keep: "number", then: .step("judge"), .tries(2, giveUp: .step("none")))),
      (
        "judge",
        .choose(
          .compare(.name(.kept("number")), .equal, .name(.kept("right"))), .step("known"), otherwise: .step("none"))
      ),
      ("known", .giveBack("known")), ("none", .giveBack("unknown")),
    ], inputs: ["right": .text], anywhere: [.star: .repeat])

  private static let front = desk(
    [
      (
        "who",
        .run(
          "identify", with: ["right": .literal(.text("407"))], keep: ["customer": "number"],
          ["known": .step("main", tag: "known"), "unknown": .step("person")])
      ),
      ("main", .menu("main-menu", ["1": .step("person")])),
    ], anywhere: [.zero: .go(.step("person")), .pound: .back])

  private func dialling(_ flows: [Flow] = [front, identify]) -> Telephone {
    var phone = Telephone(flows[0], others: Array(flows.dropFirst()))
    phone.tell(.started)
    return phone
  }

  @Test func `A flow runs another and goes on where its result leads, with what it kept`() {
    var phone = dialling()
    #expect(
      phone.effects.map(\.line) == [
        "· visited who run", "· ran identify", "· visited ask ask", "play customer-number/en",
      ])
    phone.press("40")
    #expect(
      phone.press("7") == [
        "· keyed ask 407", "· kept number=407", "· outcome ask then", "· visited judge choose",
        "· outcome judge branch 1", "· visited known return", "· returned identify known", "· kept customer=407",
        "· outcome who known", "· tag known", "· visited main menu", "play main-menu/en",
      ])
  }

  @Test func `Its keys of anywhere and its way back are its own`() {
    var phone = dialling()
    #expect(phone.press("*") == ["stop", "· keyed ask *", "play customer-number/en"])
    // In an `ask` a # that is not its end is a command of anywhere; of this flow it is none.
    #expect(phone.press("#").heard == ["stop", "play service-wrong/en customer-number/en"])
    phone.press("407")
    #expect(phone.press("0").contains("enter support"))
  }

  @Test func `What a flow keeps is not known in the flow it runs, nor the other way round`() {
    let other = subFlow(
      "other",
      [
        (
          "look",
          .choose(
            .compare(.name(.kept("order")), .equal, .literal(.text("1234"))), .step("yes"), otherwise: .step("no"))
        ),
        ("yes", .giveBack("yes")),
        ("no", .set([Assignment(name: "seen", value: .literal(.yesNo(true)))], then: .step("back"))),
        ("back", .giveBack("no")),
      ])
    let main = desk([
      ("order", .ask("order-number", 4...4, keep: "order", then: .step("run"))),
      ("run", .run("other", ["yes": .step("sorry"), "no": .step("after")])),
      ("after", .choose(.name(.kept("seen")), .step("sorry"), otherwise: .step("still"))),
      (
        "still",
        .choose(
          .compare(.name(.kept("order")), .equal, .literal(.text("1234"))), .step("person"), otherwise: .step("sorry"))
      ),
    ])
    var phone = dialling([main, other])
    #expect(phone.press("1234").contains("enter support"))
  }

  @Test func `A fault in a flow that is run leads to its own failed`() {
    var phone = dialling()
    #expect(phone.tell(.failed("a disk")).suffix(2) == ["· visited help queue", "enter support"])
  }

  @Test func `A fax that calls a flow that is run is the caller's`() {
    let fax = subFlow("quiet", [("say", .say("words", then: .step("done"))), ("done", .giveBack("done"))])
    let main = desk(
      [("run", .run("quiet", ["done": .step("person")])), ("machine", .queue("fax-room"))], fax: .step("machine"))
    var phone = dialling([main, fax])
    #expect(phone.tell(.faxTone).heard == ["stop", "enter fax-room"])
  }

  @Test func `A place in a queue is given up when its flow comes back`() {
    let waits = subFlow(
      "waits",
      [
        ("queue", .queue("support", leave: .init(key: .nine, left: .step("back")))), ("back", .giveBack("done")),
        ("sorry", .giveBack("done")),
      ])
    let main = desk(
      [("run", .run("waits", ["done": .step("main")])), mainMenu("person")], anywhere: [.zero: .go(.step("person"))])
    var phone = dialling([main, waits])
    #expect(phone.press("9").heard == ["leave", "play main-menu/en"])
  }

  @Test(arguments: ["nobody", "known"])
  func `What the checker would have refused is a fault`(result: String) {
    let odd = subFlow("odd", [("back", .giveBack(ResultName(result)))])
    let flow = desk([("run", .run(result == "nobody" ? "odd" : "missing", ["else": .step("sorry")]))])
    let phone = dialling([flow, odd])
    #expect(phone.effects.map(\.line).contains { $0.hasPrefix("· fault run ") })
    #expect(phone.effects.map(\.line).last == "enter support")
  }

  @Test func `Flows that run themselves come to an end`() {
    let round = subFlow("round", [("again", .run("round", ["done": .step("again")]))])
    let phone = dialling([desk([("run", .run("round", ["done": .step("sorry")]))]), round])
    #expect(phone.effects.map(\.line).contains("· fault again flows run flows more than 8 deep, last round"))
    #expect(phone.effects.map(\.line).last == "enter support")
  }

  @Test func `A return that nobody waits for is a fault`() {
    let phone = dialling([desk([("back", .giveBack("done"))])])
    #expect(phone.effects.map(\.line).contains("· fault back `done` of desk leads back to no flow"))
  }
}
