/// Hours, dates and zones that exist.
enum ScheduleRules {
  static func check(_ schedule: Schedule) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if !CivilTime.knows(timeZone: schedule.timeZone) {
      let sentence = "the tz database has no time zone `\(schedule.timeZone)`"
      found.append(error(sentence, "unknown-time-zone", "write it as in `Europe/Madrid`", schedule))
    }
    let hours = ([schedule.open] + schedule.seasons.map(\.open)).flatMap { $0.values.joined() }
    if (hours + schedule.changes.flatMap(\.open)).contains(where: { !isSound($0) }) {
      found.append(error("hours of `\(schedule.name)` end before they begin", "bad-hours", "", schedule))
    }
    if schedule.holidays.contains(where: { !isDate($0) }) {
      found.append(error("`\(schedule.name)` has a holiday that is no date", "bad-date", "", schedule))
    }
    return found + seasons(of: schedule) + changes(of: schedule)
  }

  private static func seasons(of schedule: Schedule) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, season) in schedule.seasons.enumerated() {
      let days = [season.first, season.last].map { CivilDate(year: 2000, month: $0.month, day: $0.day) }
      guard days.allSatisfy(\.exists) else {
        found.append(
          error("the season `\(season.name)` has a day that is no date", "bad-date", "", at: season.location))
        continue
      }
      guard let other = schedule.seasons[..<index].first(where: season.overlaps) else { continue }
      let sentence = "the seasons `\(other.name)` and `\(season.name)` overlap"
      let mend = "let one end on the day before the other begins"
      found.append(error(sentence, "overlapping-seasons", mend, at: season.location))
    }
    return found
  }

  private static func changes(of schedule: Schedule) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, change) in schedule.changes.enumerated() {
      guard change.first.exists, change.last.exists, change.first <= change.last else {
        let sentence = "an override of `\(schedule.name)` ends before it begins"
        found.append(error(sentence, "bad-date", "write the earlier day at `from`", at: change.location))
        continue
      }
      let overlaps = schedule.changes[..<index].contains { $0.first <= change.last && change.first <= $0.last }
      guard overlaps else { continue }
      let sentence = "two overrides of `\(schedule.name)` hold on the same day"
      found.append(error(sentence, "overlapping-overrides", "keep one of them", at: change.location))
    }
    return found
  }

  private static func isSound(_ hours: Schedule.Hours) -> Bool {
    .zero <= hours.start && hours.start < hours.end && hours.start < .seconds(86_400)
      && hours.end - hours.start <= .seconds(86_400)
  }

  private static func isDate(_ holiday: Schedule.Holiday) -> Bool {
    switch holiday {
    // Any leap year: 29 February is a holiday when there is one.
    case .yearly(let month, let day): CivilDate(year: 2000, month: month, day: day).exists
    case .once(let year, let month, let day): CivilDate(year: year, month: month, day: day).exists
    case .easter(let offset): (-366...366).contains(offset)
    }
  }

  private static func error(
    _ sentence: String, _ rule: String, _ mend: String, _ schedule: Schedule
  ) -> Diagnostic {
    error(sentence, rule, mend, at: schedule.location)
  }

  private static func error(
    _ sentence: String, _ rule: String, _ mend: String, at location: SourceLocation
  ) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: location)
  }
}
