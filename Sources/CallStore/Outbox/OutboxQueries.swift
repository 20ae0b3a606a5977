import GRDB
package import Timekeeping

extension CallStore {
  /// Keeps a message; it is on the disk when this returns, and will be tried whatever happens then.
  package func post(_ message: OutboxMessage) async throws(CallStoreError) {
    try await write { try OutboxRow.insert(message, in: $0) }
  }

  /// Takes messages that are due, those that have waited the longest first.
  ///
  /// - Parameters:
  ///   - lease: who takes them; another name each time.
  ///   - time: how long nobody else takes them.
  package func claimMessages(
    _ most: Int, lease: String, for time: Duration, at now: WallTime
  ) async throws(CallStoreError) -> [OutboxMessage] {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE outbox SET lease = ?, leased_until = ?, attempts = attempts + 1
          WHERE id IN (
            SELECT id FROM outbox
            WHERE delivered_at IS NULL AND dead_at IS NULL AND due_at <= ?
              AND (leased_until IS NULL OR leased_until <= ?)
            ORDER BY due_at, id LIMIT ?)
          """,
        arguments: [lease, (now + time).milliseconds, now.milliseconds, now.milliseconds, max(0, most)])
      return try OutboxRow.fetch(database, "WHERE lease = ? ORDER BY due_at, id", [lease])
    }
  }

  /// Notes what became of an attempt. Nothing, when the lease was lost meanwhile: then somebody else tries.
  package func settle(
    _ id: String, _ outcome: OutboxOutcome, lease: String, at now: WallTime
  ) async throws(CallStoreError) {
    let noted = Noted(outcome, at: now)
    try await write { database in
      try database.execute(
        sql: """
          UPDATE outbox SET delivered_at = ?, dead_at = ?, due_at = coalesce(?, due_at), reason = ?,
            lease = NULL, leased_until = NULL
          WHERE id = ? AND lease = ? AND delivered_at IS NULL AND dead_at IS NULL
          """,
        arguments: [noted.delivered, noted.dead, noted.due, noted.reason, id, lease])
    }
  }

  /// When the next message is due that nobody has taken; `nil` when none waits.
  package func nextMessageDue() async throws(CallStoreError) -> WallTime? {
    try await read { database in
      try Int64.fetchOne(
        database,
        sql: """
          SELECT min(max(due_at, coalesce(leased_until, due_at))) FROM outbox
          WHERE delivered_at IS NULL AND dead_at IS NULL
          """
      ).map { WallTime(milliseconds: $0) }
    }
  }

  /// Messages, newest first; those that were given up alone, if so wanted.
  package func messages(
    onlyDead: Bool = false, limit: Int = 20
  ) async throws(CallStoreError) -> [OutboxMessage] {
    try await read { database in
      let condition = onlyDead ? "WHERE dead_at IS NOT NULL" : ""
      return try OutboxRow.fetch(
        database, "\(condition) ORDER BY created_at DESC, id DESC LIMIT ?", [max(0, limit)])
    }
  }

  /// Has a message that was given up tried again at once, and then as long as a new one. `unknown` when there is none.
  package func revive(_ id: String, at now: WallTime) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE outbox SET dead_at = NULL, due_at = ?, created_at = ?, attempts = 0
          WHERE id = ? AND dead_at IS NOT NULL
          """, arguments: [now.milliseconds, now.milliseconds, id])
      guard database.changesCount == 1 else {
        throw CallStoreError(
          .unknown, "No message \(id) was given up; switchboard messages --dead lists those that were.")
      }
    }
  }

  /// Forgets messages that were delivered, or given up, before a time: they hold what callers said.
  package func forgetMessages(before time: WallTime) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: "DELETE FROM outbox WHERE coalesce(delivered_at, dead_at) < ?", arguments: [time.milliseconds])
    }
  }

  /// How many wait, and how many were given up.
  package func messageFigures() async throws(CallStoreError) -> (waiting: Int, dead: Int) {
    try await read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT count(*) FILTER (WHERE delivered_at IS NULL AND dead_at IS NULL) AS waiting, count(dead_at) AS dead
          FROM outbox
          """)
      return (row?["waiting"] ?? 0, row?["dead"] ?? 0)
    }
  }
}

/// An outcome as the columns have it.
private struct Noted: Sendable {
  var delivered: Int64?
  var dead: Int64?
  var due: Int64?
  var reason: String?

  init(_ outcome: OutboxOutcome, at now: WallTime) {
    switch outcome {
    case .delivered: delivered = now.milliseconds
    case .failed(let reason, let again): (self.reason, due) = (reason, again.milliseconds)
    case .givenUp(let reason): (self.reason, dead) = (reason, now.milliseconds)
    }
  }
}
