import CallFlows
import Foundation

/// Reads one file of `schedules/`: weekly hours and dated holidays.
struct ScheduleReader {
  let reader: SchemaReader

  /// The name alone, so that what refers to a schedule with a mistake in it is not a second mistake.
  static func name(in root: YAMLNode) -> (name: ScheduleName, location: SourceLocation)? {
    guard case .mapping(let entries) = root.content, let entry = entries.first(where: { $0.key == "schedule" }),
      case .scalar(let text, _) = entry.value.content, !text.isEmpty
    else { return nil }
    return (ScheduleName(text), entry.value.location)
  }

  /// The schedule; whatever is wrong is in `reader`, and then it must not be used.
  func schedule(_ root: YAMLNode) -> Schedule? {
    guard let fields = reader.mapping(root, "the schedule") else { return nil }
    let name: ScheduleName? = fields.require("schedule").flatMap { reader.name($0, "`schedule`") }
    if fields.entry("format") != nil { reader.format(of: fields) }
    let zone = fields.require("time-zone", mend: "add `time-zone: Europe/Madrid`").flatMap(timeZone)
    let openNode = fields.require("open", mend: "add `open: {mon-fri: 09:00-18:00}`")
    let open = openNode.map(week) ?? [:]
    if let openNode, open.isEmpty, !reader.hasErrors {
      let mend = "write the hours: `open: {mon-fri: 09:00-18:00}`"
      reader.warning("the schedule is never open", rule: "never-open", mend: mend, at: openNode.location)
    }
    let holidays = fields.take("holidays").map(self.holidays) ?? []
    for key in ["seasons", "overrides"] {
      guard let entry = fields.entry(key), !entry.value.isEmpty else { continue }
      reader.notYet("`\(key)`", mend: "take it away; the weekly hours hold all year", at: entry.keyLocation)
    }
    fields.finish()
    guard let name, let zone, !reader.hasErrors else { return nil }
    return Schedule(name: name, timeZone: zone, open: open, holidays: holidays, location: root.location)
  }

  private func timeZone(_ node: YAMLNode) -> String? {
    guard let text = reader.text(node, "`time-zone`") else { return nil }
    let known = TimeZone.knownTimeZoneIdentifiers
    if known.contains(text) || text == "UTC" { return text }
    var mend = reader.suggestion(for: text, among: known)
    if mend.isEmpty { mend = "write a name of the tz database, such as Europe/Madrid" }
    let sentence = "there is no time zone `\(text.shortened)`"
    reader.error(sentence, rule: "unknown-time-zone", mend: mend, at: node.location)
    return nil
  }

  /// `{mon-fri: 09:00-18:00, sat: [10:00-12:00, 13:00-14:00]}`.
  private func week(_ node: YAMLNode) -> [Schedule.Weekday: [Schedule.Hours]] {
    guard let fields = reader.mapping(node, "`open`") else { return [:] }
    var week: [Schedule.Weekday: [Schedule.Hours]] = [:]
    for entry in fields.entries {
      guard let days = CivilText.weekdays(entry.key) else {
        let mend = "write a day or a span: mon tue wed thu fri sat sun, mon-fri"
        let sentence = "`\(entry.key.shortened)` is no day of the week"
        reader.error(sentence, rule: "bad-weekday", mend: mend, at: entry.keyLocation)
        continue
      }
      for hours in hours(entry.value) {
        for day in days { add(hours, to: day, in: &week, at: entry.value.location) }
      }
    }
    return week.mapValues { $0.sorted { $0.start < $1.start } }
  }

  private func hours(_ node: YAMLNode) -> [(start: Duration, end: Duration)] {
    if node.content == .scalar("closed", quoted: false) { return [] }
    return (reader.list(node, "the hours") ?? []).compactMap { item in
      reader.scalar(item, "the hours", form: "a span such as 09:00-18:00", rule: "bad-hours", parse: CivilText.hours)
    }
  }

  /// Hours that end before they begin run past midnight, into the next day.
  private func add(
    _ hours: (start: Duration, end: Duration), to day: Schedule.Weekday,
    in week: inout [Schedule.Weekday: [Schedule.Hours]], at location: SourceLocation
  ) {
    let midnight = Duration.seconds(86400)
    var parts = [(day, Schedule.Hours(start: hours.start, end: hours.end))]
    if hours.end <= hours.start {
      let next = Schedule.Weekday(rawValue: day.rawValue % 7 + 1) ?? .monday
      parts = [(day, .init(start: hours.start, end: midnight))]
      if hours.end > .zero { parts.append((next, .init(start: .zero, end: hours.end))) }
    }
    for (day, part) in parts {
      if week[day, default: []].contains(where: { $0.start < part.end && part.start < $0.end }) {
        let sentence = "the hours of one day overlap"
        reader.error(sentence, rule: "overlapping-hours", mend: "join or divide them", at: location)
        return
      }
      week[day, default: []].append(part)
    }
  }

  private func holidays(_ node: YAMLNode) -> [Schedule.Holiday] {
    var holidays: [Schedule.Holiday] = []
    var seen: Set<Schedule.Holiday> = []
    for item in reader.list(node, "`holidays`") ?? [] {
      guard let text = reader.text(item, "a holiday") else { continue }
      if text.hasSuffix(".ics") {
        reader.notYet("calendar files", mend: "write the days themselves: 12-25, 2026-10-12", at: item.location)
        continue
      }
      let form = "a day such as 12-25, 2026-10-12 or easter-2"
      let holiday = reader.scalar(item, "a holiday", form: form, rule: "bad-date", parse: CivilText.holiday)
      guard let holiday else { continue }
      if !seen.insert(holiday).inserted {
        let sentence = "the holiday `\(text)` stands here twice"
        reader.warning(sentence, rule: "duplicate-holiday", mend: "take one away", at: item.location)
      }
      holidays.append(holiday)
    }
    return holidays
  }
}
