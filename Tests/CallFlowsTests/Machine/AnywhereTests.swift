import CallFlows
import Testing
import Timekeeping

struct AnywhereTests {
  private let flow = desk(
    [
      ("language", .language(["1": "en", "2": "es"], then: .step("main"))),
      ("main", .menu("main-menu", ["1": .step("sales"), "2": .step("order")])),
      ("sales", .menu("sales-menu", ["1": .step("main"), "2": .step("sales")])),
      ("order", .ask("order-number", 2...4, then: .hangUp)),
    ], languages: ["en", "es"],
    anywhere: [.zero: .go(.step("person", reason: "asked", tag: "zero")), .star: .repeat, .pound: .back])

  @Test func `A key of anywhere goes where it says, and sets on the way`() {
    var phone = Telephone.dialling(flow)
    #expect(
      phone.press("0") == [
        "stop", "· keyed language 0", "· outcome language 0", "· reason asked", "· tag zero",
        "· visited person queue", "enter support reason asked",
      ])
    #expect(phone.machine.reason == "asked")
    #expect(phone.machine.tags == ["zero"])
  }

  @Test func `Repeat plays the prompt again and counts no try`() {
    var phone = Telephone.dialling(flow)
    phone.press("1")
    for _ in 1...9 { #expect(phone.press("*").heard == ["stop", "play main-menu/en"]) }
    phone.press("9")
    #expect(phone.press("*").heard == ["stop", "play main-menu/en"])
    phone.press("9")
    #expect(phone.press("9").heard == ["stop", "enter support"])
  }

  @Test func `Back returns to the menu before this one`() {
    var phone = Telephone.dialling(flow)
    phone.press("11")
    #expect(phone.press("#").heard == ["stop", "play main-menu/en"])
    #expect(phone.press("#").heard == ["stop", "play pick-language/en pick-language/es"])
    #expect(phone.press("#").heard == ["stop", "play pick-language/en pick-language/es"])
  }

  @Test func `Back from a question returns to the menu that led to it`() {
    var phone = Telephone.dialling(flow)
    phone.press("12")
    #expect(phone.press("#").heard == ["stop", "play main-menu/en"])
  }

  @Test func `Going round in menus makes the way back no longer`() {
    var phone = Telephone.dialling(flow)
    phone.press("112111")
    #expect(phone.machine.step == "main")
    phone.press("1")
    #expect(phone.machine.step == "sales")
    phone.press("#")
    #expect(phone.machine.step == "main")
    phone.press("#")
    #expect(phone.machine.step == "language")
  }
}
