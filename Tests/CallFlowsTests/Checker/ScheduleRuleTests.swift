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
    #expect(rules(from: 22, to: 30) == [])
    #expect(rules(from: 9, to: 34) == ["bad-hours"])
    #expect(rules(from: 24, to: 30) == ["bad-hours"])
    #expect(rules(.yearly(month: 2, day: 30)) == ["bad-date"])
    #expect(rules(.once(year: 2027, month: 2, day: 29)) == ["bad-date"])
    #expect(rules(.yearly(month: .max, day: .min)) == ["bad-date"])
    #expect(rules(.easter(offset: .min)) == ["bad-date"])
  }

  private func season(_ name: String, _ first: YearDay, _ last: YearDay) -> Schedule.Season {
    Schedule.Season(name: name, first: first, last: last, open: [:])
  }

  private func rules(seasons: [Schedule.Season] = [], changes: [Schedule.Change] = []) -> [String] {
    let office = Schedule(
      name: "o", timeZone: "Etc/UTC", open: [:], holidays: [], seasons: seasons, changes: changes)
    return check(desk([mainMenu("person")]), schedules: [office]).map(\.rule)
  }

  @Test func `Seasons may not overlap, over New Year either`() {
    let summer = season("summer", YearDay(month: 7, day: 15), YearDay(month: 8, day: 31))
    let winter = season("winter", YearDay(month: 12, day: 20), YearDay(month: 1, day: 7))
    #expect(rules(seasons: [summer, winter]) == [])
    let next = season("next", YearDay(month: 9, day: 1), YearDay(month: 9, day: 30))
    #expect(rules(seasons: [summer, next]) == [])
    let long = season("long", YearDay(month: 8, day: 31), YearDay(month: 9, day: 1))
    #expect(rules(seasons: [summer, long]) == ["overlapping-seasons"])
    #expect(rules(seasons: [long, summer]) == ["overlapping-seasons"])
    let inside = season("inside", YearDay(month: 8, day: 1), YearDay(month: 8, day: 2))
    #expect(rules(seasons: [inside, summer]) == ["overlapping-seasons"])
    let january = season("january", YearDay(month: 1, day: 7), YearDay(month: 1, day: 31))
    #expect(rules(seasons: [winter, january]) == ["overlapping-seasons"])
    let nowhere = season("nowhere", YearDay(month: 2, day: 30), YearDay(month: 3, day: 1))
    #expect(rules(seasons: [nowhere]) == ["bad-date"])
  }

  @Test func `Overrides begin before they end, and only one holds on a day`() {
    func change(_ first: Int, _ last: Int) -> Schedule.Change {
      Schedule.Change(
        first: CivilDate(year: 2026, month: 12, day: first), last: CivilDate(year: 2026, month: 12, day: last), open: []
      )
    }
    #expect(rules(changes: [change(1, 2), change(3, 3)]) == [])
    #expect(rules(changes: [change(1, 3), change(3, 4)]) == ["overlapping-overrides"])
    #expect(rules(changes: [change(3, 1)]) == ["bad-date"])
    #expect(rules(changes: [change(1, 32)]) == ["bad-date"])
  }
}
