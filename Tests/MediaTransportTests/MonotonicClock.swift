import Glibc
import Timekeeping

/// CLOCK_MONOTONIC as it is, which the timers of the media threads run by.
struct MonotonicClock: MomentClock {
  var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(sinceZero: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }
}
