import Dispatch
import Foundation
package import Timekeeping

/// The machine's own clocks; every driver and every machine of a running service is told the time by these.
package struct SystemClocks: Sendable {
  package init() {}

  /// Both clocks, read one after the other.
  package var reading: ClockReading {
    ClockReading(moment: MonotonicClock().now, wall: CalendarClock().now)
  }
}

/// `CLOCK_MONOTONIC`, which is what Dispatch reads on Linux: its zero is the machine's start, and `timerfd` counts from
/// the same zero.
package struct MonotonicClock: MomentClock {
  package init() {}

  package var now: Moment { Moment(sinceZero: .nanoseconds(DispatchTime.now().uptimeNanoseconds)) }
}

/// `CLOCK_REALTIME`: what the machine believes the calendar says.
package struct CalendarClock: WallClock {
  package init() {}

  package var now: WallTime { WallTime(sinceEpoch: .seconds(Date().timeIntervalSince1970)) }
}
