package import CallControl
package import CallQueues
import GRDB

/// Which recordings to list: those that are over and whose files are there.
package struct RecordingFilter: Sendable {
  /// At most so many.
  package var limit: Int
  package var kind: RecordingKind?
  package var queue: QueueID?
  /// Only those that nobody has heard yet.
  package var isUnheard: Bool

  package init(limit: Int = 50, kind: RecordingKind? = nil, queue: QueueID? = nil, isUnheard: Bool = false) {
    self.limit = limit
    self.kind = kind
    self.queue = queue
    self.isUnheard = isUnheard
  }

  /// What to ask the database, with values apart from the words.
  var condition: (sql: String, arguments: StatementArguments) {
    var parts: [String] = ["duration IS NOT NULL AND deleted_at IS NULL"]
    var arguments = StatementArguments()
    func add(_ sql: StaticString, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      parts.append("\(sql)")
      arguments += [value]
    }
    add("kind = ?", kind?.rawValue)
    add("queue = ?", queue?.rawValue)
    if isUnheard { parts.append("heard_at IS NULL") }
    return (parts.joined(separator: " AND "), arguments)
  }
}
