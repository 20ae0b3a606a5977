/// Why a release could not be kept or found. `message` is one sentence with the remedy.
package struct ReleaseArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
  package var message: String
  /// What the operating system said.
  package var cause: String?

  init(_ message: String, cause: String? = nil) {
    self.message = message
    self.cause = cause
  }

  package var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
