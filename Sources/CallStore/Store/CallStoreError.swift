/// Why the store did not do what it was asked. `message` is one sentence with the file and the remedy; it holds no
/// phone number.
package struct CallStoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, for whoever has to decide.
  package enum Code: Sendable, Equatable {
    /// The file or its folder cannot be opened, read or written.
    case unreadable
    /// The file was here before and is gone.
    case vanished
    /// The content is damaged.
    case corrupt
    /// A later version of Switchboard has written it.
    case newer
    /// Another `switchboard serve` is using it.
    case inUse
    /// No room on the disk.
    case diskFull
    /// Another process kept it locked for too long.
    case busy
    /// The disk failed.
    case disk
    /// There is already one of that name.
    case exists
    /// There is none of that name.
    case unknown
    /// What was given is not acceptable.
    case invalid
    /// The store has been closed.
    case closed
    /// Anything else.
    case failed
  }

  package var code: Code
  /// The sentence to show.
  package var message: String
  /// What the database said, without any value from it.
  package var cause: String?

  package init(_ code: Code, _ message: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  package var description: String {
    cause.map { "\(message) (\($0))" } ?? message
  }
}
