package import Timekeeping

#if canImport(Glibc)
  import Glibc
#endif

/// The machine's own clocks; every driver and every machine of a running service is told the time by these.
package struct SystemClocks: Sendable {
  package init() {}

  /// Both clocks, read one after the other.
  package var reading: ClockReading {
    ClockReading(moment: MonotonicClock().now, wall: CalendarClock().now)
  }
}

/// `CLOCK_MONOTONIC`: its zero is the machine's start, and `timerfd` counts from the same zero.
package struct MonotonicClock: MomentClock {
  package init() {}

  package var now: Moment { Moment(sinceZero: read(CLOCK_MONOTONIC)) }
}

/// `CLOCK_REALTIME`: what the machine believes the calendar says.
package struct CalendarClock: WallClock {
  package init() {}

  package var now: WallTime { WallTime(sinceEpoch: read(CLOCK_REALTIME)) }
}

private func read(_ clock: clockid_t) -> Duration {
  var time = timespec()
  clock_gettime(clock, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
