import GRDB

extension Schema {
  /// Operators; who took part in a conversation; when a recording was paused; conferences of three.
  static func supervision(_ database: Database) throws {
    try admit(["operator"], beside: "administrator", in: "agents", database)
    try admit(
      ["supervised", "supervising", "recording-paused", "recording-resumed", "three-way"], beside: "talking",
      in: "call_steps", database)
  }

  /// Lets a CHECK that lists words admit more of them, beside one that it knows.
  ///
  /// SQLite cannot change a CHECK, so the table as it is now is copied into one that has the words; its indices and
  /// triggers come along.
  static func admit(_ words: [String], beside known: String, in table: String, _ database: Database) throws {
    let own: StatementArguments = [table]
    let sql = try String.fetchOne(
      database, sql: "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", arguments: own)
    guard let sql, let body = sql.firstIndex(of: "("), sql.contains("'\(known)'") else {
      throw CallStoreError(.corrupt, "The table \(table) is not as it was made; restore the database from a copy.")
    }
    let list = ([known] + words).map { "'\($0)'" }.joined(separator: ", ")
    let belongings = try String.fetchAll(
      database,
      sql: "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql NOT NULL",
      arguments: own)
    let copy = "new_\(table)"
    try database.execute(
      sql: "CREATE TABLE \(copy) " + sql[body...].replacing("'\(known)'", with: list, maxReplacements: 1))
    try database.execute(sql: "INSERT INTO \(copy) SELECT * FROM \(table)")
    try database.execute(sql: "DROP TABLE \(table)")
    try database.execute(sql: "ALTER TABLE \(copy) RENAME TO \(table)")
    for belonging in belongings { try database.execute(sql: belonging) }
  }
}
