import CallFlows
import FlowLibrary
import Foundation
import Testing

/// Calendar files that a schedule names.
struct CalendarFileTests {
  private static func calendar(_ events: String...) -> String {
    let lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"] + events + ["END:VCALENDAR", ""]
    return lines.joined(separator: "\n").replacing("\n", with: "\r\n")
  }

  private static func event(_ lines: String...) -> String {
    (["BEGIN:VEVENT"] + lines + ["END:VEVENT"]).joined(separator: "\n")
  }

  private func load(_ calendar: String, name: String = "calendars/es.ics") throws -> LoadResult {
    let release = try FixtureRelease()
    try release.write("CallFlows/calendars/es.ics", calendar)
    let office = try String(contentsOf: release.url("CallFlows/schedules/office.yaml"), encoding: .utf8)
    try release.write("CallFlows/schedules/office.yaml", office.replacing("[01-01,", with: "[\(name), 01-01,"))
    return release.load()
  }

  private func days(_ calendar: String, of year: Int = 2026) throws -> [String] {
    let result = try load(calendar)
    let service = try #require(result.service, "\(result.printer.text(result.diagnostics))")
    let office = try #require(service.release.schedules["office"])
    return office.calendarDays.filter { $0.year == year }.sorted().map(\.description)
  }

  struct Example: CustomTestStringConvertible, Sendable {
    var what: String
    var calendar: String
    var days: [String]
    var testDescription: String { what }
  }

  static let examples = [
    Example(
      what: "one day without an end", calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20261012")),
      days: ["2026-10-12"]),
    Example(
      what: "an end, which is the first day that does not belong to it",
      calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")),
      days: ["2026-12-24", "2026-12-25", "2026-12-26"]),
    Example(
      what: "a duration", calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20261012", "DURATION:P2D")),
      days: ["2026-10-12", "2026-10-13"]),
    Example(
      what: "every year since 1970",
      calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:19700106", "RRULE:FREQ=YEARLY")), days: ["2026-01-06"]),
    Example(
      what: "the fourth Thursday of November, moved by a day this year",
      calendar: calendar(
        event(
          "UID:1", "DTSTART;VALUE=DATE:20151126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
          "EXDATE;VALUE=DATE:20261126", "RDATE;VALUE=DATE:20261127")), days: ["2026-11-27"]),
    Example(
      what: "so often, and until a day",
      calendar: calendar(
        event("UID:1", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event("UID:2", "DTSTART;VALUE=DATE:20260301", "RRULE:FREQ=MONTHLY;UNTIL=20260501")),
      days: ["2026-01-05", "2026-01-12", "2026-01-19", "2026-03-01", "2026-04-01", "2026-05-01"]),
    Example(
      what: "one repetition moved, another cancelled",
      calendar: calendar(
        event("UID:1", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=WEEKLY;COUNT=4"),
        event("UID:1", "RECURRENCE-ID;VALUE=DATE:20260112", "DTSTART;VALUE=DATE:20260113"),
        event("UID:1", "RECURRENCE-ID;VALUE=DATE:20260119", "DTSTART;VALUE=DATE:20260119", "STATUS:CANCELLED")),
      days: ["2026-01-05", "2026-01-13", "2026-01-26"]),
    Example(
      what: "folded lines, free time, and a second calendar behind the first",
      calendar: calendar(event("UID:1", "DTSTART;VALUE=DA\n TE:20261012", "TRANSP:TRANSPARENT"))
        + calendar(event("UID:2", "DTSTART;VALUE=DATE:20261013")), days: ["2026-10-12", "2026-10-13"]),
  ]

  @Test(arguments: examples)
  func theDaysOfItsEventsAreHolidays(_ example: Example) throws {
    #expect(try days(example.calendar) == example.days)
  }

  @Test func aDayOfACalendarIsAHolidayInTheStateOfTheSchedule() throws {
    let result = try load(Self.calendar(Self.event("UID:1", "DTSTART;VALUE=DATE:20261008", "RRULE:FREQ=YEARLY")))
    let office = try #require(result.service?.release.schedules["office"])
    #expect(office.state(on: CivilDate(year: 2027, month: 10, day: 8)) == .holiday)
    #expect(office.state(on: CivilDate(year: 2027, month: 10, day: 7)) == .open)
  }

  @Test func anEventOfHoursIsPassedOverWithAWarningInItsLine() throws {
    let result = try load(
      Self.calendar(
        Self.event("UID:1", "DTSTART;VALUE=DATE:20261012"),
        Self.event("UID:2", "SUMMARY:Meeting", "DTSTART:20261012T100000Z", "DTEND:20261012T110000Z")))
    #expect(!result.hasErrors)
    let found = try #require(result.diagnostics.first { $0.rule == "event-with-hours" })
    #expect(found.location.file.hasSuffix("CallFlows/calendars/es.ics"))
    #expect(found.location.line == 8)
    #expect(result.printer.text([found]).contains("BEGIN:VEVENT"))
  }

  struct Bad: CustomTestStringConvertible, Sendable {
    var what: String
    var calendar: String
    var sentence: String
    var line = 1
    var testDescription: String { what }
  }

  static let bad = [
    Bad(what: "empty", calendar: "", sentence: "this is no calendar"),
    Bad(what: "a web page", calendar: "<html></html>", sentence: "this is no calendar"),
    Bad(what: "cut short", calendar: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", sentence: "this is no calendar"),
    Bad(
      what: "no beginning", calendar: calendar(event("UID:1", "SUMMARY:Fiesta")), sentence: "`Fiesta` cannot be read",
      line: 4),
    Bad(
      what: "30 February", calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20260230")),
      sentence: "no day of the calendar", line: 4),
    Bad(
      what: "half a date", calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:2026")), sentence: "DTSTART", line: 4),
    Bad(
      what: "a rule that is none",
      calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=SOMETIMES")), sentence: "RRULE",
      line: 4),
    Bad(
      what: "every second", calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=SECONDLY")),
      sentence: "more than once a day", line: 4),
    Bad(
      what: "every day for ever",
      calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY")),
      sentence: "more than 20000 days"),
    Bad(
      what: "an end before the beginning",
      calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260103")),
      sentence: "does not last 1 to 366 days", line: 4),
    Bad(
      what: "all time", calendar: calendar(event("UID:1", "DTSTART;VALUE=DATE:00010105", "DTEND;VALUE=DATE:99991231")),
      sentence: "does not last 1 to 366 days", line: 4),
    Bad(what: "a NUL", calendar: calendar(event("UID:1\0")), sentence: "not UTF-8 text"),
  ]

  @Test(arguments: bad)
  func aBadFileIsAnErrorWithItsPlace(_ bad: Bad) throws {
    let result = try load(bad.calendar)
    #expect(result.hasErrors)
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.rule) == ["bad-calendar"])
    let error = try #require(errors.first)
    #expect(error.sentence.contains(bad.sentence))
    #expect(error.location.file.hasSuffix("CallFlows/calendars/es.ics"))
    #expect(error.location.line == bad.line)
    #expect(!error.mend.isEmpty)
  }

  @Test func aFileThatIsTooLargeIsNotRead() throws {
    let event = Self.event("UID:1", "DTSTART;VALUE=DATE:20260105", "DESCRIPTION:" + String(repeating: "x", count: 900))
    let result = try load(Self.calendar(String(repeating: event + "\n", count: 1_100)))
    #expect(result.diagnostics.filter { $0.severity == .error }.map(\.rule) == ["file-too-large"])
  }

  @Test(arguments: ["calendars/none.ics", "../../outside.ics"])
  func aFileThatCannotBeOpenedIsAMistakeOfTheSchedule(name: String) throws {
    let result = try load(Self.calendar(Self.event("UID:1", "DTSTART;VALUE=DATE:20261012")), name: name)
    let error = try #require(result.diagnostics.first { $0.severity == .error })
    #expect(error.rule == "unreadable-file")
    #expect(error.location.file.hasSuffix("schedules/office.yaml"))
    #expect(error.sentence.contains(name))
  }

  @Test func theReleaseChangesWithItsCalendars() throws {
    let one = try load(Self.calendar(Self.event("UID:1", "DTSTART;VALUE=DATE:20261012")))
    let other = try load(Self.calendar(Self.event("UID:1", "DTSTART;VALUE=DATE:20261013")))
    let same = try load(Self.calendar(Self.event("UID:1", "DTSTART;VALUE=DATE:20261012")))
    let identifiers = try [one, other, same].map { try #require($0.service?.release.identifier) }
    #expect(identifiers[0] != identifiers[1])
    #expect(identifiers[0] == identifiers[2])
  }

  /// Octets of a good calendar changed, left out and doubled by chance: whatever comes of it, nothing falls over.
  @Test func spoiltFilesAreNoCrash() throws {
    let good = Array(
      Self.calendar(
        Self.event("UID:1", "DTSTART;VALUE=DATE:20151126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=20"),
        Self.event("UID:2", "DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260107", "EXDATE;VALUE=DATE:20260105")
      ).utf8)
    var state: UInt64 = 11
    func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
    let release = try FixtureRelease()
    try release.write(
      "CallFlows/schedules/fair.yaml",
      "schedule: fair\ntime-zone: Etc/UTC\nopen: {mon: 09:00-10:00}\nholidays: [calendars/spoilt.ics]\n")
    for _ in 1...60 {
      var spoilt = good
      for _ in 0...roll(4) {
        let place = roll(spoilt.count)
        switch roll(3) {
        case 0: spoilt[place] = UInt8(roll(128))
        case 1: spoilt.removeSubrange(place..<min(spoilt.count, place + 1 + roll(20)))
        default: spoilt.insert(contentsOf: spoilt[place..<min(spoilt.count, place + 1 + roll(20))], at: place)
        }
      }
      try release.write("CallFlows/calendars/spoilt.ics", Data(spoilt))
      _ = release.load()
    }
  }
}
