package import CallControl
package import CallQueues
import Foundation
import GRDB
import Redaction
import Timekeeping

extension CallStore {
  /// More messages than anybody hears by phone; of more, the newest.
  private static let mostMessages = 200

  /// The messages that callers left for these queues, complaints among them, the oldest first.
  package func messages(of queues: [QueueID]) async throws(CallStoreError) -> [WaitingMessage] {
    try await read { database in
      let names = try String(decoding: JSONEncoder().encode(queues.map(\.rawValue)), as: UTF8.self)
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT recordings.id AS name, kind, recordings.began_at AS left_at, heard_at, caller
          FROM recordings JOIN calls ON calls.id = recordings.call
          WHERE kind IN ('voicemail', 'complaint') AND deleted_at IS NULL AND duration IS NOT NULL
            AND queue IN (SELECT value FROM json_each(?))
          ORDER BY heard_at IS NOT NULL, recordings.began_at DESC, recordings.id DESC LIMIT ?
          """, arguments: [names, Self.mostMessages])
      let messages = rows.map { row in
        WaitingMessage(
          name: RecordingName(row["name"]), left: WallTime(milliseconds: row["left_at"]),
          caller: DialPlan.telephoneNumber(row["caller"]).map { Redacted($0) },
          isNew: (row["heard_at"] as Int64?) == nil, isComplaint: row["kind"] == RecordingKind.complaint.rawValue)
      }
      return messages.sorted { ($0.left, $0.name.rawValue) < ($1.left, $1.name.rawValue) }
    }
  }
}
