import Synchronization
import Timekeeping

/// A clock that goes when a test moves it.
final class HandClock: MomentClock {
  private let moment = Mutex(Moment.zero)

  var now: Moment { moment.withLock { $0 } }

  func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}
