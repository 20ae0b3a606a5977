import Foundation

/// Where the project's own files are.
enum ProjectFiles {
  /// The root of the repository.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The program under test: `SWITCHBOARD_BINARY`, or the release that `./test` has built.
  static let switchboard =
    ProcessInfo.processInfo.environment["SWITCHBOARD_BINARY"] ?? root + "/.build/release/switchboard"

  static let callFlows = root + "/CallFlows"
  static let prompts = root + "/Prompts"

  /// A SIPp scenario of these tests, or another program's configuration.
  static func scenario(_ name: String, _ kind: String = "xml") -> String {
    root + "/Tests/EndToEndTests/Scenarios/\(name).\(kind)"
  }
}
