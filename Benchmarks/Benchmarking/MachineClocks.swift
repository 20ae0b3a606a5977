internal import Glibc
package import Timekeeping

/// `CLOCK_MONOTONIC`.
package struct MonotonicClock: MomentClock {
  package init() {}

  package var now: Moment { Moment(sinceZero: reading(of: CLOCK_MONOTONIC)) }
}

/// `CLOCK_REALTIME`.
package struct CalendarClock: WallClock {
  package init() {}

  package var now: WallTime { WallTime(sinceEpoch: reading(of: CLOCK_REALTIME)) }
}

private func reading(of clock: clockid_t) -> Duration {
  var time = timespec()
  clock_gettime(clock, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
