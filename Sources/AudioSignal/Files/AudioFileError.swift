/// Why an audio file could not be read or written. `message` is one sentence with the file and the remedy.
package struct AudioFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, for whoever has to decide.
  package enum Code: Sendable, Equatable {
    /// There is no such file, or it is not a plain file.
    case missing
    /// The operating system refused to read or write.
    case unreadable
    /// The name or the content is of no format we read.
    case unknownFormat
    /// The format is known, the content is broken.
    case corrupt
    /// Longer or larger than `AudioFile.Limits` allows.
    case tooLarge
    /// No audio in it.
    case empty
    /// Writing failed.
    case unwritable
  }

  package var code: Code
  package var path: String
  /// The sentence to show.
  package var message: String
  /// What the operating system or the library said.
  package var cause: String?

  package init(_ code: Code, path: String, _ message: String, cause: String? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.cause = cause
  }

  package var description: String {
    cause.map { "\(message) (\($0))" } ?? message
  }
}
