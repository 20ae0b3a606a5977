package import Logging
import Synchronization

/// Writes where the phones are registered, so that they are known again after a restart: changes come from any thread
/// and never wait for the disk.
///
/// Of each account only what is true now is worth writing, so a change takes the place of one that still waits: what
/// waits is bounded by the number of accounts. Nothing is promised to anybody: what could not be written comes again
/// with the phone's next REGISTER.
package final class RegistrationKeeper: Sendable {
  private struct State {
    var waiting: [String: [StoredRegistration]] = [:]
    var isFinished = false
    var isFailing = false
  }

  private let store: CallStore
  private let gathering: Duration
  private let retryDelay: Duration
  private let logger: Logger
  private let state = Mutex(State())
  private let bell: AsyncStream<Void>
  private let bellRope: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - gathering: how long changes gather for one transaction: ten thousand phones refresh some hundred times a
  ///     second, and each transaction waits for the disk.
  ///   - retryDelay: how long a refusing disk is left alone.
  package init(
    store: CallStore, gathering: Duration = .seconds(1), retryDelay: Duration = .seconds(5), logger: Logger
  ) {
    self.store = store
    self.gathering = gathering
    self.retryDelay = retryDelay
    self.logger = logger
    (bell, bellRope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// The contacts of an account are these now; none means that it is registered nowhere.
  package func keep(_ registrations: [StoredRegistration], of account: String) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.waiting[account] = registrations
    }
    bellRope.yield()
  }

  /// Takes no more changes; `run()` returns once those that wait are written, or refused once more.
  package func finish() {
    state.withLock { $0.isFinished = true }
    bellRope.yield()
    bellRope.finish()
  }

  /// Writes until `finish()` is called or the task is cancelled, and then what still waits.
  package func run() async {
    // Cancellation must not reach the transactions.
    let writing = Task { await write() }
    await withTaskCancellationHandler {
      await writing.value
    } onCancel: {
      finish()
    }
  }

  private func write() async {
    for await _ in bell {
      await gather()
      while await !writeWaiting(), !isFinished { try? await Task.sleep(for: retryDelay) }
    }
    _ = await writeWaiting()
  }

  /// Waits for more changes, but never when it is time to finish.
  private func gather() async {
    let step = gathering / 20
    for _ in 0..<20 where !isFinished { try? await Task.sleep(for: step) }
  }

  private var isFinished: Bool { state.withLock { $0.isFinished } }

  /// False when the disk refused; then everything waits on, unless something newer came.
  private func writeWaiting() async -> Bool {
    let changes = state.withLock { state in
      defer { state.waiting = [:] }
      return state.waiting
    }
    guard !changes.isEmpty else { return true }
    do {
      try await store.keep(changes)
      state.withLock { $0.isFailing = false }
      return true
    } catch {
      let isNews = state.withLock { state in
        state.waiting.merge(changes) { newer, _ in newer }
        defer { state.isFailing = true }
        return !state.isFailing
      }
      if isNews { logger.error("the phones' registrations cannot be written: \(error)") }
      return false
    }
  }
}
