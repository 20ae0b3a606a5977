import CallControl
import CallQueues
import GRDB
import Timekeeping

/// Recordings as rows.
enum RecordingRow {
  static func fetch(
    _ database: Database, _ condition: String, _ arguments: StatementArguments
  ) throws -> [StoredRecording] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM recordings WHERE \(condition)", arguments: arguments)
    return try rows.map { row in
      let id: String = row["id"]
      guard let kind = RecordingKind(rawValue: row["kind"]) else {
        throw CallStoreError(.corrupt, "The recording \(id) is of an unknown kind; delete it from the database.")
      }
      return StoredRecording(
        name: RecordingName(id), call: CallID(row["call"]), kind: kind,
        queue: (row["queue"] as String?).map { QueueID($0) }, agent: (row["agent"] as String?).map { AgentID($0) },
        file: row["file"], began: WallTime(milliseconds: row["began_at"]), duration: duration(row["duration"]),
        voice: duration(row["voice"]), heard: hearing(row), keepUntil: WallTime(milliseconds: row["keep_until"]),
        deleted: (row["deleted_at"] as Int64?).map { WallTime(milliseconds: $0) })
    }
  }

  private static func hearing(_ row: Row) -> StoredRecording.Hearing? {
    (row["heard_at"] as Int64?).map { .init(at: WallTime(milliseconds: $0), by: row["heard_by"]) }
  }

  private static func duration(_ milliseconds: Int64?) -> Duration? { milliseconds.map { .milliseconds($0) } }

  static func unknown(_ name: RecordingName) -> CallStoreError {
    CallStoreError(.unknown, "There is no recording \(name); `switchboard recordings` lists the last ones.")
  }
}
