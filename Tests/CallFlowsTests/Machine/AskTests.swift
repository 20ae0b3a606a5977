import CallFlows
import Testing
import Timekeeping

struct AskTests {
  private func order(
    _ digits: ClosedRange<Int> = 4...6, confirm: Bool = false, check: Ask.Check? = nil, secret: Bool = false,
    invalid: Destination? = nil, anywhere: [Key: AnywhereAction] = [:], patience: Patience = .tries(3)
  ) -> Flow {
    desk(
      [
        (
          "order",
          .ask(
            "order-number", digits, end: .pound, confirm: confirm, check: check, secret: secret, keep: "order",
            then: .step("thanks"), invalid: invalid, patience)
        ), ("thanks", .say("thanks", then: .hangUp)),
      ], anywhere: anywhere)
  }

  @Test func `An entry is kept and the flow goes on`() {
    var phone = Telephone.dialling(order())
    #expect(phone.press("1234") == ["stop"])
    #expect(
      phone.press("#") == [
        "· keyed order 1234", "· kept order=1234", "· outcome order then", "· visited thanks say", "play thanks/en",
      ])
  }

  @Test func `Too short an entry is invalid, and the last one leads to invalid`() {
    var phone = Telephone.dialling(order(invalid: .hangUp, patience: .tries(2)))
    phone.press("123")
    #expect(
      phone.wait(.seconds(3)) == ["· keyed order 123", "· wrong order", "play service-wrong/en order-number/en"])
    phone.press("12#")
    #expect(
      phone.effects.suffix(5).map(\.line) == [
        "· keyed order 12#", "· wrong order", "· outcome order invalid", "· ended hung up", "hang up",
      ])
  }

  @Test func `Without invalid the last wrong entry gives up`() {
    var phone = Telephone.dialling(order(patience: .tries(1)))
    #expect(phone.press("1#").suffix(3) == ["· outcome order give-up", "· visited person queue", "enter support"])
  }

  @Test func `A bare end key is silence`() {
    var phone = Telephone.dialling(order(patience: .tries(2, silent: .hangUp)))
    #expect(phone.press("#") == ["stop", "· silent order", "play order-number/en"])
    #expect(phone.press("#").suffix(3) == ["· outcome order silent", "· ended hung up", "hang up"])
  }

  @Test(arguments: [
    (Ask.Check.luhn, "4539578763621486", true), (.luhn, "4539578763621487", false), (.luhn, "0000", true),
    (.pattern("2026[0-9]{2}"), "202612", true), (.pattern("2026[0-9]{2}"), "202512", false),
    (.pattern("26"), "2026", false), (.pattern("("), "2026", false),
  ])
  func `A check decides over the whole entry`(check: Ask.Check, entry: String, isGood: Bool) {
    var phone = Telephone.dialling(order(4...16, check: check))
    let last = phone.press(entry + "#").heard.last
    #expect(last == (isGood ? "play thanks/en" : "play service-wrong/en order-number/en"))
  }

  @Test func `An entry is read back digit by digit, and 1 keeps it`() {
    var phone = Telephone.dialling(order(confirm: true))
    #expect(
      phone.press("4071#").heard == [
        "stop",
        "play service-keyed/en service-digit-4/en service-digit-0/en service-digit-7/en service-digit-1/en "
          + "service-confirm/en",
      ])
    #expect(
      phone.press("1") == [
        "stop", "· keyed order 1", "· kept order=4071", "· outcome order then", "· visited thanks say",
        "play thanks/en",
      ])
  }

  @Test func `2 asks again, which is no try`() {
    var phone = Telephone.dialling(order(confirm: true, patience: .tries(2)))
    for _ in 1...5 {
      phone.press("4071#")
      #expect(phone.press("2").heard == ["stop", "play order-number/en"])
    }
    #expect(phone.press("1#").heard.last == "play service-wrong/en order-number/en")
    phone.press("4071#2")
    #expect(phone.press("1#").heard.last == "enter support")
  }

  @Test func `Another key at the read-back is a wrong try of its own, and silence repeats it`() {
    var phone = Telephone.dialling(order(4...4, confirm: true, patience: .tries(2)))
    let readBack = "service-keyed/en service-digit-4/en service-digit-0/en service-digit-7/en service-digit-1/en "
    phone.press("4071")
    #expect(phone.press("5").heard == ["stop", "play service-wrong/en \(readBack)service-confirm/en"])
    #expect(phone.staySilent().heard == ["enter support"])
    var other = Telephone.dialling(order(4...4, confirm: true, patience: .tries(2)))
    other.press("4071")
    #expect(other.staySilent().heard == ["play \(readBack)service-confirm/en"])
  }

  @Test func `The end key pressed out of habit after a full entry does not disturb the read-back`() {
    var phone = Telephone.dialling(order(4...4, confirm: true))
    phone.press("4071")
    #expect(phone.press("#") == [])
    #expect(phone.press("1").heard.last == "play thanks/en")
  }

  @Test func `The confirmation may be keyed ahead`() {
    var phone = Telephone(order(confirm: true))
    phone.press("4071#1")
    #expect(phone.tell(.started).heard == ["play thanks/en"])
  }

  @Test func `A secret is masked in the record, and never read back`() {
    var phone = Telephone.dialling(order(confirm: true, secret: true))
    phone.press("12#")
    #expect(
      phone.press("4071#") == [
        "stop", "· keyed order ****", "· kept order=****", "· outcome order then", "· visited thanks say",
        "play thanks/en", "no secret any more",
      ])
    #expect(!String(describing: phone.effects).contains("4071"))
    #expect(!phone.effects.map(\.line).contains { $0.contains("12") })
  }

  @Test func `Digits of anywhere are data, and star repeats`() {
    var phone = Telephone.dialling(
      order(4...4, anywhere: [.zero: .go(.step("person")), .star: .repeat], patience: .tries(1)))
    #expect(phone.press("00") == ["stop"])
    #expect(phone.press("*") == ["· keyed order *", "play order-number/en"])
    #expect(phone.press("0000").heard == ["stop", "play thanks/en"])
  }
}
