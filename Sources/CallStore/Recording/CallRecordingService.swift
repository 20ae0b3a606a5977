package import CallControl
package import CallQueues
package import Logging
import Synchronization

/// The one who writes the record of calls and queues: entries come from any thread and never wait for the disk.
///
/// Entries are written in the order in which they came, many in one transaction. While the disk refuses, they wait
/// within the bounds of `RecordInbox` and are tried again, so that the service recovers by itself.
package final class CallRecordingService: CallRecorder, Sendable {
  private struct State {
    var inbox: RecordInbox
    var failure: CallStoreError?
    var flushes: [Flush] = []

    /// Takes out those who have waited long enough.
    mutating func dueFlushes() -> [Flush] {
      let settled = inbox.settled
      defer { flushes.removeAll { $0.upTo <= settled } }
      return flushes.filter { $0.upTo <= settled }
    }
  }

  private struct Flush {
    /// The count of settled entries it waits for.
    var upTo: Int
    var continuation: CheckedContinuation<CallStoreError?, Never>
  }

  private let store: CallStore
  private let limits: RecordingLimits
  private let logger: Logger
  private let state: Mutex<State>
  private let bell: AsyncStream<Void>
  private let bellRope: AsyncStream<Void>.Continuation

  package init(store: CallStore, limits: RecordingLimits = .standard, logger: Logger) {
    self.store = store
    self.limits = limits
    self.logger = logger
    state = Mutex(State(inbox: RecordInbox(limits: limits)))
    (bell, bellRope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  package func record(_ entry: CallRecord) { take(.call(entry)) }

  package func record(_ entry: QueueRecord) { take(.queue(entry)) }

  private func take(_ entry: RecordEntry) {
    state.withLock { $0.inbox.offer(entry) }
    bellRope.yield()
  }

  package var gauges: RecordingGauges {
    state.withLock { state in
      RecordingGauges(
        waiting: state.inbox.waiting, written: state.inbox.written, refused: state.inbox.refused,
        failure: state.failure)
    }
  }

  /// Takes no more entries; `run()` returns once those that wait are written or given up.
  package func finish() {
    state.withLock { $0.inbox.finish() }
    bellRope.yield()
    bellRope.finish()
  }

  /// Returns when all that was recorded before is on the disk; throws when it cannot be written at present.
  package func flush() async throws(CallStoreError) {
    let failure = await withCheckedContinuation { (continuation: CheckedContinuation<CallStoreError?, Never>) in
      let isThere = state.withLock { state in
        guard state.inbox.waiting > 0 else { return true }
        state.flushes.append(Flush(upTo: state.inbox.taken, continuation: continuation))
        return false
      }
      if isThere { continuation.resume(returning: nil) } else { bellRope.yield() }
    }
    if let failure { throw failure }
  }

  /// Writes until `finish()` is called or the task is cancelled, and then all that still waits.
  package func run() async {
    // Cancellation must not reach the transactions: what was taken is to be written.
    let writing = Task { await write() }
    await withTaskCancellationHandler {
      await writing.value
    } onCancel: {
      finish()
    }
  }

  private func write() async {
    var writer = RecordWriter()
    for await _ in bell {
      await gather()
      await writeWaiting(&writer)
    }
    await writeWaiting(&writer)
  }

  /// One transaction costs a wait for the disk: unless somebody waits for the record, entries gather for a moment.
  private func gather() async {
    guard state.withLock({ $0.flushes.isEmpty && !$0.inbox.isFinished }) else { return }
    try? await Task.sleep(for: limits.gathering)
  }

  private func writeWaiting(_ writer: inout RecordWriter) async {
    while true {
      let entries = state.withLock { $0.inbox.takeAll() }
      guard !entries.isEmpty else { return }
      var start = 0
      while start < entries.count {
        let end = min(start + limits.batch, entries.count)
        await settle(Array(entries[start..<end]), &writer)
        start = end
      }
    }
  }

  /// Writes one batch, however often it takes.
  private func settle(_ batch: [RecordEntry], _ writer: inout RecordWriter) async {
    var lastTries = 0
    while true {
      do throws(CallStoreError) {
        let result = try await store.write(batch, with: writer)
        writer = result.writer
        succeeded(batch.count, refused: result.refused)
        return
      } catch {
        failed(error)
        if state.withLock({ $0.inbox.isFinished }) { lastTries += 1 }
        guard lastTries < limits.lastTries else { return givenUp(batch.count, error) }
        try? await Task.sleep(for: limits.retryDelay)
      }
    }
  }

  private func succeeded(_ count: Int, refused: Int) {
    let (wasFailing, done, allRefused) = state.withLock { state in
      state.inbox.settle(count, refused: refused)
      defer { state.failure = nil }
      return (state.failure != nil, state.dueFlushes(), state.inbox.refused)
    }
    for flush in done { flush.continuation.resume(returning: nil) }
    if wasFailing || refused > 0 {
      logger.warning(
        "the record is being written\(wasFailing ? " again" : "")", metadata: ["entries-lost": "\(allRefused)"])
    }
  }

  private func failed(_ error: CallStoreError) {
    let (isNews, waiting) = state.withLock { state in
      defer {
        state.failure = error
        state.flushes = []
      }
      return (state.failure?.code != error.code, state.flushes)
    }
    for flush in waiting { flush.continuation.resume(returning: error) }
    if isNews { logger.error("the record cannot be written: \(error)") }
  }

  private func givenUp(_ count: Int, _ error: CallStoreError) {
    state.withLock { $0.inbox.settle(count, refused: count) }
    logger.critical("entries of the record are lost: \(error)", metadata: ["entries-lost": "\(count)"])
  }
}
