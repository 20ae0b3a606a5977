internal import Foundation
package import Timekeeping

extension Schedule {
  /// How many days ahead an opening is looked for.
  private static let daysAhead = 800

  /// The first moment, not before `time`, at which the schedule is open: `time` itself when it is open then.
  ///
  /// `nil` when it does not open within two years, or the tz database does not know its zone.
  package func nextOpening(after time: WallTime, under override: ScheduleOverride? = nil) -> WallTime? {
    var start = time
    if let override, override.holds(at: time) {
      if override.isOpen { return time }
      start = override.until
    }
    guard let zone = TimeZone(identifier: timeZone), let today = CivilTime(start, in: timeZone) else { return nil }
    if state(at: today) == .open { return start }
    for day in today.day...(today.day + Self.daysAhead) {
      // Of the changes of clocks about a day only those on the day itself: the days before have been looked at.
      let opening = openings(of: day, in: zone).filter { opening in
        opening > start && CivilTime(opening, in: timeZone)?.day == day && state(at: opening) == .open
      }.min()
      if let opening { return opening }
    }
    return nil
  }

  /// Moments at which the hours of a day may begin: when the clocks show it, by any of the offsets that hold about that
  /// day, and when the clocks are changed, which may skip the beginning.
  private func openings(of day: Int, in zone: TimeZone) -> [WallTime] {
    let hours = plan(of: CivilDate(day: day)).hours
    guard !hours.isEmpty else { return [] }
    let offsets = ZoneOffsets(about: day, in: zone)
    let begun = hours.flatMap { span in
      offsets.seconds.map { day * 86_400 + Int(span.start.components.seconds) - $0 }
    }
    return (begun + offsets.changes).map { WallTime(sinceEpoch: .seconds($0)) }
  }
}
