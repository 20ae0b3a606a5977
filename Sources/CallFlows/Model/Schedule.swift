/// When an office is open: weekly hours and dated holidays in one time zone.
package struct Schedule: Sendable, Equatable {
  package enum State: Sendable, Hashable {
    case open, closed, holiday
  }

  package enum Weekday: Int, Sendable, Hashable, CaseIterable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday
  }

  /// A span of one day in civil time; `end` after `start`, at most 24:00.
  package struct Hours: Sendable, Equatable {
    /// Time since civil midnight.
    package var start: Duration
    package var end: Duration

    package init(start: Duration, end: Duration) {
      self.start = start
      self.end = end
    }
  }

  package enum Holiday: Sendable, Hashable {
    /// Every year: `12-25`.
    case yearly(month: Int, day: Int)
    /// Once: `2026-10-12`.
    case once(year: Int, month: Int, day: Int)
    /// Days from Easter Sunday: `easter-2` is Good Friday.
    case easter(offset: Int)
  }

  package var name: ScheduleName
  /// An identifier of the tz database: `Europe/Madrid`.
  package var timeZone: String
  package var open: [Weekday: [Hours]]
  package var holidays: [Holiday]
  package var location: SourceLocation

  package init(
    name: ScheduleName, timeZone: String, open: [Weekday: [Hours]], holidays: [Holiday],
    location: SourceLocation = .unknown
  ) {
    self.name = name
    self.timeZone = timeZone
    self.open = open
    self.holidays = holidays
    self.location = location
  }
}
