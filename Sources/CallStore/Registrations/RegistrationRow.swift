import GRDB
import Redaction
package import Timekeeping

/// Registrations as rows.
enum RegistrationRow {
  static func fetch(_ database: Database) throws -> [String: [StoredRegistration]] {
    var registrations: [String: [StoredRegistration]] = [:]
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM registrations ORDER BY account, position")
    while let row = try rows.next() {
      registrations[row["account"], default: []].append(registration(row))
    }
    return registrations
  }

  /// Puts these contacts of an account in place of all that were kept.
  static func replace(_ registrations: [StoredRegistration], of account: String, in database: Database) throws {
    try database.execute(sql: "DELETE FROM registrations WHERE account = ?", arguments: [account])
    for (position, registration) in registrations.enumerated() {
      try database.execute(
        sql: "INSERT INTO registrations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          account, position, registration.contact.exposed, registration.path.joined(separator: "\n"),
          registration.transport, registration.local.host, registration.local.port, registration.remote.host,
          registration.remote.port, registration.callID, registration.cseq, registration.preference,
          registration.instance, registration.registrationID, registration.expires.milliseconds,
        ])
    }
  }

  private static func registration(_ row: Row) -> StoredRegistration {
    let path: String = row["path"]
    return StoredRegistration(
      contact: Redacted(row["contact"]), path: path.split(separator: "\n").map(String.init),
      transport: row["transport"],
      local: StoredRegistration.Address(host: row["local_host"], port: row["local_port"]),
      remote: StoredRegistration.Address(host: row["remote_host"], port: row["remote_port"]),
      callID: row["call_id"], cseq: row["cseq"], preference: row["preference"], instance: row["instance"],
      registrationID: row["registration_id"], expires: WallTime(milliseconds: row["expires_at"]))
  }
}

extension CallStore {
  /// The registrations that still hold, by account; whatever has run out is forgotten.
  package func registrations(at now: WallTime) async throws(CallStoreError) -> [String: [StoredRegistration]] {
    try await write { database in
      try database.execute(sql: "DELETE FROM registrations WHERE expires_at <= ?", arguments: [now.milliseconds])
      return try RegistrationRow.fetch(database)
    }
  }

  /// Keeps these registrations, by account, in place of all that were kept of the same accounts.
  package func keep(_ registrations: [String: [StoredRegistration]]) async throws(CallStoreError) {
    try await write { database in
      for (account, contacts) in registrations.sorted(by: { $0.key < $1.key }) {
        try RegistrationRow.replace(contacts, of: account, in: database)
      }
    }
  }
}
