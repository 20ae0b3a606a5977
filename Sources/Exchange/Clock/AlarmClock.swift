import HeapModule
import Synchronization
import Timekeeping

/// Wakes machines at their next deadline: one heap, one armed wait for everybody.
///
/// A machine's deadline is set anew after each of its inputs. An alarm that rings for nothing does no harm, because a
/// machine looks at the time it is told.
final class AlarmClock: Sendable {
  /// Whose alarm it is: a call's or the queue's. A new deadline of the same owner replaces the old one.
  typealias Owner = String

  private struct Alarm {
    var deadline: Moment
    var ring: @Sendable () -> Void
  }

  /// Replaced deadlines stay in the heap until they pass; `due` compares with `alarms`.
  private struct Entry: Comparable {
    var deadline: Moment
    var owner: Owner

    static func < (left: Entry, right: Entry) -> Bool { left.deadline < right.deadline }
  }

  private struct State {
    var alarms: [Owner: Alarm] = [:]
    var order = Heap<Entry>()

    /// The next alarm whose deadline has come.
    mutating func due(at now: Moment) -> Alarm? {
      while let earliest = order.min, earliest.deadline <= now {
        order.removeMin()
        guard let alarm = alarms[earliest.owner], alarm.deadline == earliest.deadline else { continue }
        alarms[earliest.owner] = nil
        return alarm
      }
      return nil
    }
  }

  /// Alarms ring on multiples of this, many at once; nobody hears the difference.
  private static let grid = Duration.milliseconds(5)

  private let clock: any MomentClock
  private let state = Mutex(State())
  private let wakeUps: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  init(clock: any MomentClock) {
    self.clock = clock
    (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Rings once at `deadline`, at once when it has passed; `nil` takes the owner's alarm away. From any thread.
  func set(_ owner: Owner, at deadline: Moment?, ring: @escaping @Sendable () -> Void) {
    let isEarliest = state.withLock { state in
      guard let deadline else {
        state.alarms[owner] = nil
        return false
      }
      guard state.alarms[owner]?.deadline != deadline else { return false }
      let isEarliest = state.order.min.map { deadline < $0.deadline } ?? true
      state.alarms[owner] = Alarm(deadline: deadline, ring: ring)
      state.order.insert(Entry(deadline: deadline, owner: owner))
      return isEarliest
    }
    if isEarliest { wake.yield() }
  }

  /// Rings until the task is cancelled.
  func run() async {
    var armed: Task<Void, Never>?
    wake.yield()
    for await _ in wakeUps {
      while let alarm = state.withLock({ [now = clock.now] in $0.due(at: now) }) { alarm.ring() }
      armed?.cancel()
      armed = state.withLock { $0.order.min?.deadline.roundedUp(to: Self.grid) }.map { earliest in
        Task { [clock, wake] in
          guard (try? await Task.sleep(for: earliest - clock.now, tolerance: .milliseconds(1))) != nil else { return }
          wake.yield()
        }
      }
    }
    armed?.cancel()
  }
}
