import Glibc
import Timekeeping

/// CLOCK_REALTIME as it is, with which reports are stamped.
struct SystemCalendar: WallClock {
  var now: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(sinceEpoch: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }
}
