import CallControl
import CallQueues
import GRDB
import Timekeeping

/// Turns entries into rows, inside a transaction.
struct RecordWriter: Sendable {
  /// The number of the last row; `nil` until the database has been asked.
  private var sequence: Int64?
  /// Entries that had no place: of a call without a beginning, or against an invariant of the schema.
  private(set) var refused = 0

  init() {}

  /// Writes a batch. With `careful`, an entry that the schema refuses is left out and counted.
  mutating func write(_ batch: [RecordEntry], careful: Bool, to database: Database) throws {
    refused = 0
    if sequence == nil { sequence = try Self.lastSequence(database) }
    for entry in batch {
      guard careful else {
        try write(entry, to: database)
        continue
      }
      do {
        var copy = self
        try database.inSavepoint {
          try copy.write(entry, to: database)
          return .commit
        }
        self = copy
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        refused += 1
      }
    }
  }

  private mutating func write(_ entry: RecordEntry, to database: Database) throws {
    switch entry {
    case .queue(let record): try write(record, to: database)
    case .call(let record): try write(record, to: database)
    }
  }

  private mutating func write(_ record: CallRecord, to database: Database) throws {
    let change = CallChange(record)
    for (index, statement) in change.before.enumerated() {
      try run(statement, database)
      guard index > 0 || database.changesCount > 0 else {
        refused += 1
        return
      }
    }
    if let step = change.step {
      try run(
        Change(
          """
          INSERT INTO call_steps (sequence, call, at, kind, step, subject, value, masked)
          SELECT ?, id, ?, ?, ?, ?, ?, ? FROM calls WHERE id = ?
          """,
          [
            next(), record.at.milliseconds, step.kind, step.step, step.subject, step.value, step.masked,
            record.call.rawValue,
          ]), database)
      if database.changesCount == 0 {
        refused += 1
        return
      }
    }
    for statement in change.after { try run(statement, database) }
  }

  private mutating func write(_ record: QueueRecord, to database: Database) throws {
    if case .agent(let agent, let status) = record.event {
      try run(
        Change(
          "INSERT INTO agent_states (sequence, agent, status, at, why) VALUES (?, ?, ?, ?, ?)",
          [next(), agent.rawValue, status.rawValue, record.at.milliseconds, record.why]), database)
      return
    }
    guard let row = QueueEventRow(record.event) else { return }
    try run(
      Change(
        """
        INSERT INTO queue_events (sequence, at, kind, ticket, queue, agent, offer, milliseconds, detail, why)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          next(), record.at.milliseconds, row.kind, row.ticket.rawValue, row.queue?.rawValue, row.agent?.rawValue,
          row.offer, row.milliseconds, row.detail, record.why,
        ]), database)
  }

  private mutating func next() -> Int64 {
    let number = (sequence ?? 0) + 1
    sequence = number
    return number
  }

  private func run(_ change: Change, _ database: Database) throws {
    try database.cachedStatement(sql: change.sql).execute(arguments: change.arguments)
  }

  private static func lastSequence(_ database: Database) throws -> Int64 {
    try Int64.fetchOne(
      database,
      sql: """
        SELECT max(coalesce((SELECT max(sequence) FROM call_steps), 0),
          coalesce((SELECT max(sequence) FROM queue_events), 0),
          coalesce((SELECT max(sequence) FROM agent_states), 0))
        """) ?? 0
  }
}

/// One statement and its values.
struct Change {
  var sql: String
  var arguments: StatementArguments

  init(_ sql: String, _ arguments: StatementArguments) {
    self.sql = sql
    self.arguments = arguments
  }
}

extension CallStore {
  /// Writes a batch in one transaction; what the schema refuses is left out and counted.
  ///
  /// It is written without savepoints first, for which the database would keep every page as it was before.
  func write(
    _ batch: [RecordEntry], with writer: RecordWriter
  ) async throws(CallStoreError) -> (writer: RecordWriter, refused: Int) {
    do {
      return try await pool.write { try Self.attempt(batch, writer, careful: false, $0) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      return try await write { try Self.attempt(batch, writer, careful: true, $0) }
    } catch {
      throw CallStoreError(error, path: path)
    }
  }

  private static func attempt(
    _ batch: [RecordEntry], _ writer: RecordWriter, careful: Bool, _ database: Database
  ) throws -> (writer: RecordWriter, refused: Int) {
    var writer = writer
    try writer.write(batch, careful: careful, to: database)
    return (writer, writer.refused)
  }
}
