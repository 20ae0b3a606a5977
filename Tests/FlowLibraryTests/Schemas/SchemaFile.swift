import CallFlows
import FlowLibrary
import Foundation
import Testing

/// A file that operators may have written, and the kind it is of.
struct SchemaFile: CustomTestStringConvertible, Sendable {
  var kind: FileKind
  var url: URL

  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  var testDescription: String { name(in: Self.project) }

  func name(in folder: URL) -> String { url.path.replacing(folder.path + "/", with: "") }

  func root() throws -> YAMLNode {
    let (root, _) = YAMLComposer.compose([UInt8](try Data(contentsOf: url)), file: url.lastPathComponent)
    return try #require(root)
  }

  func text() throws -> String { try String(contentsOf: url, encoding: .utf8) }

  /// Every such file below a folder that looks like the project's.
  static func all(in folder: URL) -> [SchemaFile] {
    let places: [(FileKind, String)] = [
      (.flow, "CallFlows"), (.queue, "CallFlows/queues"), (.schedule, "CallFlows/schedules"),
      (.survey, "CallFlows/surveys"), (.test, "CallFlows/tests"), (.configuration, ""),
    ]
    var files = places.flatMap { kind, place in
      names(folder.appending(path: place)).filter { $0.hasSuffix(".yaml") }.map { name in
        let isLookups = kind == .flow && name == "lookups.yaml"
        return SchemaFile(kind: isLookups ? .lookups : kind, url: folder.appending(path: place).appending(path: name))
      }
    }
    for language in names(folder.appending(path: "Prompts")) {
      let manifest = folder.appending(path: "Prompts/\(language)/prompts.yaml")
      if FileManager.default.fileExists(atPath: manifest.path) {
        files.append(SchemaFile(kind: .prompts, url: manifest))
      }
    }
    return files
  }

  private static func names(_ folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }
}
