internal import NIOCore
internal import Synchronization

/// Runs tasks on an event loop, so that who talks with the loop all the time need not change threads to do so.
///
/// Jobs run one after another in the order in which they came, between what the loop has to do otherwise. A job that
/// takes long holds the loop up. Once the loop has ended nothing runs any more.
final class LoopTaskExecutor: TaskExecutor {
  private struct Waiting {
    var jobs = CircularBuffer<UnownedJob>()
    /// Whether the loop has been asked to serve them.
    var isAnnounced = false
  }

  /// Jobs run in one go; then the sockets have their turn.
  private static let mostAtOnce = 256

  private let loop: any EventLoop
  private let waiting = Mutex(Waiting())

  init(loop: any EventLoop) {
    self.loop = loop
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let isFirst = waiting.withLock { waiting in
      waiting.jobs.append(job)
      defer { waiting.isAnnounced = true }
      return !waiting.isAnnounced
    }
    if isFirst { announce() }
  }

  private func announce() {
    loop.execute { self.serve() }
  }

  private func serve() {
    for _ in 0..<Self.mostAtOnce {
      guard let job = next() else { return }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
    announce()
  }

  private func next() -> UnownedJob? {
    waiting.withLock { waiting in
      let job = waiting.jobs.popFirst()
      if job == nil { waiting.isAnnounced = false }
      return job
    }
  }
}
