import CallFlows
import Foundation
import Testing
import Timekeeping

struct ScheduleTests {
  private func hours(_ from: Double, _ to: Double) -> Schedule.Hours {
    Schedule.Hours(start: .seconds(from * 3_600), end: .seconds(to * 3_600))
  }

  private func daily(_ zone: String, _ from: Double, _ to: Double) -> Schedule {
    Schedule(
      name: "office", timeZone: zone,
      open: Dictionary(uniqueKeysWithValues: Schedule.Weekday.allCases.map { ($0, [hours(from, to)]) }), holidays: [])
  }

  /// A night on which the clocks change: when a daily span is open, in UTC, the end not included.
  struct Night: CustomTestStringConvertible, Sendable {
    var zone: String
    var from: Double
    var to: Double
    var opens: String
    var closes: String

    var testDescription: String { "\(zone), \(from) to \(to): \(opens)" }
  }

  static let nights = [
    // Clocks go from 02:00 to 03:00: the hour from two to three is not there, and three o'clock follows at once.
    Night(zone: "Europe/Madrid", from: 3, to: 4, opens: "2026-03-29T01:00:00Z", closes: "2026-03-29T02:00:00Z"),
    Night(zone: "Europe/Madrid", from: 1, to: 4, opens: "2026-03-29T00:00:00Z", closes: "2026-03-29T02:00:00Z"),
    // From 03:00 to 02:00: the hour from two to three comes twice.
    Night(zone: "Europe/Madrid", from: 2, to: 3, opens: "2026-10-25T00:00:00Z", closes: "2026-10-25T02:00:00Z"),
    Night(zone: "America/New_York", from: 3, to: 4, opens: "2026-03-08T07:00:00Z", closes: "2026-03-08T08:00:00Z"),
    Night(zone: "America/New_York", from: 1, to: 2, opens: "2026-11-01T05:00:00Z", closes: "2026-11-01T07:00:00Z"),
    // Half an hour: from 02:00 to 02:30, and from 02:00 to 01:30.
    Night(zone: "Australia/Lord_Howe", from: 2, to: 3, opens: "2026-10-03T15:30:00Z", closes: "2026-10-03T16:00:00Z"),
    Night(
      zone: "Australia/Lord_Howe", from: 1.5, to: 2, opens: "2026-04-04T14:30:00Z", closes: "2026-04-04T15:30:00Z"),
    // Clocks stay.
    Night(zone: "Asia/Kathmandu", from: 9, to: 17, opens: "2026-06-01T03:15:00Z", closes: "2026-06-01T11:15:00Z"),
  ]

  @Test(arguments: nights)
  func `A schedule is open while its zone's clocks show its hours`(night: Night) throws {
    let schedule = daily(night.zone, night.from, night.to)
    let (opens, closes) = (try WallTime(iso: night.opens), try WallTime(iso: night.closes))
    #expect(schedule.state(at: opens + .seconds(-1)) == .closed)
    #expect(schedule.state(at: opens + .milliseconds(-1)) == .closed)
    var time = opens
    while time < closes {
      #expect(schedule.state(at: time) == .open)
      time = time + .seconds(300)
    }
    #expect(schedule.state(at: closes + .seconds(-1)) == .open)
    #expect(schedule.state(at: closes) == .closed)
  }

  @Test func `The hour that the clocks leave out is never open`() throws {
    let night = daily("Europe/Madrid", 2, 3)
    var time = try WallTime(iso: "2026-03-28T23:00:00Z")
    let end = try WallTime(iso: "2026-03-29T22:00:00Z")
    while time < end {
      #expect(night.state(at: time) == .closed)
      time = time + .seconds(60)
    }
  }

  @Test func `Hours until 24 00 last to midnight`() throws {
    let late = daily("Etc/UTC", 22, 24)
    #expect(late.state(at: try WallTime(iso: "2026-06-01T23:59:59Z")) == .open)
    #expect(late.state(at: try WallTime(iso: "2026-06-02T00:00:00Z")) == .closed)
  }

  @Test func `A day may have several hours, and none`() throws {
    let schedule = Schedule(
      name: "office", timeZone: "Etc/UTC", open: [.monday: [hours(9, 13), hours(15, 18)]], holidays: [])
    let expected: [(String, Schedule.State)] = [
      ("2026-06-01T12:00:00Z", .open), ("2026-06-01T14:00:00Z", .closed), ("2026-06-01T15:00:00Z", .open),
      ("2026-06-02T12:00:00Z", .closed),
    ]
    for (time, state) in expected { #expect(schedule.state(at: try WallTime(iso: time)) == state) }
  }

  @Test func `A zone the tz database does not know has no state`() {
    #expect(daily("Europe/Atlantis", 0, 24).state(at: WallTime(sinceEpoch: .zero)) == nil)
  }
}

struct HolidayTests {
  private func holiday(_ holiday: Schedule.Holiday, zone: String = "Etc/UTC") -> Schedule {
    Schedule(name: "office", timeZone: zone, open: [:], holidays: [holiday])
  }

  private func falls(_ holiday: Schedule.Holiday, on date: String) throws -> Bool {
    self.holiday(holiday).state(at: try WallTime(iso: date + "T12:00:00Z")) == .holiday
  }

  @Test(arguments: [
    (Schedule.Holiday.yearly(month: 12, day: 25), "2026-12-25", true),
    (.yearly(month: 12, day: 25), "2031-12-25", true),
    (.yearly(month: 12, day: 25), "2026-12-26", false), (.yearly(month: 2, day: 29), "2028-02-29", true),
    (.yearly(month: 2, day: 29), "2027-03-01", false), (.once(year: 2026, month: 10, day: 12), "2026-10-12", true),
    (.once(year: 2026, month: 10, day: 12), "2027-10-12", false), (.easter(offset: -2), "2026-04-03", true),
    (.easter(offset: -2), "2027-03-26", true), (.easter(offset: 1), "2026-04-06", true),
    (.easter(offset: 60), "2026-06-04", true), (.easter(offset: -2), "2026-04-05", false),
    (.easter(offset: 280), "2027-01-10", true),
  ])
  func `A holiday falls on its days`(holiday: Schedule.Holiday, date: String, isHoliday: Bool) throws {
    #expect(try falls(holiday, on: date) == isHoliday)
  }

  @Test(arguments: [
    "1818-03-22", "1954-04-18", "1961-04-02", "1981-04-19", "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20",
    "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22",
  ])
  func `Easter is when the churches keep it`(date: String) throws {
    #expect(try falls(.easter(offset: 0), on: date))
  }

  @Test func `A holiday goes before hours, from midnight to midnight of its zone`() throws {
    var office = holiday(.yearly(month: 12, day: 25), zone: "Europe/Madrid")
    office.open = [.friday: [.init(start: .zero, end: .seconds(86_400))]]
    #expect(office.state(at: try WallTime(iso: "2026-12-24T22:59:59Z")) == .closed)
    #expect(office.state(at: try WallTime(iso: "2026-12-24T23:00:00Z")) == .holiday)
    #expect(office.state(at: try WallTime(iso: "2026-12-25T22:59:59Z")) == .holiday)
    #expect(office.state(at: try WallTime(iso: "2026-12-25T23:00:00Z")) == .closed)
  }

  /// The calendar of the platform is the judge: any instant, several zones, weekday, date and hour.
  @Test func `Weekday, date and hour agree with the platform's calendar`() throws {
    var dice = SeededGenerator(seed: 41)
    for zone in ["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"] {
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = try #require(TimeZone(identifier: zone))
      for _ in 1...300 {
        let second = Int.random(in: -1_000_000_000...4_000_000_000, using: &dice)
        let date = Date(timeIntervalSince1970: TimeInterval(second))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .weekday], from: date)
        let (year, month, day) = (try #require(parts.year), try #require(parts.month), try #require(parts.day))
        let (hour, sunday) = (try #require(parts.hour), try #require(parts.weekday))
        let weekday = try #require(Schedule.Weekday(rawValue: sunday == 1 ? 7 : sunday - 1))
        let time = WallTime(sinceEpoch: .seconds(second))
        let open = Schedule.Hours(start: .seconds(hour * 3_600), end: .seconds((hour + 1) * 3_600))
        var office = Schedule(name: "o", timeZone: zone, open: [weekday: [open]], holidays: [])
        #expect(office.state(at: time) == .open, "\(zone) \(second) seed 41")
        office.holidays = [.once(year: year, month: month, day: day)]
        #expect(office.state(at: time) == .holiday, "\(zone) \(second) seed 41")
      }
    }
  }
}
