import Dispatch

/// The one place where a test looks again and again: for figures that the service only tells when asked.
///
/// - Throws: `TestFailure` with the last value seen, when `isWanted` has not come true within `limit`.
@discardableResult
func eventually<Value>(
  _ what: String, within limit: Duration = .seconds(10), _ value: () async throws -> Value,
  is isWanted: (Value) -> Bool
) async throws -> Value {
  let deadline = ContinuousClock.now + limit
  while true {
    let seen = try await value()
    if isWanted(seen) { return seen }
    guard ContinuousClock.now < deadline else {
      throw TestFailure("\(what): not within \(limit), last seen: \(seen)")
    }
    await pause(.milliseconds(50))
  }
}

/// Lets `duration` pass: the time a person talks, listens or keeps silent.
func pause(_ duration: Duration) async {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().asyncAfter(deadline: .now() + duration / .seconds(1)) { continuation.resume() }
  }
}
