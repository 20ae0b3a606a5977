package import CallControl
package import CallQueues
package import Timekeeping

/// One recording as the store keeps it.
package struct StoredRecording: Sendable, Equatable {
  package struct Hearing: Sendable, Equatable {
    package var at: WallTime
    /// Who heard it first, in their own name.
    package var by: String?
  }

  package var name: RecordingName
  package var call: CallID
  package var kind: RecordingKind
  package var queue: QueueID?
  package var agent: AgentID?
  /// Below the recordings' folder.
  package var file: String
  package var began: WallTime
  /// `nil` while it goes on.
  package var duration: Duration?
  /// How much of it the party spoke; `nil` where nobody could say.
  package var voice: Duration?
  /// `nil`: nobody has heard it yet.
  package var heard: Hearing?
  package var keepUntil: WallTime
  /// When its file was deleted.
  package var deleted: WallTime?
}

/// How many messages wait for those who answer a queue.
package struct MessageCount: Sendable, Hashable {
  /// Nobody has heard them yet.
  package var new: Int
  /// Heard and kept.
  package var old: Int

  package init(new: Int, old: Int) {
    self.new = new
    self.old = old
  }
}
