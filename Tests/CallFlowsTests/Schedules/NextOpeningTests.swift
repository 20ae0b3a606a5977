import CallFlows
import Foundation
import Testing
import Timekeeping

struct NextOpeningTests {
  private func hours(_ from: Double, _ to: Double) -> Schedule.Hours {
    Schedule.Hours(start: .seconds(from * 3_600), end: .seconds(to * 3_600))
  }

  private func office(_ week: Schedule.Week, in zone: String = "Europe/Madrid") -> Schedule {
    Schedule(name: "office", timeZone: zone, open: week, holidays: [.yearly(month: 12, day: 25)])
  }

  private var weekdays: Schedule.Week {
    Dictionary(
      uniqueKeysWithValues: [.monday, .tuesday, .wednesday, .thursday, .friday].map { ($0, [hours(9, 18)]) })
  }

  @Test(arguments: [
    // Christmas Eve 2026, a Thursday, after hours: Christmas and the weekend are between.
    ("2026-12-24T18:00:00Z", "2026-12-28T08:00:00Z"), ("2026-12-24T07:00:00Z", "2026-12-24T08:00:00Z"),
    // Open: at once, to the fraction.
    ("2026-12-24T08:00:00Z", "2026-12-24T08:00:00Z"), ("2026-12-24T16:59:59Z", "2026-12-24T16:59:59Z"),
    ("2026-12-24T17:00:00Z", "2026-12-28T08:00:00Z"),
  ])
  func `The next opening is after holidays and free days`(time: String, opening: String) throws {
    let found = office(weekdays).nextOpening(after: try WallTime(iso: time))
    #expect(found == (try WallTime(iso: opening)))
  }

  @Test func `What was said by hand is counted in`() throws {
    let office = office(weekdays)
    let now = try WallTime(iso: "2026-12-24T18:00:00Z")
    let open = ScheduleOverride(isOpen: true, until: now + .seconds(60))
    #expect(office.nextOpening(after: now, under: open) == now)
    let closed = ScheduleOverride(isOpen: false, until: try WallTime(iso: "2026-12-28T10:00:00Z"))
    #expect(office.nextOpening(after: now, under: closed) == closed.until)
  }

  @Test func `A schedule that never opens, and one whose zone is none`() throws {
    #expect(office([:]).nextOpening(after: WallTime(sinceEpoch: .zero)) == nil)
    #expect(office(weekdays, in: "Europe/Atlantis").nextOpening(after: WallTime(sinceEpoch: .zero)) == nil)
    var once = office([:])
    let day = CivilDate(year: 2027, month: 12, day: 25)
    once.changes = [Schedule.Change(first: day, last: day, open: [hours(10, 11)])]
    #expect(
      once.nextOpening(after: try WallTime(iso: "2026-12-24T18:00:00Z")) == (try WallTime(iso: "2027-12-25T09:00:00Z")))
  }

  /// Both nights of three zones, one of them with half an hour: the first minute that is open, minute by minute.
  struct Night: CustomTestStringConvertible, Sendable {
    var zone: String
    /// Some hours before the change.
    var begins: String

    var testDescription: String { "\(zone) \(begins)" }
  }

  @Test(arguments: [
    Night(zone: "Europe/Madrid", begins: "2026-03-28T20:00:00Z"),
    Night(zone: "Europe/Madrid", begins: "2026-10-24T20:00:00Z"),
    Night(zone: "America/New_York", begins: "2026-03-08T02:00:00Z"),
    Night(zone: "America/New_York", begins: "2026-11-01T02:00:00Z"),
    Night(zone: "Australia/Lord_Howe", begins: "2026-10-03T11:00:00Z"),
    Night(zone: "Australia/Lord_Howe", begins: "2026-04-04T11:00:00Z"),
  ])
  func `On nights when the clocks change it is the first minute that is open`(night: Night) throws {
    let begins = try WallTime(iso: night.begins)
    var dice = SeededGenerator(seed: 7)
    for _ in 1...40 {
      let start = Double(Int.random(in: 0..<96, using: &dice)) / 4
      let length = Double(Int.random(in: 1...40, using: &dice)) / 4
      let span = hours(start, start + min(length, 23))
      let week = Dictionary(uniqueKeysWithValues: Schedule.Weekday.allCases.map { ($0, [span]) })
      let schedule = office(week, in: night.zone)
      for wait in stride(from: 0, to: 18 * 60, by: 97) {
        let time = begins + .seconds(wait * 60)
        var expected = time
        while schedule.state(at: expected) != .open, expected - time < .seconds(3 * 86_400) {
          expected = expected + .seconds(60)
        }
        #expect(
          schedule.nextOpening(after: time) == expected,
          "\(night) from \(start) for \(length), seed 7, \(wait) min later")
      }
    }
  }

  @Test func `Clocks that show a time twice, or never`() throws {
    // 02:30 comes twice on the night of 25 October, and never on that of 29 March.
    let twice = CivilTime(day: CivilDate(year: 2026, month: 10, day: 25).dayNumber, secondOfDay: 9_000)
    #expect(twice.moment(in: "Europe/Madrid") == (try WallTime(iso: "2026-10-25T00:30:00Z")))
    let never = CivilTime(day: CivilDate(year: 2026, month: 3, day: 29).dayNumber, secondOfDay: 9_000)
    #expect(never.moment(in: "Europe/Madrid") == nil)
  }
}
