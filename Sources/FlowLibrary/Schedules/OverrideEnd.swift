package import CallFlows
package import Timekeeping

/// Until when a schedule is open or closed by hand, as an operator says it: `20:00` today, `2026-12-24 15:00`, or so long
/// from now, `90m`. Days and times are those of the schedule's clocks.
package enum OverrideEnd {
  /// Why something is no such end: one sentence with the remedy.
  package struct Mistake: Error, Equatable, CustomStringConvertible {
    package var description: String
  }

  /// What holds for longer belongs into the schedule's file.
  package static let longest = Duration.seconds(31 * 86_400)

  package static func moment(
    _ text: String, of schedule: Schedule, at now: WallTime
  ) throws(Mistake) -> WallTime {
    let end = try wished(text, schedule, now)
    guard end > now else {
      throw Mistake(
        description: "\(text) is over in \(schedule.timeZone); name a time to come\(tomorrow(text, schedule, now))")
    }
    guard end <= now + longest else {
      throw Mistake(
        description:
          "\(text) is more than 31 days away; write what holds for so long into `overrides` of the schedule's file")
    }
    return end
  }

  private static func wished(_ text: String, _ schedule: Schedule, _ now: WallTime) throws(Mistake) -> WallTime {
    if let wait = ScalarText.duration(text) { return now + wait }
    guard let today = CivilTime(now, in: schedule.timeZone) else {
      throw Mistake(description: "there is no time zone \(schedule.timeZone); mend the schedule's file")
    }
    var civil: CivilTime
    switch ScheduleTime(text == "24:00" ? "00:00" : text) {
    case .clock(let second)?: civil = CivilTime(day: today.day + (text == "24:00" ? 1 : 0), secondOfDay: second)
    case .moment(let date, let second)?: civil = CivilTime(day: date.dayNumber, secondOfDay: second)
    case .day?: throw Mistake(description: "a day alone does not say when; write \(text) 18:00")
    case .later?, nil:
      throw Mistake(
        description: "\(text.shortened) is no time; write 20:00, \(today.date) 20:00, or so long from now, such as 90m")
    }
    // In the night in which clocks go forward an hour is left out: the time is that at which they show the next one.
    for _ in 0..<3 {
      if let moment = civil.moment(in: schedule.timeZone) { return moment }
      civil.secondOfDay += 3_600
    }
    throw Mistake(description: "no clock in \(schedule.timeZone) ever shows \(text); name another time")
  }

  /// The same time of the next day, where a time alone was said.
  private static func tomorrow(_ text: String, _ schedule: Schedule, _ now: WallTime) -> String {
    guard case .clock? = ScheduleTime(text), let today = CivilTime(now, in: schedule.timeZone) else { return "" }
    return ", perhaps \(CivilDate(day: today.day + 1)) \(text)"
  }
}
