package import CallFlows
package import Timekeeping

/// How a schedule stands at one moment, by its files and by hand.
package struct ScheduleStanding: Sendable, Equatable {
  package let schedule: Schedule
  package let now: WallTime
  package let state: Schedule.State
  /// What the files alone say.
  package let written: Schedule.State
  /// What somebody said by hand, if it holds now.
  package let override: ScheduleOverride?
  /// When it opens next; `nil` when it is open, or does not open within two years.
  package let nextOpening: WallTime?

  /// `nil` when there is no time zone as the schedule names it.
  package init?(_ schedule: Schedule, at now: WallTime, under override: ScheduleOverride? = nil) {
    guard let state = schedule.state(at: now, under: override), let written = schedule.state(at: now) else {
      return nil
    }
    self.schedule = schedule
    self.now = now
    self.state = state
    self.written = written
    self.override = override.flatMap { $0.holds(at: now) ? $0 : nil }
    nextOpening = state == .open ? nil : schedule.nextOpening(after: now, under: override)
  }

  /// `office  closed, opens Mon 2026-11-30 09:00  Europe/Madrid`.
  package var line: String { "\(schedule.name)  \(standing)  \(schedule.timeZone)" }

  /// Everything about it, and the days to come.
  package var lines: [String] {
    var lines = ["schedule   \(schedule.name)", "time zone  \(schedule.timeZone)", "now        \(standing)"]
    if override != nil { lines.append("as written \(written.rawValue)") }
    guard let today = CivilTime(now, in: schedule.timeZone) else { return lines }
    for day in today.day..<today.day + 7 {
      lines.append("\(day == today.day ? "days       " : "           ")\(Self.told(CivilDate(day: day), schedule))")
    }
    return lines
  }

  private var standing: String {
    let opens = nextOpening.map { ", opens \(told($0))" } ?? ""
    guard let override else { return state.rawValue + opens }
    return "\(state.rawValue) by hand until \(told(override.until))\(opens)"
  }

  /// `Mon 2026-11-30 09:00`, by the schedule's clocks.
  package func told(_ time: WallTime) -> String {
    guard let civil = CivilTime(time, in: schedule.timeZone) else { return schedule.timeZone }
    return "\(Self.told(civil.date)) \(Self.clock(.seconds(civil.secondOfDay)))"
  }

  private static func told(_ date: CivilDate, _ schedule: Schedule) -> String {
    let plan = schedule.plan(of: date)
    let hours = plan.hours.map { "\(clock($0.start))-\(clock($0.end))" }.joined(separator: ", ")
    let what =
      switch plan {
      case .holiday: "holiday"
      case .usual, .changed: hours.isEmpty ? "closed" : hours
      }
    return "\(told(date))  \(what)"
  }

  private static func told(_ date: CivilDate) -> String {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return "\(names[date.weekday.rawValue - 1]) \(date)"
  }

  /// Hours that run into the next day end on its clock.
  private static func clock(_ time: Duration) -> String {
    let minutes = Int(time.components.seconds) / 60
    let hours = minutes / 60 > 24 ? minutes / 60 - 24 : minutes / 60
    return "\(hours < 10 ? "0" : "")\(hours):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
  }
}
