import Synchronization
package import Timekeeping

/// Both clocks, moved by hand: time passes only when somebody says so.
///
/// As a `MomentClock` it tells the moment; `calendar` is its other face, for those who ask for the `WallClock`.
/// May be read from any thread, since drivers under test have threads of their own.
package final class SimulatedClock: MomentClock {
  private let hands: Mutex<ClockReading>

  package init(startingAt reading: ClockReading = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .zero))) {
    hands = Mutex(reading)
  }

  package var now: Moment { reading.moment }

  /// Both clocks at once.
  package var reading: ClockReading { hands.withLock { $0 } }

  /// The calendar's face of the same clock.
  package var calendar: some WallClock { Calendar(clock: self) }

  /// Lets `duration` pass on both clocks. A negative duration is ignored: moments never go back.
  package func advance(by duration: Duration) {
    guard duration > .zero else { return }
    hands.withLock { $0 = $0.advanced(by: duration) }
  }

  /// Lets time pass until `moment`; nothing happens when it is already past.
  package func advance(to moment: Moment) {
    hands.withLock { reading in
      guard moment > reading.moment else { return }
      reading = reading.advanced(by: moment - reading.moment)
    }
  }

  /// Somebody sets the machine's calendar. The moment is not touched, exactly as in the real world.
  package func setCalendar(to wall: WallTime) {
    hands.withLock { $0.wall = wall }
  }

  private struct Calendar: WallClock {
    let clock: SimulatedClock

    var now: WallTime { clock.reading.wall }
  }
}
