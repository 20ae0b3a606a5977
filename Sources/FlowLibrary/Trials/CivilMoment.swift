package import CallFlows
import Foundation
package import Timekeeping

/// A point in time as operators write it: `2026-12-24 15:00 Europe/Warsaw`.
package struct CivilMoment: Sendable, Equatable {
  package static let form = "a day and a time, such as 2026-12-24 15:00 Europe/Madrid"

  package var time: WallTime
  /// An identifier of the tz database.
  package var timeZone: String

  /// - Parameter timeZone: holds where the text names none.
  ///
  /// `nil` for what is no day and time, and for a time zone that nobody knows.
  package init?(_ text: String, timeZone: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard (2...3).contains(parts.count), case .once(let year, let month, let day)? = CivilText.holiday(parts[0]),
      let clock = Self.clock(parts[1]), let zone = TimeZone(identifier: parts.count == 3 ? parts[2] : timeZone)
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let components = DateComponents(
      year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    guard let date = calendar.date(from: components) else { return nil }
    time = WallTime(sinceEpoch: .seconds(Int(date.timeIntervalSince1970)))
    self.timeZone = zone.identifier
  }

  package init(_ time: WallTime, timeZone: String) {
    self.time = time
    self.timeZone = timeZone
  }

  /// `15:00` or `15:00:30`.
  private static func clock(_ text: String) -> (hour: Int, minute: Int, second: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) }) else { return nil }
    let numbers = parts.compactMap(ScalarText.number)
    guard numbers.count == parts.count, numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
    return (numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 0)
  }
}

extension CivilMoment: CustomStringConvertible {
  /// `Thursday 2026-12-24 15:00 Europe/Warsaw`.
  package var description: String {
    guard let zone = TimeZone(identifier: timeZone) else { return timeZone }
    let date = Date(timeIntervalSince1970: TimeInterval(time.sinceEpoch.components.seconds))
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = zone
    formatter.dateFormat = "EEEE yyyy-MM-dd HH:mm"
    return "\(formatter.string(from: date)) \(timeZone)"
  }
}

extension LoadedService {
  /// The time zone in which a flow's callers read the clock: that of the first schedule it asks, else UTC.
  package func timeZone(of flow: FlowName) -> String {
    guard let flow = release.flows[flow] else { return "UTC" }
    for name in flow.order {
      if case .schedule(let question)? = flow.steps[name]?.action, let schedule = release.schedules[question.schedule] {
        return schedule.timeZone
      }
    }
    return "UTC"
  }
}
