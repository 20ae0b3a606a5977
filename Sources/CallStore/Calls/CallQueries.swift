package import CallControl
package import CallQueues
import GRDB
package import Timekeeping

extension CallStore {
  /// Calls, newest first.
  package func calls(_ filter: CallFilter = CallFilter()) async throws(CallStoreError) -> [StoredCall] {
    try await read { database in
      let condition = filter.condition
      return try CallRow.fetch(
        database, "\(condition.sql) ORDER BY id DESC LIMIT ?", condition.arguments + [max(0, filter.limit)])
    }
  }

  /// Everything about one call; `nil` when there is none of that identifier.
  package func account(of id: CallID) async throws(CallStoreError) -> CallAccount? {
    try await read { database in
      guard let call = try CallRow.fetch(database, "id = ?", [id.rawValue]).first else { return nil }
      return CallAccount(
        call: call,
        legs: try CallRow.legs(of: id, in: database),
        steps: try CallRow.steps(of: id, in: database),
        queueEvents: try CallRow.queueEvents(
          database, "ticket IN (SELECT id FROM tickets WHERE call = ?) ORDER BY sequence", [id.rawValue]),
        recordings: try RecordingRow.fetch(database, "call = ? ORDER BY began_at, id", [id.rawValue]))
    }
  }

  /// What happened to one ticket, oldest first.
  package func queueEvents(of ticket: TicketID) async throws(CallStoreError) -> [StoredQueueEvent] {
    try await read { try CallRow.queueEvents($0, "ticket = ? ORDER BY sequence", [ticket.rawValue]) }
  }

  /// What the queues did with one agent, newest first.
  package func queueEvents(of agent: AgentID, limit: Int = 50) async throws(CallStoreError) -> [StoredQueueEvent] {
    try await read {
      try CallRow.queueEvents($0, "agent = ? ORDER BY sequence DESC LIMIT ?", [agent.rawValue, max(0, limit)])
    }
  }

  /// The last conversation of each caller who has had one since then, by the number; of so many callers, the latest.
  package func lastConversations(
    since: WallTime, atMost: Int
  ) async throws(CallStoreError) -> [String: LastConversation] {
    try await read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT calls.caller AS caller, queue_events.agent AS agent, MAX(queue_events.at) AS at
          FROM queue_events JOIN tickets ON tickets.id = queue_events.ticket JOIN calls ON calls.id = tickets.call
          WHERE queue_events.kind IN ('answered', 'transferred') AND queue_events.at >= ? AND calls.caller <> ?
          GROUP BY calls.caller ORDER BY MAX(queue_events.at) DESC LIMIT ?
          """,
        arguments: [since.milliseconds, "anonymous", max(0, atMost)])
      return Dictionary(
        rows.map { row in
          (
            row["caller"] as String,
            LastConversation(agent: AgentID(row["agent"]), at: WallTime(milliseconds: row["at"]))
          )
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// What one agent was doing, newest first.
  package func states(of agent: AgentID, limit: Int = 50) async throws(CallStoreError) -> [StoredAgentState] {
    try await read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT * FROM agent_states WHERE agent = ? ORDER BY sequence DESC LIMIT ?",
        arguments: [agent.rawValue, max(0, limit)])
      return rows.map {
        StoredAgentState(
          sequence: $0["sequence"], agent: agent, status: $0["status"], at: WallTime(milliseconds: $0["at"]),
          why: $0["why"])
      }
    }
  }

  /// Ends the record of calls that were in progress when the service stopped without warning: they are lost.
  /// For the service, once, before it takes calls. Returns how many there were.
  package func endCallsLeftInProgress(at now: WallTime) async throws(CallStoreError) -> Int {
    try await write { database in
      // The clock may have been set back in between; nothing ends before it began.
      try database.execute(
        sql: """
          UPDATE call_legs SET ended_at = max(began_at, ?), ended_how = 'lost' WHERE ended_at IS NULL
            AND call IN (SELECT id FROM calls WHERE ended_at IS NULL)
          """, arguments: [now.milliseconds])
      try database.execute(
        sql: """
          UPDATE calls SET ended_at = max(began_at, ?), ended_how = 'lost', ended_detail = 'service-stopped',
            ended_step = (SELECT step FROM call_steps WHERE call = calls.id AND kind = 'visited'
              ORDER BY sequence DESC LIMIT 1)
          WHERE ended_at IS NULL
          """, arguments: [now.milliseconds])
      return database.changesCount
    }
  }
}
