import CallFlows
import Testing
import Timekeeping

struct FaxTests {
  private let flow = desk(
    [
      ("main", .menu("main-menu", ["1": .step("person")])), ("machine", .say("fax-follows", then: .hangUp)),
      ("calm", .say("calm", then: .step("person"))),
    ], fax: .step("machine", reason: "fax"))
  private let faxless = desk([("main", .menu("main-menu", ["1": .step("person")]))], languages: ["es"])

  @Test func `A fax goes to the step of fax, out of a menu`() {
    var phone = Telephone.dialling(flow)
    #expect(
      phone.tell(.faxTone) == ["· fax main", "stop", "· reason fax", "· visited machine say", "play fax-follows/en"])
    #expect(phone.hearOut() == ["· outcome machine then", "· ended hung up", "hang up"])
  }

  @Test func `And out of a queue, whose place is given up`() {
    var phone = Telephone.dialling(flow)
    phone.press("1")
    #expect(phone.tell(.faxTone).heard == ["leave", "play fax-follows/en"])
  }

  @Test func `The queue itself may be where a fax goes: then the place is kept`() {
    var phone = Telephone.dialling(
      desk([("main", .menu("main-menu", ["1": .step("person")]))], fax: .step("person")))
    phone.press("1")
    #expect(phone.tell(.faxTone).heard == [])
    #expect(phone.tell(.queue(.nobody)).heard == ["play sorry/en"])
  }

  @Test func `Without fax it is told so in the caller's language, whatever is pressed, and let go`() {
    var phone = Telephone.dialling(faxless)
    #expect(phone.tell(.faxTone) == ["· fax main", "stop", "play! service-no-fax/es"])
    #expect(phone.press("1") == [])
    #expect(phone.tell(.faxTone) == [])
    #expect(phone.hearOut() == ["· ended no fax", "hang up"])
    #expect(phone.tell(.faxTone) == [])
  }

  @Test func `That ends even when nobody reports the words' end, or when they cannot be said`() {
    var phone = Telephone.dialling(faxless)
    phone.press("1")
    #expect(phone.tell(.faxTone).heard == ["leave", "play! service-no-fax/es"])
    #expect(phone.wait(.milliseconds(29_999)) == [])
    #expect(phone.wait(.milliseconds(1)) == ["stop", "· ended no fax", "hang up"])
    phone = Telephone.dialling(faxless)
    phone.tell(.faxTone)
    #expect(phone.tell(.failed("no sound")) == ["· fault main no sound", "stop", "· ended no fax", "hang up"])
  }

  @Test func `During the apology nobody cares`() {
    var phone = Telephone.dialling(flow)
    phone.tell(.failed("one"))
    phone.tell(.failed("two"))
    #expect(phone.tell(.faxTone) == [])
  }

  @Test func `What fax names must be there, is reached thereby, and needs no way to a person`() {
    #expect(check(desk([mainMenu("person"), ("machine", .say("a", then: .hangUp))], fax: .step("machine"))) == [])
    #expect(
      check(desk([mainMenu("person")], fax: .step("machin"))).map(\.sentence) == ["there is no step `machin`"])
  }
}
