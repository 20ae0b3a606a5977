import CallFlows
import Testing
import Timekeeping

struct SayTests {
  @Test func `Several prompts play as one, and the flow goes on at their end`() {
    var phone = Telephone(
      desk([("hello", .say("hello", "news", then: .step("main"))), ("main", .menu("main-menu", [:]))]))
    #expect(phone.tell(.started).heard == ["play hello/en news/en"])
    #expect(phone.hearOut() == ["· outcome hello then", "· visited main menu", "play main-menu/en"])
  }

  @Test func `A key stops it and counts in the next step that listens`() {
    let flow = desk([
      ("hello", .say("hello", then: .step("news"))), ("news", .say("news", then: .step("main"))),
      ("main", .menu("main-menu", ["1": .hangUp])),
    ])
    var phone = Telephone.dialling(flow)
    #expect(
      phone.press("1") == [
        "stop", "· outcome hello then", "· visited news say", "· outcome news then", "· visited main menu",
        "· keyed main 1", "· outcome main 1", "· ended hung up", "hang up",
      ])
  }

  @Test func `What must be heard cannot be stopped, and no key pressed before its end counts`() {
    let flow = desk(
      [
        ("first", .menu("first", ["1": .step("notice")])),
        ("notice", .say("notice", mustHear: true, then: .step("main"))), ("main", .menu("main-menu", ["1": .hangUp])),
      ], anywhere: [.zero: .go(.step("person"))])
    var phone = Telephone(flow)
    phone.press("11")
    #expect(phone.tell(.started).heard == ["play! notice/en"])
    #expect(phone.press("10") == [])
    #expect(phone.hearOut().heard == ["play main-menu/en"])
  }

  @Test func `A key of anywhere works at once`() {
    var phone = Telephone.dialling(
      desk([("hello", .say("hello", then: .step("person")))], anywhere: [.zero: .go(.hangUp)]))
    #expect(
      phone.press("0") == [
        "stop", "· keyed hello 0", "· outcome hello 0", "· ended hung up", "hang up",
      ])
  }

  @Test func `Before a question for digits, the digits of anywhere are data already`() {
    let flow = desk(
      [
        ("hello", .say("hello", then: .step("order"))),
        ("order", .ask("order-number", 2...2, keep: "order", then: .hangUp)),
      ], anywhere: [.zero: .go(.step("person")), .star: .repeat])
    var phone = Telephone.dialling(flow)
    #expect(phone.press("*").heard == ["stop", "play hello/en"])
    #expect(phone.press("07").records.contains("· kept order=07"))
  }

  @Test func `A stray key pressed ahead does not swallow the last words of a call`() {
    let flow = desk([("main", .menu("main-menu", ["1": .step("bye")])), ("bye", .say("bye", then: .hangUp))])
    var phone = Telephone(flow)
    phone.press("11")
    #expect(phone.tell(.started).heard == ["play bye/en"])
    #expect(phone.hearOut().heard == ["hang up"])
  }

  @Test func `Nothing to say is said at once`() {
    var phone = Telephone(desk([("hello", .say(then: .step("main"))), ("main", .menu("main-menu", [:]))]))
    #expect(phone.tell(.started).heard == ["play main-menu/en"])
  }
}
