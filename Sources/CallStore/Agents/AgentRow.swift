import CallQueues
import GRDB
import Redaction
import Timekeeping

/// Agents as rows.
enum AgentRow {
  static func fetch(
    _ database: Database, where condition: StaticString, _ arguments: StatementArguments = []
  ) throws -> [StoredAgent] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM agents WHERE \(condition) ORDER BY id", arguments: arguments)
    return try rows.map { row in
      let id: String = row["id"]
      guard let role = AgentRole(rawValue: row["role"]), let wish = AgentWish(rawValue: row["wish"]) else {
        throw CallStoreError(.corrupt, "The agent \(id) has an unknown role or wish; remove and add that agent again.")
      }
      return StoredAgent(
        id: AgentID(id), name: row["name"], phone: Redacted(row["phone"]), role: role,
        queues: try list("queue", "agent_queues", of: id, in: database).map { QueueID($0) },
        languages: try list("language", "agent_languages", of: id, in: database),
        skills: try skills(of: id, in: database),
        credentials: PhoneCredentials(
          realm: row["realm"], md5: Redacted(row["ha1_md5"]), sha256: Redacted(row["ha1_sha256"])),
        wish: wish)
    }
  }

  static func insert(_ agent: StoredAgent, at now: WallTime, into database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO agents (id, name, phone, role, realm, ha1_md5, ha1_sha256, wish, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        agent.id.rawValue, agent.name, agent.phone.exposed, agent.role.rawValue, agent.credentials.realm,
        agent.credentials.md5.exposed, agent.credentials.sha256.exposed, agent.wish.rawValue, now.milliseconds,
      ])
    for (position, queue) in agent.queues.enumerated() {
      try database.execute(
        sql: "INSERT INTO agent_queues VALUES (?, ?, ?)", arguments: [agent.id.rawValue, position, queue.rawValue])
    }
    for (position, language) in agent.languages.enumerated() {
      try database.execute(
        sql: "INSERT INTO agent_languages VALUES (?, ?, ?)", arguments: [agent.id.rawValue, position, language])
    }
    for (need, skills) in agent.skills {
      for skill in skills {
        try database.execute(
          sql: "INSERT INTO agent_skills VALUES (?, ?, ?)", arguments: [agent.id.rawValue, need, skill])
      }
    }
  }

  static func delete(_ id: AgentID, from database: Database) throws {
    try database.execute(sql: "DELETE FROM agents WHERE id = ?", arguments: [id.rawValue])
    guard database.changesCount == 1 else { throw unknown(id) }
  }

  /// Says whose phone it is already.
  static func checkPhone(of agent: StoredAgent, in database: Database) throws {
    let owner = try String.fetchOne(
      database, sql: "SELECT id FROM agents WHERE phone = ? AND id <> ?",
      arguments: [agent.phone.exposed, agent.id.rawValue])
    guard owner == nil else {
      throw CallStoreError(
        .exists, "The phone given for \(agent.id) is already \(owner ?? "")'s; give each agent their own.")
    }
  }

  static func unknown(_ id: AgentID) -> CallStoreError {
    CallStoreError(.unknown, "There is no agent \(id); `switchboard agent list` shows them all.")
  }

  private static func skills(of id: String, in database: Database) throws -> [String: [String]] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT need, skill FROM agent_skills WHERE agent = ? ORDER BY need, skill", arguments: [id])
    return Dictionary(grouping: rows) { $0["need"] as String }.mapValues { $0.map { $0["skill"] } }
  }

  private static func list(
    _ column: StaticString, _ table: StaticString, of id: String, in database: Database
  ) throws -> [String] {
    try String.fetchAll(
      database, sql: "SELECT \(column) FROM \(table) WHERE agent = ? ORDER BY position", arguments: [id])
  }
}
