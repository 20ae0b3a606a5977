import CallFlows
import Redaction
import Testing
import Timekeeping

struct CallbackTests {
  private static func flow(number: Expression? = nil, invalid: Destination? = nil) -> Flow {
    desk(
      [
        (
          "back",
          .callback(
            CallbackAction(
              prompt: "call-you-back", queue: "support", at: "office", number: number, attempts: 3,
              gap: .seconds(1_800), booked: .step("bye"), refused: .step("person"), invalid: invalid,
              patience: .tries(2)))
        ), ("bye", .say("goodbye", then: .hangUp)),
      ], anywhere: [.zero: .go(.step("person"))])
  }

  private func dialling(from caller: String = "+3460", _ flow: Flow = flow()) -> Telephone {
    var phone = Telephone(flow)
    phone.machine = FlowMachine(
      release: FlowRelease(flows: [flow], schedules: [], identifier: "0"), flow: "desk",
      caller: CallFacts(id: "call-1", from: Redacted(caller), to: Redacted("100")))
    phone.tell(.started)
    return phone
  }

  private let offer =
    "service-callback-number/en service-digit-3/en service-digit-4/en service-digit-6/en service-digit-0/en "
    + "service-callback-confirm/en"
  private let other =
    "service-callback-number/en service-digit-7/en service-digit-7/en service-digit-1/en service-callback-confirm/en"

  @Test func `The number is read back, and only what is promised is confirmed`() {
    var phone = dialling()
    #expect(phone.effects.map(\.line).last == "play call-you-back/en \(offer)")
    #expect(phone.press("1") == ["stop", "· keyed back 1", "promise #1 +3460 by support at office 3 times"])
    #expect(phone.tell(.callback(1, .promised)) == ["play! service-callback-booked/en"])
    #expect(phone.hearOut() == ["· outcome back booked", "· visited bye say", "play goodbye/en"])
  }

  @Test func `Another number is keyed, and read back, too`() {
    var phone = dialling()
    #expect(phone.press("2").heard == ["stop", "play service-callback-another/en"])
    #expect(phone.press("771#").heard == ["stop", "play \(other)"])
    #expect(phone.press("1").heard == ["stop", "promise #1 771 by support at office 3 times"])
  }

  @Test(arguments: ["anonymous", "", "+", "12", "123456789012345678"])
  func `Where nobody knows the number it is asked for`(caller: String) {
    #expect(dialling(from: caller).effects.map(\.line).last == "play call-you-back/en service-callback-another/en")
  }

  @Test func `A number may come from elsewhere`() {
    let phone = dialling(Self.flow(number: .literal(.text("771"))))
    #expect(phone.effects.map(\.line).last == "play call-you-back/en \(other)")
  }

  @Test func `A promise that is refused is an outcome, and so is an impossible number`() {
    var phone = dialling()
    phone.press("1")
    #expect(
      phone.tell(.callback(1, .refused)) == ["· outcome back refused", "· visited person queue", "enter support"])
    var invalid = dialling(Self.flow(invalid: .step("bye")))
    invalid.press("1")
    #expect(invalid.tell(.callback(1, .invalid)).first == "· outcome back invalid")
    var without = dialling()
    without.press("1")
    #expect(without.tell(.callback(1, .invalid)).first == "· outcome back give-up")
  }

  @Test func `Silence repeats the offer, and then gives up`() {
    var phone = dialling()
    #expect(phone.staySilent().heard == ["play \(offer)"])
    #expect(phone.staySilent().suffix(3) == ["· outcome back give-up", "· visited person queue", "enter support"])
  }

  @Test func `A number that is too short is wrong, and the last one invalid`() {
    var phone = dialling(Self.flow(invalid: .step("bye")))
    phone.press("2")
    #expect(phone.press("12#").heard == ["stop", "play service-wrong/en service-callback-another/en"])
    #expect(phone.press("12#").contains("· outcome back invalid"))
  }

  @Test func `While the promise is written nothing turns the caller away`() {
    var phone = dialling()
    phone.press("1")
    #expect(phone.press("0") == [])
    #expect(phone.wait(.seconds(1)) == ["play service-one-moment/en"])
    #expect(phone.tell(.callback(1, .promised)) == ["stop", "play! service-callback-booked/en"])
    #expect(phone.press("0") == [])
  }

  @Test func `A promise that nobody answers is a fault`() {
    var phone = dialling()
    phone.press("1")
    #expect(phone.wait(.seconds(10)).suffix(2) == ["· visited person queue", "enter support"])
  }

  @Test func `Its silence leads to a person, and what follows it may end the call`() {
    #expect(check(Self.flow(), schedules: [Schedule(name: "office", timeZone: "UTC", open: [:], holidays: [])]) == [])
    #expect(check(Self.flow()).map(\.rule) == ["unknown-schedule"])
    let lost = desk([
      (
        "back",
        .callback(
          CallbackAction(
            prompt: "p", queue: "suport", booked: .hangUp, refused: .hangUp, patience: .tries(2, giveUp: .hangUp)))
      ), mainMenu("back"),
    ])
    #expect(check(lost).map(\.rule).sorted() == ["no-way-to-a-person", "unknown-queue", "unreachable-step"])
  }
}
