import HeapModule
import Timekeeping

/// Wakes machines at their next deadline: one heap, one armed wait for everybody.
///
/// A machine's deadline is set anew after each of its inputs. An alarm that rings for nothing does no harm, because a
/// machine looks at the time it is told.
actor AlarmClock {
  /// Whose alarm it is: a call's or the queue's. A new deadline of the same owner replaces the old one.
  typealias Owner = String

  private struct Alarm {
    var deadline: Moment
    var ring: @Sendable () -> Void
  }

  /// Replaced deadlines stay in the heap until they pass; `ringDue` compares with `alarms`.
  private struct Entry: Comparable {
    var deadline: Moment
    var owner: Owner

    static func < (left: Entry, right: Entry) -> Bool { left.deadline < right.deadline }
  }

  private let clock: any MomentClock
  private let wakeUps: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation
  private var alarms: [Owner: Alarm] = [:]
  private var order = Heap<Entry>()

  init(clock: any MomentClock) {
    self.clock = clock
    (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Rings once at `deadline`, at once when it has passed; `nil` takes the owner's alarm away.
  func set(_ owner: Owner, at deadline: Moment?, ring: @escaping @Sendable () -> Void) {
    guard let deadline else {
      alarms[owner] = nil
      return
    }
    guard alarms[owner]?.deadline != deadline else { return }
    let isEarliest = order.min.map { deadline < $0.deadline } ?? true
    alarms[owner] = Alarm(deadline: deadline, ring: ring)
    order.insert(Entry(deadline: deadline, owner: owner))
    if isEarliest { wake.yield() }
  }

  /// Rings until the task is cancelled.
  func run() async {
    var armed: Task<Void, Never>?
    wake.yield()
    for await _ in wakeUps {
      ringDue()
      armed?.cancel()
      armed = order.min.map { earliest in
        Task { [clock, wake] in
          guard (try? await Task.sleep(for: earliest.deadline - clock.now, tolerance: .milliseconds(1))) != nil
          else { return }
          wake.yield()
        }
      }
    }
    armed?.cancel()
  }

  private func ringDue() {
    let now = clock.now
    while let earliest = order.min, earliest.deadline <= now {
      order.removeMin()
      guard let alarm = alarms[earliest.owner], alarm.deadline == earliest.deadline else { continue }
      alarms[earliest.owner] = nil
      alarm.ring()
    }
  }
}
