import CallFlows
import GRDB
import Redaction
package import Timekeeping

extension CallStore {
  /// An order that no service has taken by then is void: nobody's phone rings hours later.
  private static let ordersLast = Duration.seconds(30)
  /// Orders that are over are forgotten after a day.
  private static let ordersKept = Duration.seconds(86_400)

  /// Gives an order.
  package func order(_ order: StoredPromptOrder) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          INSERT INTO prompt_recordings (id, prompt, language, phone, ordered_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          order.id, order.prompt, order.language.text, order.phone.exposed, order.ordered.milliseconds,
          order.ordered.milliseconds,
        ])
      try database.execute(
        sql: "DELETE FROM prompt_recordings WHERE ordered_at < ?",
        arguments: [(order.ordered + (.zero - Self.ordersKept)).milliseconds])
    }
  }

  /// Takes the orders that nobody has taken, the oldest first; no other service gets them.
  package func takePromptOrders(at now: WallTime) async throws(CallStoreError) -> [StoredPromptOrder] {
    // Mostly there is none: that is found out without writing.
    guard try await read({ try Self.orders($0, "WHERE state = 'asked'", []) }).isEmpty == false else { return [] }
    return try await write { database in
      let orders = try Self.orders(
        database, "WHERE state = 'asked' AND ordered_at >= ? ORDER BY ordered_at, id",
        [(now + (.zero - Self.ordersLast)).milliseconds])
      try database.execute(
        sql: """
          UPDATE prompt_recordings SET changed_at = ?1,
            state = CASE WHEN ordered_at >= ?2 THEN 'taken' ELSE 'not-kept' END,
            detail = CASE WHEN ordered_at >= ?2 THEN NULL ELSE 'the service did not run then' END
          WHERE state = 'asked'
          """, arguments: [now.milliseconds, (now + (.zero - Self.ordersLast)).milliseconds])
      return orders
    }
  }

  /// Notes how an order goes. Of one that is over, or is not there: nothing.
  ///
  /// - Parameter detail: why nothing was kept.
  package func note(
    _ state: StoredPromptOrder.State, _ detail: String? = nil, of id: String, at now: WallTime
  ) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE prompt_recordings SET state = ?, detail = ?, changed_at = ?
          WHERE id = ? AND state NOT IN ('kept', 'not-kept')
          """,
        arguments: [state.rawValue, state == .notKept ? detail : nil, now.milliseconds, id])
    }
  }

  /// Notes that no order goes on, since the service that took them is gone.
  package func endPromptOrders(at now: WallTime) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE prompt_recordings SET state = 'not-kept', detail = 'the service stopped', changed_at = ?
          WHERE state IN ('taken', 'ringing', 'answered')
          """, arguments: [now.milliseconds])
    }
  }

  /// How an order stands; nil when there is none of that name.
  package func promptOrder(_ id: String) async throws(CallStoreError) -> StoredPromptOrder? {
    try await read { try Self.orders($0, "WHERE id = ?", [id]).first }
  }

  private static func orders(
    _ database: Database, _ condition: StaticString, _ arguments: StatementArguments
  ) throws -> [StoredPromptOrder] {
    try Row.fetchAll(database, sql: "SELECT * FROM prompt_recordings \(condition)", arguments: arguments).map { row in
      var order = StoredPromptOrder(
        id: row["id"], prompt: row["prompt"], language: Language(row["language"]), phone: Redacted(row["phone"]),
        ordered: WallTime(milliseconds: row["ordered_at"]))
      order.state = StoredPromptOrder.State(rawValue: row["state"]) ?? .notKept
      order.detail = row["detail"]
      return order
    }
  }
}
