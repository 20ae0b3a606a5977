import CallFlows
import Foundation

/// Reads one file of `schedules/`: weekly hours, seasons, holidays and dated overrides.
struct ScheduleReader {
  let reader: SchemaReader
  let calendars: CalendarReader

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
    let open = openNode.map { reader.week($0, "`open`") } ?? [:]
    let holidays = fields.take("holidays").map(self.holidays) ?? Holidays()
    let seasons = fields.take("seasons").map(reader.seasons) ?? []
    let changes = fields.take("overrides").map(reader.changes) ?? []
    if let openNode, open.isEmpty, seasons.allSatisfy(\.open.isEmpty), !reader.hasErrors {
      let mend = "write the hours: `open: {mon-fri: 09:00-18:00}`"
      reader.warning("the schedule is never open", rule: "never-open", mend: mend, at: openNode.location)
    }
    fields.finish()
    guard let name, let zone, !reader.hasErrors else { return nil }
    return Schedule(
      name: name, timeZone: zone, open: open, holidays: holidays.rules, calendarDays: holidays.days, seasons: seasons,
      changes: changes, location: root.location)
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

  private struct Holidays {
    var rules: [Schedule.Holiday] = []
    var days: Set<CivilDate> = []
  }

  private func holidays(_ node: YAMLNode) -> Holidays {
    var holidays = Holidays()
    var seen: Set<String> = []
    for item in reader.list(node, "`holidays`") ?? [] {
      guard let text = reader.text(item, "a holiday") else { continue }
      if text.lowercased().hasSuffix(".ics") {
        holidays.days.formUnion(calendars.days(in: text, namedAt: item.location, reader))
      } else {
        let form = "a day such as 12-25, 2026-10-12 or easter-2"
        let holiday = reader.scalar(item, "a holiday", form: form, rule: "bad-date", parse: CivilText.holiday)
        guard let holiday else { continue }
        holidays.rules.append(holiday)
      }
      if !seen.insert(text).inserted {
        let sentence = "the holiday `\(text.shortened)` stands here twice"
        reader.warning(sentence, rule: "duplicate-holiday", mend: "take one away", at: item.location)
      }
    }
    return holidays
  }
}

extension SchemaReader {
  /// `[{name: summer, from: 07-15, to: 08-31, open: {mon-fri: 08:00-15:00}}]`.
  fileprivate func seasons(_ node: YAMLNode) -> [Schedule.Season] {
    (list(node, "`seasons`") ?? []).compactMap { item in
      guard let fields = mapping(item, "a season") else { return nil }
      let name = fields.require("name").flatMap { text($0, "`name`") }
      let first = fields.require("from", mend: "add `from: 07-15`").flatMap { yearDay($0, "`from`") }
      let last = fields.require("to", mend: "add `to: 08-31`").flatMap { yearDay($0, "`to`") }
      let open = fields.require("open", mend: "add `open: {mon-fri: 08:00-15:00}`").map { week($0, "`open`") }
      fields.finish()
      guard let name, let first, let last, let open else { return nil }
      return Schedule.Season(name: name, first: first, last: last, open: open, location: item.location)
    }
  }

  private func yearDay(_ node: YAMLNode, _ what: String) -> YearDay? {
    scalar(node, what, form: "a day of every year such as 07-15", rule: "bad-date", parse: CivilText.yearDay)
  }

  /// `[{on: 2026-12-05, open: 10:00-14:00}, {from: 2026-08-10, to: 2026-08-14, open: closed}]`.
  fileprivate func changes(_ node: YAMLNode) -> [Schedule.Change] {
    (list(node, "`overrides`") ?? []).compactMap { item in
      guard let fields = mapping(item, "an override") else { return nil }
      let days = days(of: fields)
      let open = fields.require("open", mend: "add `open: closed`, or hours: `open: 10:00-14:00`").map(dayHours)
      _ = fields.text("name")
      fields.finish()
      guard let days, let open else { return nil }
      return Schedule.Change(first: days.first, last: days.last, open: open, location: item.location)
    }
  }

  private func days(of fields: MappingReader) -> (first: CivilDate, last: CivilDate)? {
    guard let single = fields.entry("on") else {
      let first = fields.require("from", mend: "add `on: 2026-12-05`, or `from` and `to`").flatMap {
        date($0, "`from`")
      }
      let last = fields.require("to", mend: "add `to`, the last day").flatMap { date($0, "`to`") }
      guard let first, let last else { return nil }
      return (first, last)
    }
    for key in ["from", "to"] {
      guard let entry = fields.entry(key) else { continue }
      error("an override has `on`, or `from` and `to`", rule: "bad-value", mend: "keep one", at: entry.keyLocation)
    }
    return fields.take("on").flatMap { date($0, "`on`") }.map { ($0, $0) } ?? emptyDay(single)
  }

  private func emptyDay(_ entry: YAMLNode.Entry) -> (first: CivilDate, last: CivilDate)? {
    if entry.value.isEmpty { error("`on` has no value", rule: "empty-value", at: entry.keyLocation) }
    return nil
  }

  private func date(_ node: YAMLNode, _ what: String) -> CivilDate? {
    scalar(node, what, form: "a day such as 2026-12-05", rule: "bad-date", parse: CivilText.date)
  }

  /// `at` beside `schedule`: a time, so long from now, or a name or `call.…` that holds a time.
  func askedTime(_ node: YAMLNode) -> AskedTime? {
    guard let text = text(node, "`at`") else { return nil }
    if let wait = ScalarText.duration(text) { return .fixed(.later(wait)) }
    if let time = ScheduleTime(text) { return .fixed(time) }
    let isName = text.first?.isLetter == true
    guard isName, let expression = expression(node, "`at`") else { return isName ? nil : noTime(text, node) }
    if case .literal = expression { return noTime(text, node) }
    return .value(expression, at: node.location)
  }

  private func noTime(_ text: String, _ node: YAMLNode) -> AskedTime? {
    let form = "17:30, 2026-12-24, 2026-12-24 15:00, or so long from now: 30m"
    error("`at` is no time: `\(text.shortened)`", rule: "bad-value", mend: "write \(form)", at: node.location)
    return nil
  }
}
