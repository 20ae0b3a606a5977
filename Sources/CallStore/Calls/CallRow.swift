import CallControl
import CallQueues
import GRDB
import Redaction
import Timekeeping

/// Calls as rows.
enum CallRow {
  static func fetch(
    _ database: Database, _ condition: String, _ arguments: StatementArguments
  ) throws -> [StoredCall] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM calls WHERE \(condition)", arguments: arguments)
    return try rows.map { row in
      let id: String = row["id"]
      return StoredCall(
        id: CallID(id), began: WallTime(milliseconds: row["began_at"]), caller: Redacted(row["caller"]),
        callerName: (row["caller_name"] as String?).map { Redacted($0) }, dialled: Redacted(row["dialled"]),
        flow: row["flow"], release: row["release"], language: row["language"], reason: row["reason"],
        end: end(row), path: try column("step", of: id, kind: "visited", in: database),
        agents: try column("subject", of: id, kind: "talking", in: database).map { AgentID($0) })
    }
  }

  private static func end(_ row: Row) -> StoredCall.End? {
    guard let at = row["ended_at"] as Int64?, let how = row["ended_how"] as String? else { return nil }
    return StoredCall.End(
      at: WallTime(milliseconds: at), how: how, step: row["ended_step"], detail: row["ended_detail"])
  }

  private static func column(
    _ name: StaticString, of call: String, kind: String, in database: Database
  ) throws -> [String] {
    let statement = try database.cachedStatement(
      sql: "SELECT \(name) FROM call_steps WHERE call = ? AND kind = ? AND \(name) IS NOT NULL ORDER BY sequence")
    return try String.fetchAll(statement, arguments: [call, kind])
  }

  static func steps(of call: CallID, in database: Database) throws -> [StoredStep] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM call_steps WHERE call = ? ORDER BY sequence", arguments: [call.rawValue])
    return rows.map {
      StoredStep(
        sequence: $0["sequence"], at: WallTime(milliseconds: $0["at"]), kind: $0["kind"], step: $0["step"],
        subject: $0["subject"], value: ($0["value"] as String?).map { Redacted($0) }, isMasked: $0["masked"])
    }
  }

  static func legs(of call: CallID, in database: Database) throws -> [StoredLeg] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM call_legs WHERE call = ? ORDER BY leg", arguments: [call.rawValue])
    return rows.map { row in
      let number: Int = row["leg"]
      let agent = (row["agent"] as String?).map { AgentID($0) }
      let leg: LegID = number == 0 ? .caller : agent == nil ? .outside(number) : .agent(number)
      return StoredLeg(
        leg: leg, agent: agent,
        began: WallTime(milliseconds: row["began_at"]), answered: time(row["answered_at"]),
        ended: time(row["ended_at"]), howEnded: row["ended_how"], quality: quality(row))
    }
  }

  private static func quality(_ row: Row) -> LegQuality? {
    guard let codec = row["codec"] as String? else { return nil }
    return LegQuality(
      codec: codec, packetsReceived: row["packets_received"] ?? 0, packetsLost: row["packets_lost"] ?? 0,
      packetsPassedOver: row["packets_passed_over"] ?? 0, jitter: .microseconds(row["jitter"] as Int64? ?? 0),
      roundTrip: (row["round_trip"] as Int64?).map { .microseconds($0) }, farPacketsLost: row["far_packets_lost"],
      farJitter: (row["far_jitter"] as Int64?).map { .microseconds($0) }, opinion: row["opinion"])
  }

  static func queueEvents(
    _ database: Database, _ condition: StaticString, _ arguments: StatementArguments
  ) throws -> [StoredQueueEvent] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM queue_events WHERE \(condition)", arguments: arguments)
    return rows.map { row in
      StoredQueueEvent(
        sequence: row["sequence"], at: WallTime(milliseconds: row["at"]), kind: row["kind"],
        ticket: TicketID(row["ticket"]), queue: (row["queue"] as String?).map { QueueID($0) },
        agent: (row["agent"] as String?).map { AgentID($0) },
        offer: (row["offer"] as Int64?).map { OfferID(UInt64(clamping: $0)) },
        duration: (row["milliseconds"] as Int64?).map { .milliseconds($0) }, detail: row["detail"], why: row["why"])
    }
  }

  private static func time(_ milliseconds: Int64?) -> WallTime? {
    milliseconds.map { WallTime(milliseconds: $0) }
  }
}
