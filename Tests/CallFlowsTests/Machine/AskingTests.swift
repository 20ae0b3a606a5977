import CallFlows
import Testing
import Timekeeping

/// One question to the world, and whatever may come of it.
struct AskingTests {
  private func dialling(_ action: Action, anywhere: [Key: AnywhereAction] = [.zero: .go(.step("person"))]) -> Telephone
  {
    Telephone.dialling(
      desk(
        [("ask", action), ("main", .menu("main-menu", ["1": .step("person")])), ("gone", .say("gone", then: .hangUp))],
        anywhere: anywhere))
  }

  private let lookup = Action.lookup(
    Lookup(
      resource: "customers", send: [Assignment(name: "phone", value: .name(.call(.from)))], keep: "customer",
      found: .step("main"), missing: .step("gone"), failed: .step("person")))

  private let transfer = Action.transfer(
    TransferAction(
      target: .number("200"), ring: .seconds(20), answered: .step("main"), busy: .step("person"),
      silent: .step("person"), refused: .step("gone"), failed: .step("person")))

  @Test func `A lookup asks with what it is sent, and keeps what it is given`() {
    var phone = dialling(lookup)
    #expect(phone.effects.map(\.line) == ["· visited ask lookup", "look up #1 customers phone=+34600000001"])
    #expect(
      phone.tell(.lookup(1, .found(["name": .text("Ana"), "vip": .yesNo(true)]))) == [
        "· kept customer.name=Ana", "· kept customer.vip=yes", "· outcome ask found", "· visited main menu",
        "play main-menu/en",
      ])
  }

  @Test(arguments: [
    (LookupResult.missing, "· outcome ask missing", "play gone/en"),
    (.failed("503"), "· outcome ask failed", "enter support"),
  ])
  func `Nothing found, and no answer, are outcomes`(result: LookupResult, outcome: String, heard: String) {
    var phone = dialling(lookup)
    let lines = phone.tell(.lookup(1, result))
    #expect(lines.contains(outcome))
    #expect(lines.heard == [heard])
  }

  @Test func `A late answer, and one to another question, is ignored`() {
    var phone = dialling(lookup)
    #expect(phone.tell(.lookup(2, .missing)) == [])
    #expect(phone.tell(.message(1, .sent)) == [])
    #expect(
      phone.press("0") == ["· keyed ask 0", "· outcome ask 0", "abandon #1", "· visited person queue", "enter support"])
    #expect(phone.tell(.lookup(1, .missing)) == [])
  }

  @Test func `After a while the caller is asked for a moment, and again`() {
    var phone = dialling(lookup)
    #expect(phone.wait(.milliseconds(699)) == [])
    #expect(phone.wait(.milliseconds(1)) == ["play service-one-moment/en"])
    #expect(phone.wait(.seconds(1)) == [])
    #expect(phone.hearOut() == [])
    #expect(phone.wait(.milliseconds(7_999)) == [])
    #expect(phone.wait(.milliseconds(1)) == ["play service-one-moment/en"])
  }

  @Test func `What takes too long has failed`() {
    var phone = dialling(lookup)
    let lines = phone.wait(.seconds(12))
    #expect(
      lines == [
        "play service-one-moment/en", "stop", "abandon #1", "· fault ask no answer came in time",
        "· outcome ask failed", "· visited person queue", "enter support",
      ])
  }

  @Test func `An answer stops the words that ask for a moment`() {
    var phone = dialling(lookup)
    phone.wait(.seconds(1))
    #expect(phone.tell(.lookup(1, .missing)).heard == ["stop", "play gone/en"])
  }

  @Test func `Keys pressed while it asks are kept for the step that follows`() {
    var phone = dialling(lookup)
    #expect(phone.press("1") == [])
    #expect(phone.tell(.lookup(1, .found([:]))).heard == ["enter support"])
  }

  @Test(arguments: [
    (TransferOutcome.answered, "play main-menu/en"), (.busy, "enter support"), (.silent, "enter support"),
    (.refused, "play gone/en"), (.failed, "enter support"),
  ])
  func `A transfer ends in one of its outcomes`(outcome: TransferOutcome, heard: String) {
    var phone = dialling(transfer)
    #expect(phone.effects.map(\.line).last == "transfer #1 to 200 for 20.0 s")
    #expect(phone.wait(.seconds(3_600)) == [])
    let lines = phone.tell(.transfer(1, outcome))
    #expect(lines.first == "· outcome ask \(outcome.rawValue)")
    #expect(lines.heard == [heard])
  }

  @Test func `A caller who turns elsewhere stops the transfer`() {
    var phone = dialling(transfer)
    #expect(phone.press("0").heard == ["abandon #1", "enter support"])
    var end = dialling(transfer, anywhere: [.nine: .go(.hangUp)])
    #expect(end.press("9").suffix(3) == ["abandon #1", "· ended hung up", "hang up"])
  }

  @Test func `The agent of the last conversation may be wanted again`() {
    let flow = desk([
      ("person", .queue("support", answered: .step("again"))),
      (
        "again",
        .transfer(
          TransferAction(
            target: .lastAgent, answered: .hangUp, busy: .hangUp, silent: .hangUp, refused: .hangUp, failed: .hangUp))
      ),
    ])
    var phone = Telephone.dialling(flow)
    phone.tell(.talking(agent: "ana"))
    #expect(phone.tell(.queue(.answered)).last == "transfer #1 to ana for 30.0 s")
  }

  @Test func `A case is begun, and its number kept`() {
    var phone = dialling(
      .caseFile(
        CaseAction(verb: .open, kind: "complaint", note: .name(.call(.reason)), keep: "case", found: .step("main"))))
    #expect(phone.effects.map(\.line).last == "case #1 open complaint: ")
    #expect(
      phone.tell(.caseFile(1, .found(subject: "C-7", status: "open"))).prefix(2) == [
        "· kept case=C-7", "· outcome ask then",
      ])
  }

  @Test func `How far a case is, or that there is none`() {
    let status = Action.caseFile(
      CaseAction(
        verb: .status, subject: .literal(.text("C-7")), keep: "state", found: .step("main"), missing: .step("gone")))
    var phone = dialling(status)
    #expect(
      phone.tell(.caseFile(1, .found(subject: "C-7", status: "waiting"))).prefix(2) == [
        "· kept state=waiting", "· outcome ask found",
      ])
    var other = dialling(status)
    #expect(other.tell(.caseFile(1, .missing)).heard == ["play gone/en"])
    var broken = dialling(status)
    #expect(
      broken.tell(.caseFile(1, .failed("a disk"))) == ["· fault ask a disk", "· visited person queue", "enter support"])
  }

  @Test func `A follow-up is noted before the flow goes on`() {
    let followUp = FollowUp(
      owner: .name(.call(.agent)), queue: "support", reason: "late", due: .seconds(3_600), note: .literal(.text("call"))
    )
    var phone = dialling(.followUp(followUp, then: .step("main")))
    #expect(phone.effects.map(\.line).last == "follow up #1 by  in support for late within 3600.0 s: call")
    #expect(phone.tell(.followUp(1, .noted)).heard == ["play main-menu/en"])
    var broken = dialling(.followUp(followUp, then: .step("main")))
    #expect(broken.tell(.followUp(1, .failed("full"))).heard == ["enter support"])
  }

  @Test func `A message is sent, or is not`() {
    let message = Action.message(
      MessageAction(
        way: .webhook, to: "https://crm.example/calls", template: "call",
        send: [Assignment(name: "from", value: .name(.call(.from)))], sent: .step("main"), failed: .step("gone")))
    var phone = dialling(message)
    #expect(
      phone.effects.map(\.line).last == "send #1 webhook to https://crm.example/calls as call from=+34600000001")
    #expect(phone.tell(.message(1, .sent)).heard == ["play main-menu/en"])
    var other = dialling(message)
    #expect(
      other.tell(.message(1, .failed("no route"))) == [
        "· fault ask no route", "· outcome ask failed", "· visited gone say", "play gone/en",
      ])
  }

  @Test func `A fault while it asks leads to failed, and abandons the question`() {
    var phone = dialling(lookup)
    #expect(phone.tell(.failed("a wire")).heard == ["abandon #1", "enter support"])
    var fax = dialling(lookup)
    #expect(fax.tell(.faxTone).heard == ["abandon #1", "play! service-no-fax/en"])
  }
}
