import Glibc
import Timekeeping

/// `CLOCK_MONOTONIC`.
struct MonotonicClock: MomentClock {
  var now: Moment { Moment(sinceZero: reading(of: CLOCK_MONOTONIC)) }
}

/// `CLOCK_REALTIME`.
struct CalendarClock: WallClock {
  var now: WallTime { WallTime(sinceEpoch: reading(of: CLOCK_REALTIME)) }
}

private func reading(of clock: clockid_t) -> Duration {
  var time = timespec()
  clock_gettime(clock, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
