import CallFlows

/// Reads hours: of a week, and of single days.
extension SchemaReader {
  /// `{mon-fri: 09:00-18:00, sat: [10:00-12:00, 13:00-14:00]}`.
  func week(_ node: YAMLNode, _ what: String) -> Schedule.Week {
    guard let fields = mapping(node, what) else { return [:] }
    var week: Schedule.Week = [:]
    for entry in fields.entries {
      guard let days = CivilText.weekdays(entry.key) else {
        let mend = "write a day or a span: mon tue wed thu fri sat sun, mon-fri"
        let sentence = "`\(entry.key.shortened)` is no day of the week"
        error(sentence, rule: "bad-weekday", mend: mend, at: entry.keyLocation)
        continue
      }
      for hours in hours(entry.value) {
        for day in days { add(hours, to: day, in: &week, at: entry.value.location) }
      }
    }
    return week.mapValues { $0.sorted { $0.start < $1.start } }
  }

  /// The hours of one day; none for `closed`.
  func dayHours(_ node: YAMLNode) -> [Schedule.Hours] {
    var day: [Schedule.Hours] = []
    for hours in hours(node) {
      if day.contains(where: { $0.overlaps(hours) }) {
        reportOverlap(at: node.location)
      } else {
        day.append(hours)
      }
    }
    return day.sorted { $0.start < $1.start }
  }

  private func hours(_ node: YAMLNode) -> [Schedule.Hours] {
    if node.content == .scalar("closed", quoted: false) { return [] }
    return (list(node, "the hours") ?? []).compactMap { item in
      scalar(item, "the hours", form: "a span such as 09:00-18:00", rule: "bad-hours", parse: CivilText.hours)
    }
  }

  /// Hours may overlap neither others of their day nor those that run into it from the day before.
  private func add(
    _ hours: Schedule.Hours, to day: Schedule.Weekday, in week: inout Schedule.Week, at location: SourceLocation
  ) {
    let midnight = Duration.seconds(86_400)
    let others =
      (week[day] ?? []) + (week[day.before] ?? []).map { $0.shifted(by: .zero - midnight) }
      + (week[day.after] ?? []).map { $0.shifted(by: midnight) }
    guard !others.contains(where: { $0.overlaps(hours) }) else { return reportOverlap(at: location) }
    week[day, default: []].append(hours)
  }

  private func reportOverlap(at location: SourceLocation) {
    error("the hours of one day overlap", rule: "overlapping-hours", mend: "join or divide them", at: location)
  }
}

extension Schedule.Weekday {
  fileprivate var after: Self { Self(rawValue: rawValue % 7 + 1) ?? .monday }
  fileprivate var before: Self { Self(rawValue: (rawValue + 5) % 7 + 1) ?? .sunday }
}

extension Schedule.Hours {
  fileprivate func overlaps(_ other: Self) -> Bool { start < other.end && other.start < end }

  fileprivate func shifted(by distance: Duration) -> Self { Self(start: start + distance, end: end + distance) }
}
