package import Timekeeping

/// When a schedule is asked about: `at` beside `schedule`.
package enum ScheduleTime: Sendable, Equatable {
  /// So long from now: `30m`.
  case later(Duration)
  /// That time of today, as the schedule's clocks show it, in seconds since midnight: `17:30`.
  case clock(Int)
  /// The whole day: `2026-12-24`.
  case day(CivilDate)
  /// `2026-12-24 15:00`.
  case moment(CivilDate, Int)

  /// A day, a time of day, or both with a blank or a `T` between them.
  package init?(_ text: String) {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
    guard let first = parts.first, parts.count <= 2 else { return nil }
    guard parts.count == 2 else {
      if let date = CivilDate(String(first)) {
        self = .day(date)
      } else if let clock = Self.clock(first) {
        self = .clock(clock)
      } else {
        return nil
      }
      return
    }
    guard let date = CivilDate(String(first)), let clock = Self.clock(parts[1]) else { return nil }
    self = .moment(date, clock)
  }

  /// `17:30`, or `17:30:00`, in seconds since midnight.
  package static func clock(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), (1...2).contains(parts[0].count),
      parts.dropFirst().allSatisfy({ $0.count == 2 })
    else { return nil }
    let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
    guard numbers.count == parts.count, numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 }) else {
      return nil
    }
    return numbers[0] * 3_600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
  }
}

extension Schedule {
  /// The state then. What somebody said by hand holds at moments, and so for a whole day never.
  package func state(
    _ when: ScheduleTime?, from now: WallTime, under override: ScheduleOverride? = nil
  ) -> State? {
    guard let when else { return state(at: now, under: override) }
    guard let civil = CivilTime(now, in: timeZone) else { return nil }
    switch when {
    case .later(let wait): return state(at: now + wait, under: override)
    case .clock(let second): return state(at: CivilTime(day: civil.day, secondOfDay: second), under: override)
    case .day(let date): return state(on: date)
    case .moment(let date, let second):
      return state(at: CivilTime(day: date.dayNumber, secondOfDay: second), under: override)
    }
  }

  private func state(at civil: CivilTime, under override: ScheduleOverride?) -> State {
    guard let override, let moment = civil.moment(in: timeZone), override.holds(at: moment) else {
      return state(at: civil)
    }
    return override.isOpen ? .open : .closed
  }
}

/// `at` as the flow says it: the time itself, or where it is kept.
package enum AskedTime: Sendable, Equatable {
  case fixed(ScheduleTime)
  case value(Expression, at: SourceLocation)
}
