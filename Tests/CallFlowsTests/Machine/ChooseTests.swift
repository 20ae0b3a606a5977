import CallFlows
import Redaction
import Testing
import Timekeeping

struct ChooseTests {
  private func divided(_ branches: [Choose.Branch]) -> Flow {
    desk([
      ("split", .choose(Choose(branches: branches, otherwise: .step("person")))),
      ("a", .go(.step("person"))), ("b", .go(.step("person"))),
    ])
  }

  private func way(of call: String, through flow: Flow) -> String {
    var machine = FlowMachine(
      release: FlowRelease(flows: [flow], schedules: [], identifier: "0"), flow: "desk",
      caller: CallFacts(id: call, from: Redacted("1"), to: Redacted("100")))
    let now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .zero))
    let effects = machine.handle(.started, at: now)
    for case .record(.outcome("split", let outcome)) in effects { return outcome }
    return "none"
  }

  @Test func `The first branch that fits is taken, with what it sets`() {
    let flow = divided([
      .init(.when(.literal(.yesNo(false))), go: .step("a")),
      .init(
        .when(.compare(.name(.call(.language)), .equal, .literal(.text("en")))),
        go: .step("b", reason: "english", tag: "first")),
      .init(.when(.literal(.yesNo(true))), go: .step("a")),
    ])
    #expect(
      Telephone.dialling(flow).effects.map(\.line) == [
        "· visited split choose", "· outcome split branch 2", "· reason english", "· tag first", "· visited b go",
        "· visited person queue", "enter support reason english",
      ])
  }

  @Test func `Shares divide the calls, and the rest goes on at else`() {
    let flow = divided([
      .init(.share(percent: 10), go: .step("a")), .init(.share(percent: 25), go: .step("b")),
    ])
    var counts: [String: Int] = [:]
    for call in 1...4_000 { counts[way(of: "call-\(call)", through: flow), default: 0] += 1 }
    #expect((300...500).contains(counts["branch 1"] ?? 0), "\(counts)")
    #expect((850...1_150).contains(counts["branch 2"] ?? 0), "\(counts)")
    #expect((2_400...2_800).contains(counts["else"] ?? 0), "\(counts)")
  }

  @Test func `The same call goes the same way, and two steps draw apart`() {
    let flow = divided([.init(.share(percent: 50), go: .step("a"))])
    #expect(way(of: "call-7", through: flow) == way(of: "call-7", through: flow))
    let two = desk([
      ("split", .choose(Choose(branches: [.init(.share(percent: 50), go: .step("other"))], otherwise: .step("other")))),
      (
        "other", .choose(Choose(branches: [.init(.share(percent: 50), go: .step("person"))], otherwise: .step("sorry")))
      ),
    ])
    var kinds: Set<String> = []
    for call in 1...64 {
      var phone = Telephone(two)
      phone.machine = FlowMachine(
        release: FlowRelease(flows: [two], schedules: [], identifier: "0"), flow: "desk",
        caller: CallFacts(id: "call-\(call)", from: Redacted("1"), to: Redacted("100")))
      kinds.insert(phone.tell(.started).filter { $0.contains("outcome") }.joined(separator: " "))
    }
    #expect(kinds.count == 4)
  }

  @Test func `What a secret was compared with is in no record`() {
    let pin = Expression.compare(.name(.kept("pin")), .equal, .literal(.text("8642")))
    let flow = desk([
      ("pin", .ask("pin", 4...4, secret: true, keep: "pin", then: .step("split"))),
      ("split", .choose(Choose(branches: [.init(.when(pin), go: .step("person"))], otherwise: .step("sorry")))),
    ])
    var phone = Telephone.dialling(flow)
    #expect(phone.press("8642").contains("· outcome split branch 1"))
    #expect(!String(describing: phone.effects).contains("8642"))
  }

  @Test func `The agent of the last conversation has a name`() {
    let flow = desk([
      mainMenu("person"), ("person", .queue("support", answered: .step("note"))),
      ("note", .set([Assignment(name: "who", value: .name(.call(.agent)))], then: .hangUp)),
    ])
    var phone = Telephone.dialling(flow)
    phone.press("1")
    phone.tell(.talking(agent: "ana"))
    #expect(phone.tell(.queue(.answered)).contains("· kept who=ana"))
  }
}
