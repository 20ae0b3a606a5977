package import CallFlows
import GRDB
package import Timekeeping

extension CallStore {
  /// What was said of schedules by hand and is not over.
  package func scheduleOverrides(
    at now: WallTime
  ) async throws(CallStoreError) -> [ScheduleName: ScheduleOverride] {
    try await read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM schedule_overrides WHERE until > ?", arguments: [now.milliseconds])
      let overrides = rows.map { row in
        let state: String = row["state"]
        let override = ScheduleOverride(
          isOpen: state == "open", since: WallTime(milliseconds: row["since"]),
          until: WallTime(milliseconds: row["until"]))
        return (ScheduleName(row["schedule"]), override)
      }
      return Dictionary(overrides, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Has a schedule be open or closed from `since` until `until`, in place of what was said of it before. On the disk
  /// when this returns.
  package func keep(_ override: ScheduleOverride, of schedule: ScheduleName) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: "DELETE FROM schedule_overrides WHERE until <= ? OR schedule = ?",
        arguments: [override.since.milliseconds, schedule.text])
      try database.execute(
        sql: "INSERT INTO schedule_overrides (schedule, state, since, until) VALUES (?, ?, ?, ?)",
        arguments: [
          schedule.text, override.isOpen ? "open" : "closed", override.since.milliseconds, override.until.milliseconds,
        ])
    }
  }

  /// Has what the files say hold again. Returns whether something else did.
  package func removeOverride(of schedule: ScheduleName, at now: WallTime) async throws(CallStoreError) -> Bool {
    try await write { database in
      let held = try Bool.fetchOne(
        database, sql: "SELECT 1 FROM schedule_overrides WHERE schedule = ? AND until > ?",
        arguments: [schedule.text, now.milliseconds])
      try database.execute(sql: "DELETE FROM schedule_overrides WHERE schedule = ?", arguments: [schedule.text])
      return held ?? false
    }
  }
}
