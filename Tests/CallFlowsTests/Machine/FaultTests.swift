import CallFlows
import Redaction
import Testing
import Timekeeping

struct FaultTests {
  private let flow = desk([("main", .menu("main-menu", ["1": .hangUp])), ("calm", .say("calm", then: .step("person")))])

  @Test func `A fault leads to failed`() {
    var phone = Telephone.dialling(flow)
    #expect(
      phone.tell(.failed("no sound")) == [
        "· fault main no sound", "stop", "· visited person queue", "enter support",
      ])
  }

  @Test func `A second fault is an apology, and then the end`() {
    var phone = Telephone.dialling(flow)
    phone.tell(.failed("one"))
    #expect(phone.tell(.failed("two")) == ["· fault person two", "leave", "play! service-apology/en"])
    #expect(phone.press("1") == [])
    #expect(phone.hearOut() == ["· ended failed two", "hang up"])
  }

  @Test func `The apology ends even when nobody reports its end`() {
    var phone = Telephone.dialling(flow)
    phone.tell(.failed("one"))
    phone.tell(.failed("two"))
    #expect(phone.wait(.milliseconds(29_999)) == [])
    #expect(phone.wait(.milliseconds(1)) == ["stop", "· ended failed two", "hang up"])
  }

  @Test func `A fault during the apology is the end`() {
    var phone = Telephone.dialling(flow)
    phone.tell(.failed("one"))
    phone.tell(.failed("two"))
    #expect(phone.tell(.failed("three")) == ["· fault person three", "stop", "· ended failed three", "hang up"])
  }

  @Test func `A fault after the caller has done something is a first one again`() {
    let flow = desk(
      [("main", .menu("main-menu", ["1": .step("other")])), ("other", .menu("other-menu", [:]))], failed: .step("main"))
    var phone = Telephone.dialling(flow)
    #expect(phone.tell(.failed("one")).heard == ["stop", "play main-menu/en"])
    phone.press("1")
    #expect(phone.tell(.failed("two")).heard == ["stop", "play main-menu/en"])
    #expect(phone.tell(.failed("three")).heard == ["stop", "play! service-apology/en"])
  }

  @Test func `A flow that is not there apologises`() {
    var phone = Telephone(flow)
    phone.machine = FlowMachine(
      release: FlowRelease(flows: [], schedules: [], identifier: "0"), flow: "nowhere",
      caller: CallFacts(id: "1", from: .init(""), to: .init("")))
    #expect(phone.tell(.started) == ["· fault - there is no flow nowhere", "play! service-apology/en"])
  }

  @Test(arguments: [
    ("a step that is not there", Action.go(.step("nowhere"))),
    (
      "a schedule that is not there",
      .schedule(ScheduleQuestion(schedule: "none", open: .hangUp, closed: .hangUp, holiday: .hangUp))
    ),
    (
      "a zone that is not there",
      .schedule(ScheduleQuestion(schedule: "moon", open: .hangUp, closed: .hangUp, holiday: .hangUp))
    ),
    ("going round", .go(.step("main"))),
  ])
  func `What the checker would refuse is a fault`(name: String, action: Action) {
    let moon = Schedule(name: "moon", timeZone: "Moon/Copernicus", open: [:], holidays: [])
    var phone = Telephone(desk([("main", action)]), schedules: [moon])
    let lines = phone.tell(.started)
    #expect(lines.contains { $0.hasPrefix("· fault") })
    #expect(lines.heard == ["enter support"])
  }

  @Test func `A round of steps without the caller ends in failed, and one more in the apology`() {
    let spin = desk([("a", .go(.step("b"))), ("b", .set([], then: .step("a")))], failed: .step("a"))
    var phone = Telephone(spin)
    let lines = phone.tell(.started)
    #expect(lines.filter { $0.hasPrefix("· visited") }.count == 200)
    #expect(lines.filter { $0.hasPrefix("· fault") }.count == 2)
    #expect(lines.heard == ["play! service-apology/en"])
  }

  @Test func `A round over prompts and full queues ends too, at the pace it is told`() {
    let spin = desk(
      [("a", .say("hello", then: .step("person"))), ("person", .queue("support", full: .step("a")))],
      failed: .step("a"))
    var phone = Telephone.dialling(spin)
    var rounds = 0
    while !phone.effects.contains(.hangUp), rounds < 1_000 {
      rounds += 1
      phone.hearOut()
      phone.tell(.queue(.full))
    }
    #expect(rounds > 50 && rounds < 150)
  }

  @Test(arguments: [QueueOutcome.timeout, .nobody])
  func `Waiting again and again for a person is no going round`(outcome: QueueOutcome) {
    let patient = desk([
      ("a", .queue("support", nobody: .step("b"), timeout: .step("b"))), ("b", .say("hold on", then: .step("a"))),
    ])
    var phone = Telephone.dialling(patient)
    for _ in 1...500 {
      phone.wait(.seconds(60))
      #expect(phone.tell(.queue(outcome)).heard == ["play hold on/en"])
      #expect(phone.hearOut().heard == ["enter support"])
    }
  }
}
