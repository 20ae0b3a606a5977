/// A point on the calendar, as time since 1970-01-01 00:00:00 UTC without leap seconds.
///
/// For schedules and records. It may jump when the machine's clock is set, so nothing is timed with it.
package struct WallTime: Hashable, Comparable, Sendable {
  package var sinceEpoch: Duration

  package init(sinceEpoch: Duration) {
    self.sinceEpoch = sinceEpoch
  }

  package static func < (left: WallTime, right: WallTime) -> Bool {
    left.sinceEpoch < right.sinceEpoch
  }

  package static func + (time: WallTime, duration: Duration) -> WallTime {
    WallTime(sinceEpoch: time.sinceEpoch + duration)
  }

  package static func - (later: WallTime, earlier: WallTime) -> Duration {
    later.sinceEpoch - earlier.sinceEpoch
  }
}

/// Who may ask what time it is on the calendar. Only drivers hold one; machines are told.
package protocol WallClock: Sendable {
  var now: WallTime { get }
}

/// Both clocks read at once: what a driver hands to a machine of the domain with every input.
package struct ClockReading: Hashable, Sendable {
  package var moment: Moment
  package var wall: WallTime

  package init(moment: Moment, wall: WallTime) {
    self.moment = moment
    self.wall = wall
  }

  /// The reading of both clocks `duration` later, had nobody set the calendar in between.
  package func advanced(by duration: Duration) -> ClockReading {
    ClockReading(moment: moment + duration, wall: wall + duration)
  }
}
