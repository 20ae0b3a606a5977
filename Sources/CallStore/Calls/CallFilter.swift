package import CallControl
import GRDB
package import Redaction
package import Timekeeping

/// Which calls to list.
package struct CallFilter: Sendable {
  /// At most so many.
  package var limit: Int
  /// Only calls older than this one: the next page of a list.
  package var before: CallID?
  package var since: WallTime?
  package var until: WallTime?
  package var caller: Redacted<String>?
  package var dialled: Redacted<String>?
  /// Only those in progress, or only those that have ended.
  package var inProgress: Bool?

  package init(
    limit: Int = 50, before: CallID? = nil, since: WallTime? = nil, until: WallTime? = nil,
    caller: Redacted<String>? = nil, dialled: Redacted<String>? = nil, inProgress: Bool? = nil
  ) {
    self.limit = limit
    self.before = before
    self.since = since
    self.until = until
    self.caller = caller
    self.dialled = dialled
    self.inProgress = inProgress
  }

  /// What to ask the database, with values apart from the words.
  var condition: (sql: String, arguments: StatementArguments) {
    var parts: [String] = ["1"]
    var arguments = StatementArguments()
    func add(_ sql: StaticString, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      parts.append("\(sql)")
      arguments += [value]
    }
    add("id < ?", before?.rawValue)
    add("began_at >= ?", since?.milliseconds)
    add("began_at < ?", until?.milliseconds)
    add("caller = ?", caller?.exposed)
    add("dialled = ?", dialled?.exposed)
    if let inProgress { parts.append(inProgress ? "ended_at IS NULL" : "ended_at IS NOT NULL") }
    return (parts.joined(separator: " AND "), arguments)
  }
}
