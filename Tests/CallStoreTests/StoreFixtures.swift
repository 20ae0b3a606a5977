import CallControl
import CallFlows
import CallQueues
import CallStore
import Foundation
import GRDB
import Logging
import Redaction
import Timekeeping

/// A data folder that goes away with the test.
final class DataFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "switchboard-\(UUID().uuidString)").path
  let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var database: String { path + "/Data/switchboard.sqlite" }

  func open(_ purpose: CallStore.Purpose = .command) throws -> CallStore {
    try CallStore.open(database, purpose: purpose, logger: quiet)
  }

  /// The database through somebody else's eyes.
  func raw() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: database, configuration: configuration)
  }
}

extension WallTime {
  /// So many seconds into the test's day.
  static func day(_ seconds: Int) -> WallTime { WallTime(sinceEpoch: .seconds(1_700_000_000 + seconds)) }
}

extension StoredAgent {
  static func example(_ id: String = "ana", phone: String = "201") -> StoredAgent {
    StoredAgent(
      id: AgentID(id), name: "Ana Ruiz", phone: Redacted(phone), queues: ["support", "sales"],
      languages: ["en", "es"],
      credentials: PhoneCredentials(
        realm: "switchboard.local", md5: Redacted(String(repeating: "0a", count: 16)),
        sha256: Redacted(String(repeating: "1b", count: 32))))
  }
}

extension CallRecord {
  static func began(_ call: String, at: Int, caller: String = "+34600111222") -> CallRecord {
    CallRecord(
      call: CallID(call), at: .day(at),
      event: .began(
        CallerFacts(user: Redacted(caller), name: Redacted("Eva"), dialled: Redacted("100")), flow: "main",
        release: "r1"))
  }

  static func entry(_ call: String, at: Int, _ event: CallEvent) -> CallRecord {
    CallRecord(call: CallID(call), at: .day(at), event: event)
  }
}
