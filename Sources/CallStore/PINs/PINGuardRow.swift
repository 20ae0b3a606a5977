import CallControl
import CallQueues
import GRDB
import Redaction
import Timekeeping

/// What stands against those who guess, as rows.
enum PINGuardRow {
  enum Subject {
    case agent(AgentID)
    case source(PINSource)

    fileprivate var text: String {
      switch self {
      case .agent(let id): "agent \(id)"
      case .source(.phone(let account)): "phone \(account.exposed)"
      case .source(.trunk(let trunk, let caller)): "trunk \(trunk) \(caller.exposed)"
      }
    }
  }

  static func fetch(_ subject: Subject, in database: Database) throws -> PINGuard {
    let row = try Row.fetchOne(
      database, sql: "SELECT wrong, locks, locked_until FROM pin_guards WHERE subject = ?", arguments: [subject.text])
    guard let row else { return PINGuard() }
    let wrong = (row["wrong"] as String).split(separator: " ").compactMap { Int64($0) }
    return PINGuard(
      wrong: wrong.map { WallTime(milliseconds: $0) }, locks: row["locks"],
      lockedUntil: (row["locked_until"] as Int64?).map { WallTime(milliseconds: $0) })
  }

  static func store(_ known: PINGuard, _ subject: Subject, at now: WallTime, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO pin_guards (subject, wrong, locks, locked_until, changed_at) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        subject.text, known.wrong.map { "\($0.milliseconds)" }.joined(separator: " "), known.locks,
        known.lockedUntil?.milliseconds, now.milliseconds,
      ])
  }

  static func forget(_ subject: Subject, in database: Database) throws {
    try database.execute(sql: "DELETE FROM pin_guards WHERE subject = ?", arguments: [subject.text])
  }
}
