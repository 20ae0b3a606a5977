internal import CallFlows
internal import Foundation
package import Timekeeping

/// What changes for the callers of a flow on the days to come: those whose course differs from what is usual on that day
/// of the week, found by calling, not by reading schedules. Usual is the commonest day of its kind in half a year around.
package struct FlowCalendar {
  /// From call to call; borders between are then found to the minute.
  package static let step = 30
  private static let weeksAround = 13

  private let calendar: Calendar
  private let course: (WallTime) -> [String]
  private var known: [WallTime: [String]] = [:]

  /// - Parameters:
  ///   - timeZone: by which days are counted.
  ///   - course: what a silent caller meets who calls then.
  package init?(timeZone: String, course: @escaping (WallTime) -> [String]) {
    guard let zone = TimeZone(identifier: timeZone) else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    self.calendar = calendar
    self.course = course
  }

  /// One line for each day, or row of days, that is not as usual, and for each change of the clocks.
  package mutating func changes(from now: WallTime, days count: Int) -> [String] {
    let first = calendar.startOfDay(for: Date(now))
    let usual = usualDays(around: first, count)
    var entries: [Entry] = []
    for offset in 0..<count {
      guard let day = calendar.date(byAdding: .day, value: offset, to: first) else { continue }
      if let change = clockChange(on: day) { entries.append(Entry(first: day, last: day, texts: [change])) }
      guard let other = usual[calendar.component(.weekday, from: day)] else { continue }
      let texts = differences(day, from: other).map(Self.text)
      if texts.isEmpty { continue }
      if let last = entries.last, last.texts == texts, calendar.date(byAdding: .day, value: 1, to: last.last) == day {
        entries[entries.count - 1].last = day
      } else {
        entries.append(Entry(first: day, last: day, texts: texts))
      }
    }
    return entries.flatMap(lines)
  }

  private struct Entry {
    var first: Date
    var last: Date
    var texts: [String]
  }

  private mutating func usualDays(around first: Date, _ count: Int) -> [Int: Date] {
    var profiles: [Int: [(day: Date, profile: DayProfile)]] = [:]
    for offset in -7 * Self.weeksAround..<max(count, 7 * Self.weeksAround) {
      guard let day = calendar.date(byAdding: .day, value: offset, to: first) else { continue }
      // A night in which clocks are changed is never usual.
      guard clockChange(on: day) == nil else { continue }
      profiles[calendar.component(.weekday, from: day), default: []].append((day, profile(of: day)))
    }
    return profiles.compactMapValues { days in
      let counts = Dictionary(days.map { ($0.profile, 1) }, uniquingKeysWith: +)
      // Of two that are equally common the earlier one.
      let most = counts.values.max() ?? 0
      return days.first { counts[$0.profile] == most }?.day
    }
  }

  private mutating func profile(of day: Date) -> DayProfile {
    var courses: [Int: [String]] = [:]
    let end = calendar.date(byAdding: .day, value: 1, to: day) ?? day
    var time = day
    while time < end {
      let minute = minute(of: time)
      if courses[minute] == nil { courses[minute] = course(at: time) }
      time += TimeInterval(Self.step * 60)
    }
    return DayProfile(courses: courses)
  }

  private mutating func course(at time: Date) -> [String] {
    let wall = WallTime(sinceEpoch: .seconds(Int(time.timeIntervalSince1970)))
    if let found = known[wall] { return found }
    let found = course(wall)
    known[wall] = found
    return found
  }

  private mutating func differences(_ day: Date, from other: Date) -> [DayProfile.Difference] {
    let found = profile(of: day).differences(from: profile(of: other), step: Self.step)
    return found.map { difference in
      var exact = difference
      let start = border(difference, day, other, before: difference.minutes.lowerBound, isStart: true)
      let end = border(difference, day, other, before: difference.minutes.upperBound, isStart: false)
      exact.minutes = start..<max(end, start + 1)
      return exact
    }
  }

  /// The minute at which a difference begins, or ends, within one step before the given one.
  private mutating func border(
    _ difference: DayProfile.Difference, _ day: Date, _ other: Date, before minute: Int, isStart: Bool
  ) -> Int {
    var (low, high) = (minute - Self.step, minute)
    if low < 0 || (!isStart && low < difference.minutes.lowerBound) { return minute }
    while high - low > 1 {
      let middle = (low + high) / 2
      let isDifferent =
        course(at: date(day, middle)) == difference.course
        && course(at: date(other, middle)) == difference.usual
      if isDifferent == isStart { high = middle } else { low = middle }
    }
    return high
  }

  private func date(_ day: Date, _ minute: Int) -> Date {
    calendar.date(bySettingHour: minute / 60 % 24, minute: minute % 60, second: 0, of: day) ?? day
  }

  private func minute(of time: Date) -> Int {
    calendar.component(.hour, from: time) * 60 + calendar.component(.minute, from: time)
  }

  private func clockChange(on day: Date) -> String? {
    guard let next = calendar.date(byAdding: .day, value: 1, to: day) else { return nil }
    let zone = calendar.timeZone
    let minutes = (zone.secondsFromGMT(for: next) - zone.secondsFromGMT(for: day)) / 60
    if minutes == 0 { return nil }
    return "clocks go \(minutes > 0 ? "forward" : "back") by \(abs(minutes)) minutes"
  }
}

/// Words.
extension FlowCalendar {
  /// `09:00–18:00  holiday, night-menu … (usually welcome, main-menu …)`: what both have in common is left out.
  private static func text(_ difference: DayProfile.Difference) -> String {
    var (now, usual) = (difference.course[...], difference.usual[...])
    while let one = now.first, one == usual.first { (now, usual) = (now.dropFirst(), usual.dropFirst()) }
    while let one = now.last, one == usual.last { (now, usual) = (now.dropLast(), usual.dropLast()) }
    func told(_ course: ArraySlice<String>) -> String {
      course.isEmpty ? "nothing of that" : course.joined(separator: ", ")
    }
    return "\(clock(difference.minutes.lowerBound))–\(clock(difference.minutes.upperBound))"
      + "  \(told(now)) (usually \(told(usual)))"
  }

  private static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(two(minute / 60)):\(two(minute % 60))"
  }

  private func lines(_ entry: Entry) -> [String] {
    let days = entry.first == entry.last ? name(entry.first) : "\(name(entry.first)) to \(name(entry.last))"
    return entry.texts.enumerated().map { index, text in
      (index == 0 ? days : String(repeating: " ", count: days.count)) + "  " + text
    }
  }

  /// `Thu 2026-12-24`.
  private func name(_ day: Date) -> String {
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: day)
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : String(number ?? 0) }
    return "\(names[max(0, (parts.weekday ?? 1) - 1) % 7]) \(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }
}

extension Date {
  fileprivate init(_ wall: WallTime) {
    self.init(timeIntervalSince1970: TimeInterval(wall.sinceEpoch.components.seconds))
  }
}
