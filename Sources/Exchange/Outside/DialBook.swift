import CallStore
import Logging
import SIPEngine
import Timekeeping

/// Keeps how often outside numbers were called today, so that a restart does not give a caller the day anew.
struct DialBook: Sendable {
  let store: CallStore
  let logger: Logger

  private static let secondsPerDay: Int64 = 86_400

  /// What the SIP side is to know when it starts.
  func today(at now: WallTime) async throws(CallStoreError) -> [DialCount] {
    let day = Int(now.sinceEpoch.components.seconds / Self.secondsPerDay)
    return try await store.dials(onDay: day).map { DialCount(number: $0.number, day: $0.day, calls: $0.calls) }
  }

  /// Keeps one more call. A disk that refuses costs the memory of it, never the call.
  func keep(_ count: DialCount) async {
    do throws(CallStoreError) {
      try await store.keep(StoredDial(number: count.number, day: count.day, calls: count.calls))
    } catch {
      logger.error("a count of outside calls cannot be kept", metadata: ["reason": "\(error)"])
    }
  }
}
