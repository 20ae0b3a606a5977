import CallFlows
import Foundation
import Testing
import Timekeeping

struct ScheduleStepTests {
  @Test(arguments: [
    ("2026-11-23T10:00:00Z", "open"), ("2026-11-23T20:00:00Z", "closed"), ("2026-12-25T10:00:00Z", "holiday"),
  ])
  func `The clock on the wall decides`(time: String, expected: String) throws {
    let office = Schedule(
      name: "office", timeZone: "Europe/Madrid",
      open: [
        .monday: [.init(start: .seconds(9 * 3_600), end: .seconds(18 * 3_600))],
        .friday: [.init(start: .seconds(9 * 3_600), end: .seconds(18 * 3_600))],
      ], holidays: [.yearly(month: 12, day: 25)])
    let flow = desk([
      (
        "office",
        .schedule(
          ScheduleQuestion(schedule: "office", open: .step("day"), closed: .step("night"), holiday: .step("feast")))
      ),
      ("day", .say("day", then: .hangUp)), ("night", .say("night", then: .hangUp)),
      ("feast", .say("feast", then: .hangUp)),
    ])
    var phone = Telephone(flow, schedules: [office])
    phone.now = ClockReading(moment: .zero, wall: try WallTime(iso: time))
    let lines = phone.tell(.started)
    #expect(lines.contains("· outcome office \(expected)"))
  }
}

struct SetTests {
  @Test func `Set keeps values, and gives the call its reason, priority and tags`() {
    let flow = desk([
      (
        "note",
        .set(
          [
            Assignment(name: "reason", value: .literal(.text("fault"))),
            Assignment(name: "priority", value: .literal(.text("urgent"))),
            Assignment(name: "tag", value: .literal(.text("vip"))),
            Assignment(name: "spoken", value: .name(.call(.language))),
            Assignment(name: "copy", value: .name(.kept("spoken"))),
            Assignment(name: "none", value: .name(.kept("never-kept"))),
          ], then: .step("agents"))
      ),
      (
        "agents",
        .queue("support", needs: ["a": .name(.kept("copy")), "b": .name(.call(.reason)), "c": .name(.call(.from))])
      ),
    ])
    var phone = Telephone(flow)
    #expect(
      phone.tell(.started) == [
        "· visited note set", "· reason fault", "· tag vip", "· kept spoken=en", "· kept copy=en", "· kept none=",
        "· outcome note then", "· visited agents queue",
        "enter support needs a=en,b=fault,c=+34600000001 priority urgent reason fault",
      ])
    #expect(phone.machine.tags == ["vip"])
  }

  @Test func `A priority that is none changes nothing`() {
    let flow = desk([
      ("note", .set([Assignment(name: "priority", value: .literal(.text("hihg")))], then: .step("person")))
    ])
    #expect(Telephone.dialling(flow).machine.priority == nil)
  }

  @Test func `What a caller keyed is data: it names nothing`() {
    let flow = desk([
      (
        "order",
        .ask(
          "order-number", 2...2, keep: "order",
          then: .step("person", set: [Assignment(name: "reason", value: .name(.kept("order")))]))
      )
    ])
    var phone = Telephone.dialling(flow)
    #expect(phone.press("42").heard.last == "enter support reason 42")
  }
}
