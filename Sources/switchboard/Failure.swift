import ArgumentParser

/// A failure as a user of the command line sees it: one sentence with its remedy on standard error, and an exit code.
enum Failure {
  static let failed: Int32 = 1
  static let wrongUsage: Int32 = 2

  /// Writes `switchboard: sentence` to standard error; throw the result.
  static func report(_ sentence: String, code: Int32 = failed) -> ExitCode {
    Terminal.complain("switchboard: \(sentence)")
    return ExitCode(code)
  }
}
