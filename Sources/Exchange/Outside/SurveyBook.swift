import CallFlows
import CallStore
import Logging
import Redaction
import Timekeeping

/// Whom a survey may be asked, by the record.
struct SurveyBook: Sendable {
  let store: CallStore
  let clocks: SystemClocks
  let logger: Logger

  /// Whether a caller has not been asked within the time. Of whom the record cannot say it is not asked: too seldom is
  /// better than too often.
  func mayAsk(_ survey: SurveyName, _ caller: Redacted<String>, onePer: Duration) async -> Bool {
    let limit = WallTime(sinceEpoch: clocks.reading.wall.sinceEpoch - onePer)
    do throws(CallStoreError) {
      return try await !store.wasAsked(survey, caller, after: limit)
    } catch {
      logger.error("whether a survey is due cannot be read", metadata: ["reason": "\(error)"])
      return false
    }
  }
}
