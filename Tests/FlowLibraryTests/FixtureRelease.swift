import CallFlows
import FlowLibrary
import Foundation

/// A release in a folder of its own, begun as a copy of `Fixtures/valid`, and removed with this value's owner.
final class FixtureRelease {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  let root: URL

  init(copyingValid: Bool = true) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "release-\(UUID().uuidString)")
    if copyingValid {
      try FileManager.default.copyItem(at: Self.fixtures.appending(path: "valid"), to: root)
    } else {
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }
  }

  /// Begun as a copy of another folder.
  init(copying folder: URL) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "release-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: folder, to: root)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func url(_ path: String) -> URL { root.appending(path: path) }

  /// Writes a file, making its folders.
  func write(_ path: String, _ content: Data) throws {
    let folder = url(path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try content.write(to: url(path))
  }

  func write(_ path: String, _ text: String) throws {
    try write(path, Data(text.utf8))
  }

  func load() -> LoadResult {
    ServiceFiles.load(
      flows: url("CallFlows").path, prompts: url("Prompts").path, environment: ["CRM_TOKEN": "t0ken"])
  }

  /// What loading says about one file, named as below the release's folder.
  func report(about file: String) -> String {
    let result = load()
    let about = result.diagnostics.filter { $0.location.file.hasSuffix("/" + file) }
    return result.printer.text(about).replacing(root.path + "/", with: "")
  }

  /// A fixture of `invalid/<kind>`, placed where its kind belongs in a release, and what loading says about it.
  static func report(kind: String, fixture: String) throws -> String {
    let content = try Data(contentsOf: fixtures.appending(path: "invalid/\(kind)/\(fixture).yaml"))
    let release = try FixtureRelease()
    let place =
      switch kind {
      case "flows": "CallFlows/\(fixture).yaml"
      case "prompts": "Prompts/en/prompts.yaml"
      case "lookups": "CallFlows/lookups.yaml"
      default: "CallFlows/\(kind)/\(fixture).yaml"
      }
    try release.write(place, content)
    return release.report(about: place)
  }

  /// A fixture of `invalid/tests`, and what reading it as a test of the valid release says about it.
  static func testReport(fixture: String) throws -> String {
    let content = try Data(contentsOf: fixtures.appending(path: "invalid/tests/\(fixture).yaml"))
    let release = try FixtureRelease()
    try release.write("CallFlows/tests/\(fixture).yaml", content)
    guard let service = release.load().service else { return "the valid release is not valid" }
    let set = FlowTestFiles.load(besides: release.url("CallFlows").path, for: service)
    return set.printer.text(set.diagnostics).replacing(release.root.path + "/", with: "")
  }

  static func configurationReport(fixture: String) -> String {
    let folder = fixtures.appending(path: "invalid/configuration").path
    let result = ConfigurationFile.load(file: "\(fixture).yaml", environment: [:], workingDirectory: folder)
    return result.printer.text(result.diagnostics)
  }
}
