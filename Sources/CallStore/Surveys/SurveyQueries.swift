package import CallFlows
import GRDB
package import Redaction
package import Timekeeping

extension CallStore {
  /// Whether a caller was asked the questions of a survey after some time, in whichever call.
  package func wasAsked(
    _ survey: SurveyName, _ caller: Redacted<String>, after time: WallTime
  ) async throws(CallStoreError) -> Bool {
    try await read { database in
      let found = try Bool.fetchOne(
        database,
        sql: """
          SELECT 1 FROM calls JOIN call_steps ON call_steps.call = calls.id
          WHERE calls.caller = ? AND call_steps.kind = 'survey-asked' AND call_steps.step = ? AND call_steps.at > ?
          LIMIT 1
          """, arguments: [caller.exposed, survey.text, time.milliseconds])
      return found ?? false
    }
  }
}
