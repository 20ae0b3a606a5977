/// A time of the day, to the minute, as clocks on the wall show it.
package struct ClockTime: Sendable, Hashable, Comparable {
  package let hour: Int
  package let minute: Int

  /// `nil` for a time that no clock shows.
  package init?(hour: Int, minute: Int) {
    guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
    self.hour = hour
    self.minute = minute
  }

  /// The minute that has begun so many seconds after midnight; the last of the day for more than a day has.
  init(secondOfDay: Int) {
    let minutes = min(max(secondOfDay, 0), 86_399) / 60
    hour = minutes / 60
    minute = minutes % 60
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.hour, left.minute) < (right.hour, right.minute)
  }
}

extension ClockTime: CustomStringConvertible {
  /// `18:05`.
  package var description: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }
}
