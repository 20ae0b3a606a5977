import Glibc
import NIOCore

/// Why the desk cannot be reached. `message` is one sentence with the remedy.
package struct DeskError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: Sendable, Equatable {
    /// Somebody else listens there.
    case portTaken
    /// The address is not one of this machine's.
    case noSuchAddress
    /// Only root may listen there.
    case notAllowed
    case failed
  }

  package var code: Code
  /// The sentence to show.
  package var message: String
  /// What the operating system said.
  package var cause: String?

  package var description: String {
    cause.map { "\(message) (\($0))" } ?? message
  }

  init(_ error: any Error, listening address: DeskAddress) {
    let remedy = "name another one under `desk.listen`"
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      code = .portTaken
      message = "The desk's port \(address) is taken by another program; stop that one, or \(remedy)."
    case EADDRNOTAVAIL:
      code = .noSuchAddress
      message = "The desk's address \(address) is none of this machine's; \(remedy)."
    case EACCES, EPERM:
      code = .notAllowed
      message = "The desk's port \(address) is reserved for root; \(remedy), above 1023."
    default:
      let isUnknownHost = error is SocketAddressError
      code = isUnknownHost ? .noSuchAddress : .failed
      message = "The desk cannot listen on \(address); \(remedy)."
    }
    cause = (error as? IOError).map { "errno \($0.errnoCode)" } ?? "\(error)"
  }
}
