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

struct ScheduleAtTests {
  private func flow(_ at: AskedTime?) -> Flow {
    desk([
      (
        "office",
        .schedule(
          ScheduleQuestion(
            schedule: "office", at: at, open: .step("day"), closed: .step("night"), holiday: .step("night")))
      ),
      ("day", .say("day", then: .hangUp)), ("night", .say("night", then: .hangUp)),
    ])
  }

  private func outcome(_ at: AskedTime?, kept: String? = nil, override: ScheduleOverride? = nil) throws -> [String] {
    let office = Schedule(
      name: "office", timeZone: "Europe/Madrid",
      open: [.monday: [.init(start: .seconds(9 * 3_600), end: .seconds(18 * 3_600))]], holidays: [])
    var flow = flow(at)
    if let kept {
      let set = Assignment(name: "day", value: .literal(.text(kept)))
      flow = desk(
        [("keep", .set([set], then: .step("office")))]
          + flow.order.compactMap { name in
            flow.steps[name].map { (name, $0.action) }
          })
    }
    var phone = Telephone(flow, schedules: [office], overrides: override.map { ["office": $0] } ?? [:])
    // A Monday, half an hour before the end.
    phone.now = ClockReading(moment: .zero, wall: try WallTime(iso: "2026-11-23T16:30:00Z"))
    return phone.tell(.started).filter { $0.hasPrefix("· outcome office") || $0.hasPrefix("· fault") }
  }

  @Test func `A schedule is asked about a time that the flow names or keeps`() throws {
    let value = AskedTime.value(.name(.kept("day")), at: .unknown)
    #expect(try outcome(nil) == ["· outcome office open"])
    #expect(try outcome(.fixed(.later(.seconds(1_800)))) == ["· outcome office closed"])
    #expect(try outcome(value, kept: "2026-11-30") == ["· outcome office open"])
    #expect(try outcome(value, kept: "2026-12-01") == ["· outcome office closed"])
    #expect(
      try outcome(value, kept: "tomorrow") == ["· fault office `office` is asked about a time that is none"])
  }

  @Test func `What was said by hand goes before the schedule`() throws {
    let until = try WallTime(iso: "2026-11-23T19:00:00Z")
    #expect(try outcome(nil, override: ScheduleOverride(isOpen: false, until: until)) == ["· outcome office closed"])
    let late = ScheduleOverride(isOpen: true, until: until)
    #expect(try outcome(.fixed(.later(.seconds(3_600))), override: late) == ["· outcome office open"])
  }

  @Test func `The name at which the time is kept must be kept by something`() {
    let place = SourceLocation(file: "desk.yaml", line: 12, column: 9)
    let office = Schedule(name: "office", timeZone: "Etc/UTC", open: [:], holidays: [])
    let found = check(flow(.value(.name(.kept("day")), at: place)), schedules: [office])
    #expect(found.map(\.rule) == ["unknown-name"])
    #expect(found.first?.location == place)
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
