import CallFlows
import Testing

/// What differs around the flows: numbers, hours, queues, words and recordings.
struct ReleaseComparisonTests {
  private struct Desk {
    var flows: [Flow] = [desk([("main", .menu("main-menu", ["1": .step("person")]))])]
    var schedules: [Schedule] = []
    var queues: [QueueName: SettingsOutline] = [:]
    var words: [Language: [PromptName: String]] = [:]
    var recordings: [String: String] = [:]

    var outline: ReleaseOutline {
      ReleaseOutline(
        flows: FlowRelease(flows: flows, schedules: schedules, identifier: "0"), queues: queues, words: words,
        recordings: recordings)
    }
  }

  private func lines(_ old: Desk, _ new: Desk) -> [String] {
    ReleaseComparison.differences(from: old.outline, to: new.outline).map { "\($0.subject): \($0.sentence)" }
  }

  private static func flow(_ name: FlowName, _ numbers: [String]) -> Flow {
    var flow = desk([("main", .menu("main-menu", ["1": .step("person")]))], numbers: numbers)
    flow.name = name
    return flow
  }

  @Test func numbersSayWhatTheyStart() {
    let old = Desk(flows: [Self.flow("desk", ["100", "101"]), Self.flow("night", ["102"])])
    let new = Desk(flows: [Self.flow("desk", ["100", "103"]), Self.flow("sales", ["101"])])
    #expect(
      lines(old, new) == [
        "numbers: 101 now starts `sales` instead of `desk`", "numbers: 102 is answered no longer (it started `night`)",
        "numbers: 103 now starts `desk`", "flow night: it is gone", "flow sales: it is new",
      ])
  }

  private static func hours(_ start: Int, _ end: Int) -> [Schedule.Hours] {
    [Schedule.Hours(start: .seconds(start * 3600), end: .seconds(end * 3600 + 1800))]
  }

  @Test func hoursAreToldByTheDayAndHolidaysByTheDate() {
    let week: [Schedule.Weekday: [Schedule.Hours]] = [
      .monday: Self.hours(9, 17), .tuesday: Self.hours(9, 17), .wednesday: Self.hours(9, 17),
      .friday: Self.hours(9, 14),
    ]
    let old = Schedule(
      name: "office", timeZone: "Europe/Madrid", open: week,
      holidays: [.yearly(month: 12, day: 25), .easter(offset: -2)])
    var new = old
    new.open[.monday] = Self.hours(8, 16)
    new.open[.tuesday] = Self.hours(8, 16)
    new.open[.friday] = nil
    new.open[.saturday] = Self.hours(10, 13)
    new.holidays = [.yearly(month: 12, day: 25), .once(year: 2026, month: 12, day: 24)]
    new.timeZone = "Europe/Warsaw"
    #expect(
      lines(Desk(schedules: [old]), Desk(schedules: [new])) == [
        "schedule office: its hours are now those of Europe/Warsaw instead of Europe/Madrid",
        "schedule office: mon-tue: now open 08:00-16:30 instead of open 09:00-17:30",
        "schedule office: fri: now closed instead of open 09:00-14:30",
        "schedule office: sat: now open 10:00-13:30 instead of closed",
        "schedule office: 2026-12-24 is a holiday now", "schedule office: easter-2 is no longer a holiday",
      ])
    #expect(lines(Desk(schedules: [old]), Desk(schedules: [old])).isEmpty)
  }

  private struct Settings {
    var ring: Duration
    var needs: [String: String]
    var announce: Announcements?
  }

  @Test func settingsOfAQueueAreToldByTheirNames() {
    let announce = Announcements(first: .seconds(15), every: .seconds(45), place: .whenItImproves, wait: true)
    var other = announce
    other.every = .seconds(90)
    let old = Settings(ring: .seconds(20), needs: ["language": "en"], announce: announce)
    let new = Settings(ring: .seconds(120), needs: ["language": "en"], announce: other)
    #expect(
      lines(Desk(queues: ["support": SettingsOutline(of: old)]), Desk(queues: ["support": SettingsOutline(of: new)]))
        == [
          "queue support: announce every is now 90s instead of 45s", "queue support: ring is now 2m instead of 20s",
        ])
  }

  @Test func wordsAndRecordingsAreToldByLanguage() {
    let old = Desk(
      words: ["en": ["hello": "Hello.", "bye": "Goodbye."], "es": ["hello": "Hola."]],
      recordings: ["en/hello": "1", "en/bye": "2", "es/hello": "3"])
    let new = Desk(
      words: ["en": ["hello": "Good day.", "menu": "Press 1."], "es": ["hello": "Hola."], "pl": ["hello": "Cześć."]],
      recordings: ["en/hello": "4", "es/hello": "3", "en/menu": "5"])
    #expect(
      lines(old, new) == [
        "prompts in en: `bye` is gone", "prompts in en: `hello` now says “Good day.” instead of “Hello.”",
        "prompts in en: `menu` is new: “Press 1.”", "recordings: `en/bye` has no recording any more",
        "recordings: `en/hello` was recorded anew", "recordings: `en/menu` is recorded now",
      ])
  }
}
