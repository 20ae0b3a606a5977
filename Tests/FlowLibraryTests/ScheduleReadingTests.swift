import CallFlows
import FlowLibrary
import Foundation
import Testing

/// Schedules as they are written.
struct ScheduleReadingTests {
  private func hours(_ from: Int, _ to: Int) -> Schedule.Hours {
    Schedule.Hours(start: .seconds(from * 3_600), end: .seconds(to * 3_600))
  }

  private func schedule(_ text: String) throws -> Schedule {
    let release = try FixtureRelease()
    try release.write("CallFlows/schedules/fair.yaml", text)
    let result = release.load()
    let service = try #require(result.service, "\(result.printer.text(result.diagnostics))")
    return try #require(service.release.schedules["fair"])
  }

  @Test func seasonsAndOverridesAreRead() throws {
    let fair = try schedule(
      """
      schedule: fair
      time-zone: Europe/Madrid
      open: {mon: 09:00-18:00, fri: 22:00-02:00}
      seasons:
        - {name: summer, from: 07-15, to: 08-31, open: {mon: 08:00-15:00}}
        - {name: winter, from: 12-20, to: 01-07, open: {mon: closed}}
      overrides:
        - {on: 2026-12-05, open: [10:00-14:00, 16:00-18:00]}
        - {from: 2026-08-10, to: 2026-08-14, open: closed, name: works}
      """)
    #expect(fair.open == [.monday: [hours(9, 18)], .friday: [hours(22, 26)]])
    #expect(fair.seasons.map(\.name) == ["summer", "winter"])
    #expect(fair.seasons.map(\.first) == [YearDay(month: 7, day: 15), YearDay(month: 12, day: 20)])
    #expect(fair.seasons.map(\.last) == [YearDay(month: 8, day: 31), YearDay(month: 1, day: 7)])
    #expect(fair.seasons.map(\.open) == [[.monday: [hours(8, 15)]], [:]])
    #expect(fair.changes.map(\.open) == [[hours(10, 14), hours(16, 18)], []])
    #expect(fair.changes.map(\.first.description) == ["2026-12-05", "2026-08-10"])
    #expect(fair.changes.map(\.last.description) == ["2026-12-05", "2026-08-14"])
  }

  @Test func aScheduleIsAskedAboutAnotherTime() throws {
    let release = try FixtureRelease()
    let flow = try String(contentsOf: release.url("CallFlows/front-desk.yaml"), encoding: .utf8)
    func at(_ text: String) throws -> (AskedTime?, [Diagnostic]) {
      try release.write(
        "CallFlows/front-desk.yaml", flow.replacing("schedule: office\n", with: "schedule: office\n    at: \(text)\n"))
      let result = release.load()
      let questions = result.service?.release.flows.values.flatMap(\.steps.values).compactMap { step in
        if case .schedule(let question) = step.action { question } else { nil as ScheduleQuestion? }
      }
      return (questions?.first?.at, result.diagnostics.filter { $0.severity == .error })
    }
    #expect(try at("30m").0 == .fixed(.later(.seconds(1_800))))
    #expect(try at("17:30").0 == .fixed(.clock(63_000)))
    #expect(try at("2026-12-24").0 == .fixed(.day(CivilDate(year: 2026, month: 12, day: 24))))
    #expect(try at("2026-12-24 15:00").0 == .fixed(.moment(CivilDate(year: 2026, month: 12, day: 24), 54_000)))
    #expect(try at("call.reason").0 != nil)
    #expect(try at("someday").1.map(\.rule) == ["unknown-name"])
    #expect(try at("25:00").1.map(\.rule) == ["bad-value"])
  }
}
