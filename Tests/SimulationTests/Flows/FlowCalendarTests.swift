import Foundation
import Simulation
import Testing
import Timekeeping

@Suite struct FlowCalendarTests {
  private static let zone = "Europe/Madrid"

  /// Civil time of the zone at a moment.
  private static func civil(_ time: WallTime) -> DateComponents {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
    let date = Date(timeIntervalSince1970: TimeInterval(time.sinceEpoch.components.seconds))
    return calendar.dateComponents([.year, .month, .day, .hour, .minute, .weekday], from: date)
  }

  private static func time(_ text: String) -> WallTime {
    let date = (try? Date(text + "T12:00:00Z", strategy: .iso8601)) ?? .distantPast
    return WallTime(sinceEpoch: .seconds(Int(date.timeIntervalSince1970)))
  }

  /// Open on working days from nine to six, until half past two on the 24th of December, closed on the 25th.
  private static func course(_ time: WallTime) -> [String] {
    let now = civil(time)
    let minute = (now.hour ?? 0) * 60 + (now.minute ?? 0)
    if now.month == 12, now.day == 25 { return ["hello", "holiday", "agent"] }
    let isWorkingDay = (2...6).contains(now.weekday ?? 0)
    let end = now.month == 12 && now.day == 24 ? 14 * 60 + 30 : 18 * 60
    return isWorkingDay && (9 * 60..<end).contains(minute)
      ? ["hello", "welcome", "agent"] : ["hello", "closed", "agent"]
  }

  @Test func `Days whose outcome is not that of their weekday are told to the minute`() throws {
    var calendar = try #require(FlowCalendar(timeZone: Self.zone, course: Self.course))
    #expect(
      calendar.changes(from: Self.time("2026-11-27"), days: 60) == [
        "Thu 2026-12-24  14:30–18:00  closed (usually welcome)",
        "Fri 2026-12-25  00:00–09:00  holiday (usually closed)",
        "                09:00–18:00  holiday (usually welcome)",
        "                18:00–24:00  holiday (usually closed)",
      ])
  }

  @Test func `A change of the clocks is told, and hours that keep to the clock are no change`() throws {
    var calendar = try #require(FlowCalendar(timeZone: Self.zone, course: Self.course))
    #expect(
      calendar.changes(from: Self.time("2027-03-20"), days: 20) == ["Sun 2027-03-28  clocks go forward by 60 minutes"])
    #expect(
      calendar.changes(from: Self.time("2026-10-20"), days: 10) == ["Sun 2026-10-25  clocks go back by 60 minutes"])
  }

  @Test func `Days in a row that differ alike are one line`() throws {
    var calendar = try #require(
      FlowCalendar(timeZone: Self.zone) { time in
        let now = Self.civil(time)
        return now.month == 8 && (3...7).contains(now.day ?? 0) && now.hour ?? 0 >= 15 ? ["closed"] : ["welcome"]
      })
    #expect(
      calendar.changes(from: Self.time("2026-08-01"), days: 30) == [
        "Mon 2026-08-03 to Fri 2026-08-07  15:00–24:00  closed (usually welcome)"
      ])
  }

  @Test func `There is no calendar of a time zone that nobody knows`() {
    #expect(FlowCalendar(timeZone: "Mars/Base", course: Self.course) == nil)
  }
}
