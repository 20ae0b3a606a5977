import CallFlows
import Testing

/// What the checker says of steps that ask the world something.
struct AskingRuleTests {
  private let customers = LookupResource(
    name: "customers",
    url: LookupTemplate([.literal("https://crm.example/"), .parameter("phone")]),
    gives: [
      LookupField(name: "name", type: .text, path: JSONPath([.member("name")])),
      LookupField(name: "balance", type: .money(currency: "EUR"), path: JSONPath([.member("balance")])),
    ])

  private func asking(_ send: [VariableName: Expression], _ condition: Expression, resource: LookupName = "customers")
    -> Flow
  {
    let sent = send.sorted { $0.key < $1.key }.map { Assignment(name: $0.key, value: $0.value) }
    return desk([
      mainMenu("look"),
      (
        "look",
        .lookup(
          Lookup(
            resource: resource, send: sent, keep: "customer", found: .step("split"), missing: .step("person"),
            failed: .step("person")))
      ), ("split", .choose(condition, .step("person"), otherwise: .step("person"))),
    ])
  }

  private let owes = Expression.compare(.name(.kept("customer.balance")), .less, .literal(.number(0)))
  private let phone: [VariableName: Expression] = ["phone": .name(.call(.from))]

  @Test func `A lookup that is sent what it wants is sound, and its fields have types`() {
    #expect(check([asking(phone, owes)], lookups: [customers]) == [])
    let mixed = Expression.compare(.name(.kept("customer.name")), .equal, .literal(.number(0)))
    #expect(check([asking(phone, mixed)], lookups: [customers]).map(\.rule) == ["bad-type"])
    let unknown = Expression.compare(.name(.kept("customer.nmae")), .equal, .literal(.text("Ana")))
    #expect(check([asking(phone, unknown)], lookups: [customers]).map(\.mend) == ["did you mean `customer.name`?"])
  }

  @Test func `A lookup that does not exist, or is sent something else`() {
    let found = check([asking(phone, .literal(.yesNo(true)), resource: "customer")], lookups: [customers])
    #expect(
      found.map(\.line) == ["11: error: there is no lookup `customer` [unknown-lookup] — did you mean `customers`?"])
    let other = check([asking(["phon": .name(.call(.from))], owes)], lookups: [customers])
    #expect(
      other.map(\.line) == [
        "11: error: `look` does not send `phone` to `customers` [missing-key] — add it to `send`",
        "11: error: `customers` takes no `phon` [unknown-name] — did you mean `phone`?",
      ])
  }

  @Test func `Every way of a lookup, a transfer and a message leads a silent caller to a person`() {
    func giving(up action: Action) -> [String] {
      check(
        [desk([("main", .menu("m", ["1": .step("person")], .tries(3, giveUp: .step("try")))), ("try", action)])],
        lookups: [customers]
      ).map(\.rule)
    }
    let lookup = Lookup(
      resource: "customers", send: [Assignment(name: "phone", value: .name(.call(.from)))], found: .step("person"),
      missing: .step("person"), failed: .hangUp)
    #expect(giving(up: .lookup(lookup)) == ["no-way-to-a-person"])
    func transfer(failed: Destination) -> Action {
      .transfer(
        TransferAction(
          target: .agent("ana"), answered: .hangUp, busy: .step("person"), silent: .step("person"),
          refused: .step("person"), failed: failed))
    }
    #expect(giving(up: transfer(failed: .hangUp)) == ["no-way-to-a-person"])
    #expect(giving(up: transfer(failed: .step("person"))) == [])
    let message = MessageAction(way: .email, to: "a@b.example", sent: .hangUp, failed: .step("person"))
    #expect(giving(up: .message(message)) == ["no-way-to-a-person"])
  }

  @Test func `A transfer to a number of the house's own flows is not called`() {
    func transfer(to number: String) -> [String] {
      let person = Destination.step("person")
      let transfer = TransferAction(
        target: .number(number), answered: .hangUp, busy: person, silent: person, refused: person, failed: person)
      return check([desk([("reach", .transfer(transfer))], numbers: ["100"])]).map(\.line)
    }
    #expect(
      transfer(to: "100") == [
        "10: warning: 100 begins the flow `desk`, which nobody is transferred to [own-number]"
          + " — write `run: desk`; only a number that is an agent's phone, too, is called"
      ])
    #expect(transfer(to: "+34600111222") == [])
  }

  @Test func `A secret is sent to a lookup, and shown in nothing else`() {
    func after(_ action: Action) -> [String] {
      check(
        [
          desk([
            ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("next"))), ("next", action),
          ])
        ], lookups: [customers]
      ).map(\.rule)
    }
    let pin = Expression.name(.kept("pin"))
    let person = Destination.step("person")
    let lookup = Lookup(
      resource: "customers", send: [Assignment(name: "phone", value: pin)], found: person, missing: person,
      failed: person)
    #expect(after(.lookup(lookup)) == [])
    let message = MessageAction(
      way: .email, to: "a@b.example", send: [Assignment(name: "pin", value: pin)], sent: person, failed: person)
    #expect(after(.message(message)) == ["secret-shown"])
    #expect(after(.followUp(FollowUp(note: pin), then: person)) == ["secret-shown"])
    #expect(after(.caseFile(CaseAction(verb: .open, note: pin, found: person))) == ["secret-shown"])
    #expect(after(.followUp(FollowUp(queue: "suport"), then: person)) == ["unknown-queue"])
  }
}
