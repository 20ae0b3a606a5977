internal import Foundation
package import Timekeeping

/// A date of the proleptic Gregorian calendar and a time of that day, as clocks on the wall show them.
package struct CivilTime: Hashable, Sendable {
  /// Days since 1970-01-01.
  package var day: Int
  /// Seconds since civil midnight: what the clock shows, also on the nights it is changed.
  package var secondOfDay: Int

  package init(day: Int, secondOfDay: Int) {
    self.day = day
    self.secondOfDay = secondOfDay
  }

  /// `nil` when the tz database does not know the zone.
  package init?(_ time: WallTime, in timeZone: String) {
    guard let zone = TimeZone(identifier: timeZone) else { return nil }
    let (seconds, attoseconds) = time.sinceEpoch.components
    let epochSecond = attoseconds < 0 ? seconds - 1 : seconds
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(epochSecond)))
    let local = Int(epochSecond).addingReportingOverflow(offset).partialValue
    day = Self.floorDivide(local, by: 86_400)
    secondOfDay = local - day * 86_400
  }

  static func knows(timeZone: String) -> Bool { TimeZone(identifier: timeZone) != nil }

  package var date: CivilDate { CivilDate(day: day) }

  static func floorDivide(_ value: Int, by divisor: Int) -> Int {
    value >= 0 ? value / divisor : (value + 1) / divisor - 1
  }
}
