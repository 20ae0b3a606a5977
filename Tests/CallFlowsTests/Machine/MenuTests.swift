import CallFlows
import Testing
import Timekeeping

struct MenuTests {
  private func menu(_ patience: Patience = .tries(3)) -> Flow {
    desk([
      ("main", .menu("main-menu", ["1": .step("orders"), "2": .hangUp], patience)),
      ("orders", .say("orders", then: .hangUp)),
    ])
  }

  @Test func `A flow begins with its first step's prompt`() {
    var phone = Telephone(menu())
    #expect(phone.tell(.started) == ["· visited main menu", "play main-menu/en"])
    #expect(phone.machine.nextDeadline == nil)
    #expect(phone.tell(.started) == [])
  }

  @Test func `A key stops the prompt and takes its outcome`() {
    var phone = Telephone.dialling(menu())
    #expect(
      phone.press("1") == [
        "stop", "· keyed main 1", "· outcome main 1", "· visited orders say", "play orders/en",
      ])
  }

  @Test func `Wait runs from the end of the prompt`() {
    var phone = Telephone.dialling(menu())
    #expect(phone.wait(.seconds(60)) == [])
    #expect(phone.hearOut() == [])
    #expect(phone.machine.nextDeadline == phone.now.moment + .seconds(6))
  }

  @Test func `A silent try repeats the prompt, and the last one leads to give-up without it`() {
    var phone = Telephone.dialling(menu())
    #expect(phone.staySilent() == ["· silent main", "play main-menu/en"])
    #expect(phone.staySilent() == ["· silent main", "play main-menu/en"])
    #expect(
      phone.staySilent() == [
        "· silent main", "· outcome main give-up", "· visited person queue", "enter support",
      ])
  }

  @Test func `A wrong try is told before the prompt is heard again`() {
    var phone = Telephone.dialling(menu())
    #expect(phone.press("9") == ["stop", "· keyed main 9", "· wrong main", "play service-wrong/en main-menu/en"])
    #expect(phone.press("8").heard == ["stop", "play service-wrong/en main-menu/en"])
    #expect(phone.press("7").heard == ["stop", "enter support"])
  }

  @Test func `Silent and wrong lead where the step says, if the last try was such`() {
    let patience = Patience.tries(2, silent: .step("orders"), wrong: .hangUp)
    var silent = Telephone.dialling(menu(patience))
    silent.press("9")
    #expect(silent.staySilent().heard == ["play orders/en"])
    var wrong = Telephone.dialling(menu(patience))
    wrong.staySilent()
    #expect(
      wrong.press("9") == [
        "stop", "· keyed main 9", "· wrong main", "· outcome main wrong", "· ended hung up", "hang up",
      ])
  }

  @Test func `Each try has its own words, and the last ones stay`() {
    let patience = Patience.tries(5, silentPrompts: ["hello-1", "hello-2"], wrongPrompts: ["no-1", "no-2"])
    var phone = Telephone.dialling(menu(patience))
    #expect(phone.staySilent().heard == ["play hello-1/en main-menu/en"])
    #expect(phone.press("9").heard == ["stop", "play no-2/en main-menu/en"])
    #expect(phone.staySilent().heard == ["play hello-2/en main-menu/en"])
    #expect(phone.press("9").heard == ["stop", "play no-2/en main-menu/en"])
  }

  @Test func `A wrong key in a burst takes the rest of the burst with it`() {
    var phone = Telephone(menu())
    phone.press("921")
    #expect(
      phone.tell(.started) == [
        "· visited main menu", "· keyed main 9", "· wrong main", "play service-wrong/en main-menu/en",
      ])
  }

  @Test func `Keys pressed ahead go through menus unheard`() {
    let flow = desk([
      ("first", .menu("first", ["1": .step("second")])), ("second", .menu("second", ["2": .step("third")])),
      ("third", .menu("third", ["3": .hangUp])),
    ])
    var phone = Telephone(flow)
    phone.press("12")
    #expect(phone.tell(.started).heard == ["play third/en"])
  }

  @Test func `A half entry barges in, and waits between keys`() {
    var phone = Telephone.dialling(desk([("main", .menu("main-menu", ["12": .hangUp]))]))
    #expect(phone.press("1") == ["stop"])
    #expect(phone.machine.nextDeadline == phone.now.moment + .seconds(3))
    #expect(phone.wait(.seconds(3)).heard == ["play service-wrong/en main-menu/en"])
  }

  @Test func `An old playback's end does not start the wait`() {
    var phone = Telephone.dialling(menu())
    phone.press("9")
    #expect(phone.tell(.playbackEnded(1)) == [])
    #expect(phone.machine.nextDeadline == nil)
    #expect(phone.tell(.playbackEnded(2)) == [])
    #expect(phone.machine.nextDeadline == phone.now.moment + .seconds(6))
  }
}

struct ChooseLanguageTests {
  private let flow = desk(
    [
      ("language", .language(["1": "en", "2": "es", "3": "pl"], silent: "es", then: .step("main"), .tries(2))),
      ("main", .menu("main-menu", ["1": .hangUp])),
    ], languages: ["en", "es", "pl"])

  @Test func `The question is spoken once per language, each in its own voice`() {
    var phone = Telephone(flow)
    #expect(phone.tell(.started).heard == ["play pick-language/en pick-language/es pick-language/pl"])
  }

  @Test func `The chosen language is spoken from then on`() {
    var phone = Telephone.dialling(flow)
    #expect(
      phone.press("3") == [
        "stop", "· keyed language 3", "· language pl", "· outcome language then", "· visited main menu",
        "play main-menu/pl",
      ])
    #expect(phone.machine.language == "pl")
  }

  @Test func `A caller who stays silent hears the language the step names`() {
    var phone = Telephone.dialling(flow)
    phone.staySilent()
    #expect(
      phone.staySilent() == [
        "· silent language", "· language es", "· outcome language silent", "· visited main menu", "play main-menu/es",
      ])
  }

  @Test func `A wrong key is told in every language`() {
    var phone = Telephone.dialling(flow)
    #expect(
      phone.press("9").heard == [
        "stop",
        "play service-wrong/en pick-language/en service-wrong/es pick-language/es service-wrong/pl pick-language/pl",
      ])
    #expect(phone.press("9").heard == ["stop", "enter support"])
  }
}
