internal import Glibc

/// Why media cannot be had from the system; the message says what an operator can do about it.
package struct MediaTransportError: Error, Sendable, Equatable {
  package enum Code: Sendable, Hashable {
    /// Every pair of ports is in use or resting.
    case noPortFree
    /// The configured address is not an IPv4 address of this machine.
    case hostUnusable
    /// The configured range holds no pair of an even port and the odd one above it.
    case rangeUnusable
    /// The process may open no more files.
    case outOfDescriptors
    /// `start` has not been called, or `stop` has.
    case notRunning
    /// The kernel refused something else.
    case kernel
  }

  package let code: Code
  package let message: String
  /// The kernel's number for what happened; nil when the kernel was not asked.
  package let cause: Int32?

  init(_ code: Code, _ message: String, cause: Int32? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// What the kernel said when asked to do `operation`.
  static func kernel(_ operation: String, _ number: Int32) -> MediaTransportError {
    guard number == EMFILE || number == ENFILE else {
      let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
      return MediaTransportError(.kernel, "The kernel would not \(operation): \(reason).", cause: number)
    }
    return MediaTransportError(
      .outOfDescriptors,
      "No more files can be opened to \(operation): raise the limit (`ulimit -n`, `LimitNOFILE=` in the unit); "
        + "each call needs four.", cause: number)
  }
}

extension MediaTransportError: CustomStringConvertible {
  package var description: String { message }
}
