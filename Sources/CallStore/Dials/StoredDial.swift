import GRDB
package import Redaction

/// How often an outside number was called on one day.
package struct StoredDial: Sendable, Equatable {
  package var number: Redacted<String>
  /// Days since 1970-01-01 UTC.
  package var day: Int
  package var calls: Int

  package init(number: Redacted<String>, day: Int, calls: Int) {
    self.number = number
    self.day = day
    self.calls = calls
  }
}

extension CallStore {
  /// Keeps a count, and forgets those of the days before it. A smaller count than the one that is there changes nothing.
  package func keep(_ dial: StoredDial) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          INSERT INTO dial_counts (day, number, calls) VALUES (?, ?, ?)
          ON CONFLICT (day, number) DO UPDATE SET calls = max(calls, excluded.calls)
          """, arguments: [dial.day, dial.number.exposed, dial.calls])
      try database.execute(sql: "DELETE FROM dial_counts WHERE day < ?", arguments: [dial.day])
    }
  }

  /// What was counted on a day.
  package func dials(onDay day: Int) async throws(CallStoreError) -> [StoredDial] {
    try await read { database in
      try Row.fetchAll(
        database, sql: "SELECT number, calls FROM dial_counts WHERE day = ? ORDER BY number", arguments: [day]
      ).map { StoredDial(number: Redacted($0["number"]), day: day, calls: $0["calls"]) }
    }
  }
}
