/// Why words did not become sound. `message` is one sentence with the remedy; the words themselves are not in it.
package struct SpeechError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, for whoever has to decide.
  package enum Code: Sendable, Equatable {
    /// The configured command cannot work.
    case badCommand
    /// The program is missing or may not be run.
    case notStarted
    /// The program ended with an error.
    case failed
    case outOfTime
    /// The program ended well and has written nothing.
    case noSound
    /// The folder for finished speech cannot be used.
    case folder
    /// The words or the language cannot be spoken.
    case badText
    /// Too many wait.
    case overloaded
  }

  package var code: Code
  /// The sentence to show.
  package var message: String
  /// What the program or the operating system said.
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
