/// Why names cannot be looked up.
package struct NameResolutionError: Error, Sendable, Equatable {
  package enum Code: String, Sendable {
    /// The resolver library refused to begin.
    case library
    /// The operating system gave no thread or no descriptor.
    case system
  }

  package let code: Code
  /// What happened and what to do about it, fit for an operator.
  package let message: String
  package let cause: String
}

extension NameResolutionError: CustomStringConvertible {
  package var description: String { message }
}

extension NameResolutionError {
  static func library(_ cause: String) -> NameResolutionError {
    NameResolutionError(
      code: .library, message: "names cannot be looked up: \(cause); check /etc/resolv.conf", cause: cause)
  }

  static func kernel(_ what: String, errno: Int32) -> NameResolutionError {
    NameResolutionError(
      code: .system, message: "cannot \(what) to look up names (errno \(errno)); raise the limits of the service",
      cause: "errno \(errno)")
  }
}
