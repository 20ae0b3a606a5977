import CallControl
import GRDB
import Redaction
import Timekeeping

/// Messages as rows.
enum OutboxRow {
  static func fetch(_ database: Database, _ condition: String, _ arguments: StatementArguments) throws
    -> [OutboxMessage]
  {
    try Row.fetchAll(database, sql: "SELECT * FROM outbox \(condition)", arguments: arguments).map(message)
  }

  static func message(_ row: Row) throws -> OutboxMessage {
    let id: String = row["id"]
    guard let way = OutboxMessage.Way(rawValue: row["way"]) else {
      throw CallStoreError(.corrupt, "The message \(id) goes a way that is not known; delete it from the database.")
    }
    var message = OutboxMessage(
      id: id, way: way, recipient: Redacted(row["recipient"]),
      subject: (row["subject"] as String?).map { Redacted($0) }, body: Redacted(row["body"]),
      call: (row["call"] as String?).map { CallID($0) }, created: WallTime(milliseconds: row["created_at"]))
    message.attempts = row["attempts"]
    message.reason = row["reason"]
    message.state = state(row)
    return message
  }

  private static func state(_ row: Row) -> OutboxMessage.State {
    if let at = row["delivered_at"] as Int64? { return .delivered(WallTime(milliseconds: at)) }
    if let at = row["dead_at"] as Int64? { return .dead(WallTime(milliseconds: at)) }
    return .waiting(due: WallTime(milliseconds: row["due_at"]))
  }

  static func insert(_ message: OutboxMessage, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO outbox (id, way, recipient, subject, body, call, created_at, due_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        message.id, message.way.rawValue, message.recipient.exposed, message.subject?.exposed, message.body.exposed,
        message.call?.rawValue, message.created.milliseconds, message.created.milliseconds,
      ])
  }
}
