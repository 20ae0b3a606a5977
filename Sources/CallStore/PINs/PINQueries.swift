package import CallControl
package import CallQueues
import Foundation
import GRDB
import Redaction
package import Timekeeping

/// Whether an agent has a PIN, and until when nobody may try it.
package struct PINStanding: Sendable, Equatable {
  package var isSet: Bool
  package var lockedUntil: WallTime?

  package init(isSet: Bool, lockedUntil: WallTime? = nil) {
    self.isSet = isSet
    self.lockedUntil = lockedUntil
  }
}

extension CallStore {
  /// What stands against a source or an account is forgotten so long after it last changed: the longest lock, and then
  /// the time in which the next one would be longer still.
  private static let guardsKept = Duration.seconds(3 * 86_400)

  /// What is kept of an agent's PIN; nil when none is set.
  package func pin(of id: AgentID) async throws(CallStoreError) -> PINHash? {
    try await read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM agent_pins WHERE agent = ?", arguments: [id.rawValue]).map { row in
        PINHash(
          cost: PINHash.Cost(n: row["n"], r: row["r"], p: row["p"]), salt: [UInt8](row["salt"] as Data),
          key: Redacted([UInt8](row["key"] as Data)))
      }
    }
  }

  /// Sets an agent's PIN; what stood against the old one is forgotten. `unknown` when there is none of that name.
  package func setPIN(_ pin: PINHash, of id: AgentID, at now: WallTime) async throws(CallStoreError) {
    try await write { database in
      guard try !AgentRow.fetch(database, where: "id = ?", [id.rawValue]).isEmpty else { throw AgentRow.unknown(id) }
      try database.execute(
        sql: "INSERT OR REPLACE INTO agent_pins (agent, n, r, p, salt, key, set_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          id.rawValue, pin.cost.n, pin.cost.r, pin.cost.p, Data(pin.salt), Data(pin.key.exposed), now.milliseconds,
        ])
      try PINGuardRow.forget(.agent(id), in: database)
    }
  }

  /// Takes an agent's PIN away. `unknown` when the agent has none.
  package func removePIN(of id: AgentID) async throws(CallStoreError) {
    try await write { database in
      try database.execute(sql: "DELETE FROM agent_pins WHERE agent = ?", arguments: [id.rawValue])
      guard database.changesCount == 1 else {
        throw CallStoreError(.unknown, "\(id) has no PIN; `switchboard agent list` shows who has one.")
      }
      try PINGuardRow.forget(.agent(id), in: database)
    }
  }

  /// Judges a try and counts it, durably: whatever it returns may be said.
  ///
  /// - Parameters:
  ///   - isRight: whether the PIN is the agent's.
  ///   - id: whose PIN was tried; nil for an account that is nobody's.
  ///   - source: who tried it.
  /// - Returns: whether it opens.
  package func judgePIN(
    isRight: Bool, of id: AgentID?, from source: PINSource, at now: WallTime
  ) async throws(CallStoreError) -> Bool {
    try await write { database in
      let subjects = (agent: id.map { PINGuardRow.Subject.agent($0) }, source: PINGuardRow.Subject.source(source))
      var account = try subjects.agent.map { try PINGuardRow.fetch($0, in: database) } ?? PINGuard()
      var known = try PINGuardRow.fetch(subjects.source, in: database)
      let opens = PINGuard.judge(isRight: isRight, account: &account, source: &known, at: now)
      guard !opens else { return true }
      if let agent = subjects.agent { try PINGuardRow.store(account, agent, at: now, in: database) }
      try PINGuardRow.store(known, subjects.source, at: now, in: database)
      try database.execute(
        sql: "DELETE FROM pin_guards WHERE changed_at < ?", arguments: [(now + (.zero - Self.guardsKept)).milliseconds])
      return false
    }
  }

  /// Lets an agent's PIN be tried again at once, and PINs be tried again from the agent's phone. `unknown` when there is no agent of that name.
  package func unlockPIN(of id: AgentID) async throws(CallStoreError) {
    try await write { database in
      guard let agent = try AgentRow.fetch(database, where: "id = ?", [id.rawValue]).first else {
        throw AgentRow.unknown(id)
      }
      try PINGuardRow.forget(.agent(id), in: database)
      try PINGuardRow.forget(.source(.phone(agent.phone)), in: database)
    }
  }

  /// How many agents' PINs, and how many phones and callers, are locked out now.
  package func pinLocks(at now: WallTime) async throws(CallStoreError) -> (agents: Int, sources: Int) {
    try await read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT count(*) FILTER (WHERE subject LIKE 'agent %') AS agents,
            count(*) FILTER (WHERE subject NOT LIKE 'agent %') AS sources
          FROM pin_guards WHERE locked_until > ?
          """, arguments: [now.milliseconds])
      return (row?["agents"] ?? 0, row?["sources"] ?? 0)
    }
  }

  /// How the PINs of all agents stand; of an agent who is not in it nothing is set.
  package func pinStandings(at now: WallTime) async throws(CallStoreError) -> [AgentID: PINStanding] {
    try await read { database in
      var standings: [AgentID: PINStanding] = [:]
      for agent in try String.fetchAll(database, sql: "SELECT agent FROM agent_pins") {
        let known = try PINGuardRow.fetch(.agent(AgentID(agent)), in: database)
        standings[AgentID(agent)] = PINStanding(
          isSet: true, lockedUntil: known.isLocked(at: now) ? known.lockedUntil : nil)
      }
      return standings
    }
  }
}
