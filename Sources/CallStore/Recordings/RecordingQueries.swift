package import CallControl
package import CallQueues
import GRDB
package import Timekeeping

extension CallStore {
  /// Recordings that are over and whose files are there, newest first.
  package func recordings(_ filter: RecordingFilter = RecordingFilter()) async throws(CallStoreError)
    -> [StoredRecording]
  {
    try await read { database in
      let condition = filter.condition
      return try RecordingRow.fetch(
        database, "\(condition.sql) ORDER BY began_at DESC, id DESC LIMIT ?",
        condition.arguments + [max(0, filter.limit)])
    }
  }

  /// One recording, deleted or not; `nil` when there is none of that name.
  package func recording(_ name: RecordingName) async throws(CallStoreError) -> StoredRecording? {
    try await read { try RecordingRow.fetch($0, "id = ?", [name.rawValue]).first }
  }

  /// Notes that somebody has heard a recording; the first time counts. `unknown` when there is none of that name.
  package func noteHeard(_ name: RecordingName, by who: String?, at now: WallTime) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE recordings SET heard_by = CASE WHEN heard_at IS NULL THEN ? ELSE heard_by END,
            heard_at = coalesce(heard_at, ?)
          WHERE id = ? AND duration IS NOT NULL
          """, arguments: [who, now.milliseconds, name.rawValue])
      guard database.changesCount == 1 else { throw RecordingRow.unknown(name) }
    }
  }

  /// Notes that the file of a recording is gone. `unknown` when there is none of that name.
  package func noteDeleted(_ name: RecordingName, at now: WallTime) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: "UPDATE recordings SET deleted_at = coalesce(deleted_at, ?) WHERE id = ?",
        arguments: [now.milliseconds, name.rawValue])
      guard database.changesCount == 1 else { throw RecordingRow.unknown(name) }
    }
  }

  /// Recordings whose time is over; those that go on are left alone.
  package func recordingsDue(at now: WallTime) async throws(CallStoreError) -> [StoredRecording] {
    try await read {
      try RecordingRow.fetch(
        $0, "deleted_at IS NULL AND duration IS NOT NULL AND keep_until <= ? ORDER BY keep_until", [now.milliseconds])
    }
  }

  /// Recordings without an end: those that go on, or, before the service takes calls, those that were cut off.
  package func recordingsWithoutEnd() async throws(CallStoreError) -> [StoredRecording] {
    try await read { try RecordingRow.fetch($0, "duration IS NULL AND deleted_at IS NULL ORDER BY id", []) }
  }

  /// Ends a recording that was cut off: what there is of it is kept, or, without a duration, nothing is left of it.
  package func endCutOff(
    _ name: RecordingName, duration: Duration?, voice: Duration? = nil
  ) async throws(CallStoreError) {
    try await write { database in
      guard let duration else {
        return try database.execute(
          sql: "DELETE FROM recordings WHERE id = ? AND duration IS NULL", arguments: [name.rawValue])
      }
      try database.execute(
        sql: "UPDATE recordings SET duration = ?, voice = ? WHERE id = ? AND duration IS NULL",
        arguments: [duration.wholeMilliseconds, voice?.wholeMilliseconds, name.rawValue])
    }
  }

  /// How many messages wait for those who answer each queue; queues without any are left out.
  package func messageCounts() async throws(CallStoreError) -> [QueueID: MessageCount] {
    try await read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT queue, count(*) - count(heard_at) AS unheard, count(heard_at) AS heard FROM recordings
          WHERE kind IN ('voicemail', 'complaint') AND deleted_at IS NULL AND duration IS NOT NULL AND queue IS NOT NULL
          GROUP BY queue
          """)
      return Dictionary(
        rows.map { (QueueID($0["queue"] as String), MessageCount(new: $0["unheard"], old: $0["heard"])) },
        uniquingKeysWith: { first, _ in first })
    }
  }
}
