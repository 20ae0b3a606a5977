/// When an office is open: weekly hours, seasons with hours of their own, holidays and dated changes, in one time zone.
///
/// What goes before what, of the things that hold on a day: a change (`overrides`), then a holiday, then the season, then
/// the week.
package struct Schedule: Sendable, Equatable {
  package enum State: String, Sendable, Hashable {
    case open, closed, holiday
  }

  package enum Weekday: Int, Sendable, Hashable, CaseIterable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday
  }

  /// A span in civil time that begins on one day; `end` after `start`, by 24 hours at most.
  package struct Hours: Sendable, Equatable {
    /// Time since civil midnight.
    package var start: Duration
    /// After 24:00 where it runs into the next day.
    package var end: Duration

    package init(start: Duration, end: Duration) {
      self.start = start
      self.end = end
    }
  }

  package typealias Week = [Weekday: [Hours]]

  package enum Holiday: Sendable, Hashable {
    /// Every year: `12-25`.
    case yearly(month: Int, day: Int)
    /// Once: `2026-10-12`.
    case once(year: Int, month: Int, day: Int)
    /// Days from Easter Sunday: `easter-2` is Good Friday.
    case easter(offset: Int)
  }

  /// A part of every year with hours of its own.
  package struct Season: Sendable, Equatable {
    package var name: String
    /// Its first and its last day; over New Year where the last comes before the first.
    package var first: YearDay
    package var last: YearDay
    package var open: Week
    package var location: SourceLocation

    package init(name: String, first: YearDay, last: YearDay, open: Week, location: SourceLocation = .unknown) {
      self.name = name
      self.first = first
      self.last = last
      self.open = open
      self.location = location
    }
  }

  /// Days with hours that hold in place of everything else; it is over by itself when they are.
  package struct Change: Sendable, Equatable {
    package var first: CivilDate
    package var last: CivilDate
    /// None: closed.
    package var open: [Hours]
    package var location: SourceLocation

    package init(first: CivilDate, last: CivilDate, open: [Hours], location: SourceLocation = .unknown) {
      self.first = first
      self.last = last
      self.open = open
      self.location = location
    }
  }

  package var name: ScheduleName
  /// An identifier of the tz database: `Europe/Madrid`.
  package var timeZone: String
  package var open: Week
  package var holidays: [Holiday]
  /// The days of calendar files.
  package var calendarDays: Set<CivilDate>
  package var seasons: [Season]
  package var changes: [Change]
  package var location: SourceLocation

  package init(
    name: ScheduleName, timeZone: String, open: Week, holidays: [Holiday], calendarDays: Set<CivilDate> = [],
    seasons: [Season] = [], changes: [Change] = [], location: SourceLocation = .unknown
  ) {
    self.name = name
    self.timeZone = timeZone
    self.open = open
    self.holidays = holidays
    self.calendarDays = calendarDays
    self.seasons = seasons
    self.changes = changes
    self.location = location
  }
}

/// A day of every year: `07-15`.
package struct YearDay: Hashable, Comparable, Sendable {
  package var month: Int
  package var day: Int

  package init(month: Int, day: Int) {
    self.month = month
    self.day = day
  }

  package static func < (left: YearDay, right: YearDay) -> Bool {
    (left.month, left.day) < (right.month, right.day)
  }
}
