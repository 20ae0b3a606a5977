import CallFlows
import Testing
import Timekeeping

struct SeasonTests {
  private static func hours(_ from: Double, _ to: Double) -> Schedule.Hours {
    Schedule.Hours(start: .seconds(from * 3_600), end: .seconds(to * 3_600))
  }

  private static func daily(_ from: Double, _ to: Double) -> Schedule.Week {
    Dictionary(uniqueKeysWithValues: Schedule.Weekday.allCases.map { ($0, [hours(from, to)]) })
  }

  private static let office = Schedule(
    name: "office", timeZone: "Europe/Madrid", open: daily(9, 18), holidays: [.yearly(month: 12, day: 25)],
    calendarDays: [CivilDate(year: 2026, month: 7, day: 25)],
    seasons: [
      Schedule.Season(
        name: "summer", first: YearDay(month: 7, day: 15), last: YearDay(month: 8, day: 31), open: daily(8, 15)),
      Schedule.Season(
        name: "winter", first: YearDay(month: 12, day: 20), last: YearDay(month: 2, day: 29), open: daily(10, 12)),
    ],
    changes: [
      Schedule.Change(
        first: CivilDate(year: 2026, month: 12, day: 25), last: CivilDate(year: 2026, month: 12, day: 25),
        open: [hours(16, 17)]),
      Schedule.Change(
        first: CivilDate(year: 2026, month: 8, day: 10), last: CivilDate(year: 2026, month: 8, day: 14), open: []),
    ])

  @Test(arguments: [
    // The day before the season, its first and last days, and the day after.
    ("2026-07-14T15:00:00Z", Schedule.State.open), ("2026-07-15T15:00:00Z", .closed), ("2026-07-15T06:00:00Z", .open),
    ("2026-08-31T06:00:00Z", .open), ("2026-08-31T13:00:00Z", .closed), ("2026-09-01T13:00:00Z", .open),
    ("2026-09-01T06:00:00Z", .closed),
    // Over New Year, up to a leap day that this year does not have.
    ("2026-12-19T15:00:00Z", .open), ("2026-12-31T10:00:00Z", .open), ("2026-12-31T12:00:00Z", .closed),
    ("2027-01-02T10:00:00Z", .open), ("2027-01-02T12:00:00Z", .closed), ("2027-02-28T12:00:00Z", .closed),
    ("2027-03-01T12:00:00Z", .open), ("2028-02-29T12:00:00Z", .closed),
    // A day of a calendar file, in the season; Christmas, which has hours in one year and none in another.
    ("2026-07-25T08:00:00Z", .holiday), ("2027-07-25T08:00:00Z", .open), ("2026-12-25T15:30:00Z", .open),
    ("2026-12-25T10:30:00Z", .closed), ("2027-12-25T15:30:00Z", .holiday),
    // A week closed.
    ("2026-08-09T08:00:00Z", .open), ("2026-08-10T08:00:00Z", .closed), ("2026-08-14T08:00:00Z", .closed),
    ("2026-08-15T08:00:00Z", .open),
  ])
  func `An override goes before a holiday, a holiday before the season, the season before the week`(
    time: String, state: Schedule.State
  ) throws {
    #expect(Self.office.state(at: try WallTime(iso: time)) == state)
  }

  @Test func `Hours past midnight belong to the day on which they begin`() throws {
    var bar = Schedule(
      name: "bar", timeZone: "Etc/UTC", open: [.friday: [Self.hours(22, 26)], .saturday: [Self.hours(20, 44)]],
      holidays: [])
    func states(_ times: String...) throws -> [Schedule.State?] {
      try times.map { bar.state(at: try WallTime(iso: "2026-12-" + $0 + ":00Z")) }
    }
    // 4 December 2026 is a Friday.
    #expect(try states("04T00:30", "04T22:00", "05T01:59", "05T02:00") == [.closed, .open, .open, .closed])
    #expect(try states("05T20:00", "06T19:59", "06T20:00") == [.open, .open, .closed])
    // A holiday swallows what runs into it, and nothing runs out of it.
    bar.holidays = [.once(year: 2026, month: 12, day: 5)]
    #expect(try states("04T23:00", "05T01:00", "06T01:00") == [.open, .holiday, .closed])
    // An override holds its own hours alone; what begins on its day goes on.
    bar.holidays = []
    let saturday = CivilDate(year: 2026, month: 12, day: 5)
    bar.changes = [Schedule.Change(first: saturday, last: saturday, open: [Self.hours(23, 25)])]
    #expect(try states("05T01:00", "05T22:00", "05T23:00", "06T00:59") == [.closed, .closed, .open, .open])
    #expect(try states("06T01:00") == [.closed])
    // The last night of a season reaches into the day after it.
    bar.changes = []
    bar.open = [:]
    bar.seasons = [
      Schedule.Season(
        name: "fair", first: YearDay(month: 12, day: 4), last: YearDay(month: 12, day: 4),
        open: [.friday: [Self.hours(22, 26)]])
    ]
    #expect(try states("04T22:00", "05T01:59", "05T02:00", "11T22:00") == [.open, .open, .closed, .closed])
  }

  @Test func `What was said by hand goes before everything, until it is over by itself`() throws {
    let until = try WallTime(iso: "2027-12-25T19:00:00Z")
    let open = ScheduleOverride(isOpen: true, until: until)
    #expect(Self.office.state(at: until + .seconds(-1), under: open) == .open)
    #expect(Self.office.state(at: until, under: open) == .holiday)
    let closed = ScheduleOverride(isOpen: false, until: try WallTime(iso: "2026-07-15T07:00:00Z"))
    #expect(Self.office.state(at: try WallTime(iso: "2026-07-15T06:59:59Z"), under: closed) == .closed)
    #expect(Self.office.state(at: try WallTime(iso: "2026-07-15T07:00:00Z"), under: closed) == .open)
  }

  @Test func `Nothing follows from it for the time before it was said`() throws {
    let since = try WallTime(iso: "2026-07-15T06:00:00Z")
    let closed = ScheduleOverride(isOpen: false, since: since, until: since + .seconds(3_600))
    #expect(Self.office.state(at: since + .seconds(-1), under: closed) == Self.office.state(at: since + .seconds(-1)))
    #expect(Self.office.state(at: since, under: closed) == .closed)
  }
}

struct AskedTimeTests {
  private let office = Schedule(
    name: "office", timeZone: "Europe/Madrid",
    open: [.monday: [.init(start: .seconds(9 * 3_600), end: .seconds(18 * 3_600))]],
    holidays: [.yearly(month: 12, day: 25)])

  @Test(arguments: [
    ("17:30", Schedule.State.open), ("18:00", .closed), ("2026-12-25", .holiday), ("2026-12-28", .open),
    ("2026-12-27", .closed), ("2026-12-28 09:00", .open), ("2026-12-28T08:59", .closed), ("2026-12-28 17:59:59", .open),
  ])
  func `A schedule is asked about another time`(text: String, state: Schedule.State) throws {
    let time = try #require(ScheduleTime(text))
    // A Monday, at eight.
    #expect(office.state(time, from: try WallTime(iso: "2026-11-23T07:00:00Z")) == state)
  }

  @Test func `So long from now`() throws {
    let now = try WallTime(iso: "2026-11-23T07:00:00Z")
    #expect(office.state(.later(.seconds(3_599)), from: now) == .closed)
    #expect(office.state(.later(.seconds(3_600)), from: now) == .open)
    #expect(office.state(nil, from: now) == .closed)
  }

  @Test func `What was said by hand holds for the times within it`() throws {
    let now = try WallTime(iso: "2026-11-23T07:00:00Z")
    let late = ScheduleOverride(isOpen: true, until: try WallTime(iso: "2026-11-23T19:00:00Z"))
    #expect(office.state(ScheduleTime("19:59"), from: now, under: late) == .open)
    #expect(office.state(ScheduleTime("20:00"), from: now, under: late) == .closed)
  }

  @Test(arguments: ["", "24:00", "7:5", "17:60", "2026-02-29", "2026-12-24 ", "2026-12-24  15:00", "26-12-24", "soon"])
  func `What is no time is none`(text: String) {
    #expect(ScheduleTime(text) == nil)
  }
}
