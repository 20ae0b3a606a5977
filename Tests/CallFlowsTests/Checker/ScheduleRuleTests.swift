import CallFlows
import Testing

struct ScheduleRuleTests {
  private func rules(zone: String = "Europe/Madrid", from: Int = 9, to: Int = 17, _ holidays: Schedule.Holiday...)
    -> [String]
  {
    let hours = Schedule.Hours(start: .seconds(from * 3_600), end: .seconds(to * 3_600))
    return check(
      desk([mainMenu("person")]),
      schedules: [Schedule(name: "o", timeZone: zone, open: [.monday: [hours]], holidays: holidays)]
    ).map(\.rule)
  }

  @Test func `Zones, hours and dates that are none`() {
    #expect(rules(.yearly(month: 2, day: 29), .once(year: 2026, month: 12, day: 31), .easter(offset: -2)) == [])
    #expect(rules(from: 0, to: 24) == [])
    #expect(rules(zone: "Europe/Atlantis") == ["unknown-time-zone"])
    #expect(rules(from: 9, to: 9) == ["bad-hours"])
    #expect(rules(from: 9, to: 25) == ["bad-hours"])
    #expect(rules(.yearly(month: 2, day: 30)) == ["bad-date"])
    #expect(rules(.once(year: 2027, month: 2, day: 29)) == ["bad-date"])
    #expect(rules(.yearly(month: .max, day: .min)) == ["bad-date"])
    #expect(rules(.easter(offset: .min)) == ["bad-date"])
  }
}
