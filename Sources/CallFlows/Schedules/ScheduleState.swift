package import Timekeeping

/// What somebody said of a schedule by hand: "open until 20:00 today". It goes before everything the files say, and is
/// over by itself.
package struct ScheduleOverride: Sendable, Hashable {
  package var isOpen: Bool
  /// When it was said: before, nothing follows from it.
  package var since: WallTime
  /// The first moment at which it holds no more.
  package var until: WallTime

  package init(isOpen: Bool, since: WallTime = WallTime(sinceEpoch: .zero), until: WallTime) {
    self.isOpen = isOpen
    self.since = since
    self.until = until
  }

  package func holds(at time: WallTime) -> Bool { since <= time && time < until }
}

extension Schedule {
  /// Open, closed or on holiday at a point in time, by the clocks of the schedule's zone.
  ///
  /// `nil` when the tz database does not know the zone: the checker refuses such a release.
  package func state(at time: WallTime, under override: ScheduleOverride? = nil) -> State? {
    guard let civil = CivilTime(time, in: timeZone) else { return nil }
    if let override, override.holds(at: time) { return override.isOpen ? .open : .closed }
    return state(at: civil)
  }

  /// What the schedule's clocks, showing this, mean.
  package func state(at civil: CivilTime) -> State {
    let clock = Duration.seconds(civil.secondOfDay)
    let today = plan(of: civil.date)
    switch today {
    case .holiday: return .holiday
    case .changed(let hours): return hours.contains { $0.contains(clock) } ? .open : .closed
    case .usual(let hours):
      if hours.contains(where: { $0.contains(clock) }) { return .open }
      let yesterday = plan(of: CivilDate(day: civil.day - 1)).hours
      return yesterday.contains { $0.contains(clock + .seconds(86_400)) } ? .open : .closed
    }
  }

  /// A whole day: open when it has any hours.
  package func state(on date: CivilDate) -> State {
    switch plan(of: date) {
    case .holiday: .holiday
    case .usual(let hours), .changed(let hours): hours.isEmpty ? .closed : .open
    }
  }

  /// What holds on a day.
  package enum DayPlan: Sendable, Equatable {
    case holiday
    /// Hours of the week or of a season; those of the day before may run into it.
    case usual([Hours])
    case changed([Hours])

    /// What begins on this day.
    package var hours: [Hours] {
      switch self {
      case .holiday: []
      case .usual(let hours), .changed(let hours): hours
      }
    }
  }

  package func plan(of date: CivilDate) -> DayPlan {
    if let change = changes.first(where: { $0.first <= date && date <= $0.last }) { return .changed(change.open) }
    if calendarDays.contains(date) || holidays.contains(where: { $0.falls(on: date) }) { return .holiday }
    let season = seasons.first { $0.includes(date) }
    return .usual((season?.open ?? open)[date.weekday] ?? [])
  }
}

extension Schedule.Hours {
  func contains(_ clock: Duration) -> Bool { start <= clock && clock < end }
}

extension Schedule.Season {
  func includes(_ date: CivilDate) -> Bool {
    includes(YearDay(month: date.month, day: date.day))
  }

  func includes(_ day: YearDay) -> Bool {
    first <= last ? first <= day && day <= last : first <= day || day <= last
  }

  /// Whether a day of the year belongs to both. Two spans of a circle meet where one of them begins in the other.
  package func overlaps(_ other: Schedule.Season) -> Bool {
    includes(other.first) || other.includes(first)
  }
}

extension Schedule.Holiday {
  func falls(on date: CivilDate) -> Bool {
    switch self {
    case .yearly(let month, let day): date.month == month && date.day == day
    case .once(let year, let month, let day): date == CivilDate(year: year, month: month, day: day)
    case .easter(let offset):
      // A far offset may lead into a neighbouring year.
      (date.year - 1...date.year + 1).contains { year in
        let distance = date.dayNumber - CivilDate.easter(of: year).dayNumber
        return distance == offset
      }
    }
  }
}
