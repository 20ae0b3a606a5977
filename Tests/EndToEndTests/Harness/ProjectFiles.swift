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

  /// A SIPp scenario of these tests.
  static func scenario(_ name: String) -> String {
    root + "/Tests/EndToEndTests/Scenarios/\(name).xml"
  }
}
