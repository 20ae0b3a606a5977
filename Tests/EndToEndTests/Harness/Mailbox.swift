import Dispatch
import Synchronization

/// Everything that has come from one source so far, in order, and those who wait for something to come.
///
/// Nothing is taken out: who waits names the place from which it looks.
final class Mailbox<Element: Sendable>: Sendable {
  /// An element and the place behind it.
  typealias Found = (element: Element, next: Int)

  private struct Waiter: Sendable {
    var matches: @Sendable (Element) -> Bool
    var continuation: CheckedContinuation<Found, any Error>
  }

  private struct State: Sendable {
    var all: [Element] = []
    var isClosed = false
    var waiters: [Int: Waiter] = [:]
    var lastWaiter = 0
  }

  private let state = Mutex(State())

  /// All that has come.
  var all: [Element] { state.withLock(\.all) }

  func post(_ element: Element) {
    let served = state.withLock { state in
      state.all.append(element)
      let matching = state.waiters.filter { $0.value.matches(element) }
      for key in matching.keys { state.waiters[key] = nil }
      return (waiters: Array(matching.values), next: state.all.count)
    }
    for waiter in served.waiters { waiter.continuation.resume(returning: (element, served.next)) }
  }

  /// Nothing more will come; who still waits is told so.
  func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.continuation.resume(throwing: TestFailure("its source has ended")) }
  }

  /// The first element from `start` on that `matches`, now or as soon as it comes.
  ///
  /// - Throws: `TestFailure` when it has not come within `limit`, or when the source ends before.
  @discardableResult
  func first(
    from start: Int = 0, within limit: Duration, where matches: @escaping @Sendable (Element) -> Bool
  ) async throws -> Found {
    try await withCheckedThrowingContinuation { continuation in
      let outcome = state.withLock { state -> Result<Found, any Error>? in
        if let index = state.all.indices.dropFirst(start).first(where: { matches(state.all[$0]) }) {
          return .success((state.all[index], index + 1))
        }
        guard !state.isClosed else { return .failure(TestFailure("its source has ended")) }
        state.lastWaiter += 1
        state.waiters[state.lastWaiter] = Waiter(matches: matches, continuation: continuation)
        giveUp(on: state.lastWaiter, after: limit)
        return nil
      }
      if let outcome { continuation.resume(with: outcome) }
    }
  }

  private func giveUp(on waiter: Int, after limit: Duration) {
    DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1)) { [weak self] in
      let late = self?.state.withLock { $0.waiters.removeValue(forKey: waiter) }
      late?.continuation.resume(throwing: TestFailure("it did not come within \(limit)"))
    }
  }
}
