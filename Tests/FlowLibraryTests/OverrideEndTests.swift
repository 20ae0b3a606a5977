import CallFlows
import FlowLibrary
import Foundation
import Testing
import Timekeeping

/// Until when a schedule is open or closed by hand, and how it is told.
struct OverrideEndTests {
  private static let office = Schedule(
    name: "office", timeZone: "Europe/Madrid",
    open: [.friday: [.init(start: .seconds(9 * 3_600), end: .seconds(18 * 3_600))]],
    holidays: [.yearly(month: 12, day: 4)])

  private static func time(_ text: String) throws -> WallTime {
    try #require(CivilMoment(text, timeZone: "Europe/Madrid")).time
  }

  @Test(arguments: [
    ("20:00", "2026-11-27 20:00"), ("24:00", "2026-11-28 00:00"), ("90m", "2026-11-27 13:30"),
    ("2026-12-24 15:00", "2026-12-24 15:00"), ("2026-12-28 12:00", "2026-12-28 12:00"), ("12:01", "2026-11-27 12:01"),
  ])
  func anEndIsATimeToComeByTheSchedulesClocks(_ text: String, _ end: String) throws {
    let now = try Self.time("2026-11-27 12:00")
    #expect(try OverrideEnd.moment(text, of: Self.office, at: now) == Self.time(end))
  }

  @Test(arguments: [
    ("11:00", "11:00 is over in Europe/Madrid; name a time to come, perhaps 2026-11-28 11:00"),
    ("12:00", "12:00 is over in Europe/Madrid; name a time to come, perhaps 2026-11-28 12:00"),
    ("2026-11-26 12:00", "2026-11-26 12:00 is over in Europe/Madrid; name a time to come"),
    ("0s", "0s is over in Europe/Madrid; name a time to come"),
    (
      "2026-12-28 12:01",
      "2026-12-28 12:01 is more than 31 days away; write what holds for so long into `overrides` of the schedule's file"
    ),
    ("32d", "32d is more than 31 days away; write what holds for so long into `overrides` of the schedule's file"),
    ("2026-12-24", "a day alone does not say when; write 2026-12-24 18:00"),
    ("tonight", "tonight is no time; write 20:00, 2026-11-27 20:00, or so long from now, such as 90m"),
    ("25:00", "25:00 is no time; write 20:00, 2026-11-27 20:00, or so long from now, such as 90m"),
  ])
  func whatIsNoEndIsRefusedInOneSentence(_ text: String, _ sentence: String) throws {
    let now = try Self.time("2026-11-27 12:00")
    #expect(throws: OverrideEnd.Mistake.self) { try OverrideEnd.moment(text, of: Self.office, at: now) }
    do throws(OverrideEnd.Mistake) {
      _ = try OverrideEnd.moment(text, of: Self.office, at: now)
    } catch {
      #expect(error.description == sentence)
    }
  }

  @Test func anHourThatTheClocksLeaveOutIsTheNextThatTheyShow() throws {
    let now = try Self.time("2027-03-27 22:00")
    let end = try OverrideEnd.moment("2027-03-28 02:30", of: Self.office, at: now)
    let next = try Self.time("2027-03-28 03:30")
    #expect(end == next)
  }

  @Test func aScheduleIsToldByItsFileAndByHand() throws {
    let noon = try Self.time("2026-11-27 12:00")
    #expect(ScheduleStanding(Self.office, at: noon)?.line == "office  open  Europe/Madrid")
    let evening = try Self.time("2026-11-27 19:00")
    // The Friday after is a holiday.
    #expect(
      ScheduleStanding(Self.office, at: evening)?.line == "office  closed, opens Fri 2026-12-11 09:00  Europe/Madrid")
    let open = ScheduleOverride(isOpen: true, since: noon, until: try Self.time("2026-11-27 20:00"))
    let standing = try #require(ScheduleStanding(Self.office, at: evening, under: open))
    #expect(standing.line == "office  open by hand until Fri 2026-11-27 20:00  Europe/Madrid")
    #expect(
      standing.lines.prefix(5) == [
        "schedule   office", "time zone  Europe/Madrid", "now        open by hand until Fri 2026-11-27 20:00",
        "as written closed", "days       Fri 2026-11-27  09:00-18:00",
      ])
    #expect(standing.lines.last == "           Thu 2026-12-03  closed")
    let over = try #require(ScheduleStanding(Self.office, at: open.until, under: open))
    #expect(over.override == nil && over.state == .closed)
  }

  @Test func closedByHandItOpensWhenThatIsOver() throws {
    let noon = try Self.time("2026-11-27 12:00")
    let closed = ScheduleOverride(isOpen: false, since: noon, until: try Self.time("2026-11-27 15:00"))
    #expect(
      ScheduleStanding(Self.office, at: noon, under: closed)?.line
        == "office  closed by hand until Fri 2026-11-27 15:00, opens Fri 2026-11-27 15:00  Europe/Madrid")
  }
}
