import CallFlows
import CallStore
import Logging
import Synchronization
import Timekeeping

/// What somebody has said of schedules by hand, for the calls to come.
///
/// It looks into the record once a second, so that `switchboard schedule open` works while the service runs. A call keeps
/// what held when it began.
final class ScheduleDesk: Sendable {
  private let store: CallStore
  private let clocks: SystemClocks
  private let logger: Logger
  private let known = Mutex<[ScheduleName: ScheduleOverride]>([:])
  private let isFailing = Mutex(false)

  init(store: CallStore, clocks: SystemClocks, logger: Logger) {
    self.store = store
    self.clocks = clocks
    self.logger = logger
  }

  /// By the schedules' names. From any thread.
  var current: [ScheduleName: ScheduleOverride] { known.withLock { $0 } }

  /// Works until the task is cancelled.
  func run() async {
    while (try? await Task.sleep(for: .seconds(1))) != nil { await look() }
  }

  /// Takes over what was said since the last look. While the record cannot be read, what was known goes on: each is over
  /// by itself.
  func look() async {
    do throws(CallStoreError) {
      let found = try await store.scheduleOverrides(at: clocks.reading.wall)
      let before = known.withLock { known in
        defer { known = found }
        return known
      }
      isFailing.withLock { $0 = false }
      tell(found, before)
    } catch {
      let isNews = isFailing.withLock { isFailing in
        defer { isFailing = true }
        return !isFailing
      }
      if isNews { logger.error("what was said of schedules by hand cannot be read", metadata: ["reason": "\(error)"]) }
    }
  }

  private func tell(_ now: [ScheduleName: ScheduleOverride], _ before: [ScheduleName: ScheduleOverride]) {
    for (schedule, override) in now where before[schedule] != override {
      logger.notice(
        "a schedule is \(override.isOpen ? "open" : "closed") by hand", metadata: ["schedule": "\(schedule)"])
    }
    for schedule in before.keys where now[schedule] == nil {
      logger.notice("a schedule is as written again", metadata: ["schedule": "\(schedule)"])
    }
  }
}
