/// Hours, dates and zones that exist.
enum ScheduleRules {
  static func check(_ schedule: Schedule) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if !CivilTime.knows(timeZone: schedule.timeZone) {
      let sentence = "the tz database has no time zone `\(schedule.timeZone)`"
      found.append(error(sentence, "unknown-time-zone", "write it as in `Europe/Madrid`", schedule))
    }
    if schedule.open.values.joined().contains(where: { !isSound($0) }) {
      found.append(error("hours of `\(schedule.name)` end before they begin", "bad-hours", "", schedule))
    }
    if schedule.holidays.contains(where: { !isDate($0) }) {
      found.append(error("`\(schedule.name)` has a holiday that is no date", "bad-date", "", schedule))
    }
    return found
  }

  private static func isSound(_ hours: Schedule.Hours) -> Bool {
    .zero <= hours.start && hours.start < hours.end && hours.end <= .seconds(86_400)
  }

  private static func isDate(_ holiday: Schedule.Holiday) -> Bool {
    switch holiday {
    // Any leap year: 29 February is a holiday when there is one.
    case .yearly(let month, let day): CivilDate(year: 2000, month: month, day: day).exists
    case .once(let year, let month, let day): CivilDate(year: year, month: month, day: day).exists
    case .easter(let offset): (-366...366).contains(offset)
    }
  }

  private static func error(_ sentence: String, _ rule: String, _ mend: String, _ schedule: Schedule) -> Diagnostic {
    Diagnostic(.error, sentence, rule: rule, mend: mend, at: schedule.location)
  }
}
