package import CallQueues
import GRDB
import Redaction
package import Timekeeping

extension CallStore {
  /// All agents, by name.
  package func agents() async throws(CallStoreError) -> [StoredAgent] {
    try await read { try AgentRow.fetch($0, where: "1") }
  }

  /// One agent; `nil` when there is none of that name.
  package func agent(_ id: AgentID) async throws(CallStoreError) -> StoredAgent? {
    try await read { try AgentRow.fetch($0, where: "id = ?", [id.rawValue]).first }
  }

  /// Adds an agent. `exists` when the name or the phone is taken.
  package func add(_ agent: StoredAgent, at now: WallTime) async throws(CallStoreError) {
    try agent.validate()
    try await write { database in
      guard try AgentRow.fetch(database, where: "id = ?", [agent.id.rawValue]).isEmpty else {
        throw CallStoreError(
          .exists, "There is already an agent \(agent.id); remove that one first or choose another name.")
      }
      try AgentRow.checkPhone(of: agent, in: database)
      try AgentRow.insert(agent, at: now, into: database)
    }
  }

  /// Replaces everything about an agent. `unknown` when there is none of that name.
  package func update(_ agent: StoredAgent, at now: WallTime) async throws(CallStoreError) {
    try agent.validate()
    try await write { database in
      try AgentRow.checkPhone(of: agent, in: database)
      try AgentRow.delete(agent.id, from: database)
      try AgentRow.insert(agent, at: now, into: database)
    }
  }

  /// Removes an agent; what is recorded of their work stays. `unknown` when there is none of that name.
  package func remove(_ id: AgentID) async throws(CallStoreError) {
    try await write { database in
      try AgentRow.delete(id, from: database)
      // Whoever gets the name next has not the PIN of whoever had it before.
      try database.execute(sql: "DELETE FROM agent_pins WHERE agent = ?", arguments: [id.rawValue])
      try PINGuardRow.forget(.agent(id), in: database)
    }
  }

  /// Sets what a phone's password has become. `unknown` when there is none of that name.
  package func setCredentials(
    _ credentials: PhoneCredentials, of id: AgentID, at now: WallTime
  ) async throws(CallStoreError) {
    try await write { database in
      guard var agent = try AgentRow.fetch(database, where: "id = ?", [id.rawValue]).first else {
        throw AgentRow.unknown(id)
      }
      agent.credentials = credentials
      try agent.validate()
      try database.execute(
        sql: "UPDATE agents SET realm = ?, ha1_md5 = ?, ha1_sha256 = ?, changed_at = ? WHERE id = ?",
        arguments: [
          credentials.realm, credentials.md5.exposed, credentials.sha256.exposed, now.milliseconds, id.rawValue,
        ])
    }
  }

  /// Keeps what an agent asked for, before the agent is told that it is done. `unknown` when there is none.
  package func setWish(_ wish: AgentWish, of id: AgentID, at now: WallTime) async throws(CallStoreError) {
    try await write { database in
      try database.execute(
        sql: "UPDATE agents SET wish = ?, changed_at = ? WHERE id = ?",
        arguments: [wish.rawValue, now.milliseconds, id.rawValue])
      guard database.changesCount == 1 else { throw AgentRow.unknown(id) }
    }
  }

  /// A number that grows whenever an agent is added, changed or removed, by whichever process.
  package func changeCounter() async throws(CallStoreError) -> Int {
    try await read { try Int.fetchOne($0, sql: "SELECT value FROM change_counter") ?? 0 }
  }
}
