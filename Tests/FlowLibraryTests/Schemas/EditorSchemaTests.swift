import CallFlows
import FlowLibrary
import Foundation
import Testing

/// The schemas that editors are given, against the readers that decide.
struct EditorSchemaTests {
  private static let whole = FixtureRelease.fixtures.appending(path: "whole")
  static let examples = SchemaFile.all(in: SchemaFile.project)
  static let valid =
    examples + SchemaFile.all(in: FixtureRelease.fixtures.appending(path: "valid")) + SchemaFile.all(in: whole)

  @Test func thereAreFilesOfEveryKind() {
    #expect(Set(SchemaFile.all(in: Self.whole).map(\.kind)) == Set(FileKind.allCases))
    #expect(Self.examples.count > 25)
  }

  @Test(arguments: FileKind.allCases)
  func theCommittedSchemaIsTheCurrentOne(_ kind: FileKind) throws {
    let file = SchemaFile.project.appending(path: "CallFlows/schemas/\(kind.schemaFile)")
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(committed == kind.schema, "write them anew: switchboard schema --write CallFlows/schemas")
  }

  @Test(arguments: valid)
  func aValidFileFits(_ file: SchemaFile) throws {
    #expect(try SchemaJudge(file.kind.schema).admits(file.root()))
  }

  @Test(arguments: examples)
  func anExampleNamesItsSchemaInItsFirstLine(_ file: SchemaFile) throws {
    let first = try #require(try file.text().split(separator: "\n").first)
    let beginning = "# yaml-language-server: $schema="
    #expect(first.hasPrefix(beginning))
    let schema = file.url.deletingLastPathComponent().appending(path: String(first.dropFirst(beginning.count)))
    #expect(schema.standardizedFileURL.path.hasSuffix("/CallFlows/schemas/\(file.kind.schemaFile)"))
    #expect(FileManager.default.fileExists(atPath: schema.standardizedFileURL.path))
  }

  /// What a schema alone can see of `Fixtures/invalid`.
  @Test(arguments: [
    (FileKind.flow, "flows/unknown-keys"), (.flow, "flows/values"), (.flow, "flows/wrong-kinds"),
    (.flow, "flows/actions"), (.flow, "flows/recordings"), (.queue, "queues/values"),
    (.queue, "queues/whisper"), (.schedule, "schedules/values"), (.schedule, "schedules/seasons"),
    (.survey, "surveys/values"), (.lookups, "lookups/values"), (.prompts, "prompts/words"), (.test, "tests/lines"),
    (.test, "tests/head"), (.configuration, "configuration/values"), (.configuration, "configuration/kinds"),
  ])
  func aFileWithAMistakeDoesNotFit(_ kind: FileKind, _ name: String) throws {
    let file = SchemaFile(kind: kind, url: FixtureRelease.fixtures.appending(path: "invalid/\(name).yaml"))
    #expect(try !SchemaJudge(kind.schema).admits(file.root()))
  }

  @Test(arguments: FileKind.allCases)
  func everySettingIsExplained(_ kind: FileKind) throws {
    let json = try JSONSerialization.jsonObject(with: Data(kind.schema.utf8))
    #expect(Self.unexplained(json, "") == [])
  }

  /// Properties without a description, but for what `set` writes down.
  private static func unexplained(_ json: Any, _ place: String) -> [String] {
    guard let object = json as? [String: Any] else {
      return (json as? [Any] ?? []).enumerated().flatMap { unexplained($1, "\(place)/\($0)") }
    }
    let properties = object["properties"] as? [String: [String: Any]] ?? [:]
    let isOpen = object["additionalProperties"] is [String: Any]
    let missing = properties.filter { ($0.value["description"] as? String ?? "").isEmpty && !isOpen }.keys
    return missing.map { "\(place)/\($0)" } + object.flatMap { unexplained($0.value, "\(place)/\($0.key)") }
  }
}

// MARK: The environment

extension EditorSchemaTests {
  @Test func everyValueOfTheConfigurationCanBeSetFromTheEnvironment() throws {
    let json = try JSONSerialization.jsonObject(with: Data(FileKind.configuration.schema.utf8))
    let paths = Self.values(of: json as? [String: Any] ?? [:], at: [])
    #expect(paths.count > 45)
    let variables = paths.map { path in
      "SWITCHBOARD_" + path.joined(separator: "_").uppercased().replacing("-", with: "_")
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "nothing-\(UUID().uuidString)").path
    let result = ConfigurationFile.load(
      file: nil, environment: Dictionary(uniqueKeysWithValues: variables.map { ($0, "") }), workingDirectory: folder)
    #expect(result.diagnostics.filter { $0.rule == "unknown-variable" }.map(\.location.file) == [])
  }

  /// The paths of what is no section. Lists of mappings have no variables.
  private static func values(of section: [String: Any], at path: [String]) -> [[String]] {
    (section["properties"] as? [String: [String: Any]] ?? [:]).flatMap { key, setting -> [[String]] in
      if path.isEmpty, ["trunks", "audio"].contains(key) { return [] }
      return setting["properties"] == nil ? [path + [key]] : values(of: setting, at: path + [key])
    }
  }
}

// MARK: Every key

extension EditorSchemaTests {
  /// The files that have every setting, once, check: what the readers say of them is about the keys that are added below.
  @Test func theFilesWithEverySettingCheck() throws {
    let release = try FixtureRelease(copying: Self.whole)
    let result = release.load()
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(result.printer.text(errors))")
    let service = try #require(result.service)
    let tests = FlowTestFiles.load(besides: release.url("CallFlows").path, for: service)
    #expect(tests.diagnostics.isEmpty, "\(tests.printer.text(tests.diagnostics))")
    let configuration = Self.configuration(in: release)
    #expect(configuration.configuration != nil, "\(configuration.printer.text(configuration.diagnostics))")
  }

  private static func configuration(in release: FixtureRelease) -> ConfigurationFile.Result {
    ConfigurationFile.load(file: "switchboard.yaml", environment: [:], workingDirectory: release.root.path)
  }

  /// A key that no reader knows is put into every mapping, and each reader says which keys it knows: those of the schema,
  /// and no others. Where a reader takes any key, the schema does.
  @Test(arguments: FileKind.allCases)
  func theSchemaHasTheKeysThatTheReaderTakesAndNoOthers(_ kind: FileKind) throws {
    let judge = try SchemaJudge(kind.schema)
    var taken: [String: Set<String>] = [:]
    var named: [String: Set<String>] = [:]
    for file in SchemaFile.all(in: Self.whole) where file.kind == kind {
      let root = try file.root()
      let objects = judge.objects(of: root)
      let known = try Self.knownKeys(of: file, root)
      for (path, object) in objects where object.isClosed || known[path] != nil {
        // What a resource gives stands in another file.
        if kind == .test, path.first == "lookups", path.count == 2 { continue }
        #expect(object.isClosed, "\(file.testDescription) \(path): the reader takes none but \(known[path] ?? [])")
        guard let keys = known[path] else {
          Issue.record("\(file.testDescription) \(path): the reader takes any key, \(object.place) does not")
          continue
        }
        // What would make a comment of a survey's question is known there, and never stands beside `ask`.
        let isAsked = kind == .survey && object.keys.contains("ask")
        taken[object.place, default: []].formUnion(isAsked ? keys.subtracting(["record"]) : keys)
        named[object.place] = object.keys
      }
    }
    for (place, keys) in named {
      #expect(taken[place]?.subtracting(keys) == [], "\(place) lacks what the reader takes")
      #expect(keys.subtracting(taken[place] ?? []) == [], "\(place) has what no reader takes")
    }
    let unvisited = judge.closedObjects.filter { !$0.hasPrefix("met ") }.subtracting(named.keys)
    #expect(unvisited == [], "Fixtures/whole has none of these")
  }

  /// What the reader says that it knows in each mapping; nothing for one that takes any key.
  private static func knownKeys(of file: SchemaFile, _ root: YAMLNode) throws -> [[String]: Set<String>] {
    var known: [[String]: Set<String>] = [:]
    let paths = YAMLText.mappings(of: root)
    // Of one file a hundred mistakes are told.
    for start in stride(from: 0, to: paths.count, by: 30) {
      var additions: [[String]: String] = [:]
      for index in start..<min(start + 30, paths.count) { additions[paths[index]] = "qqqqqqqqqqqqqqqq-\(index)-" }
      let text = YAMLText(additions: additions).text(root)
      for diagnostic in try diagnostics(of: text, in: file) where diagnostic.rule == "unknown-key" {
        for (path, key) in additions where diagnostic.sentence.contains("`\(key)`") {
          let mend = try #require(diagnostic.mend.split(separator: "known are: ").last, "\(diagnostic.mend)")
          known[path] = Set(mend.split(separator: ", ").map(String.init)).union(unlisted(path, file))
        }
      }
    }
    return known
  }

  /// What a reader takes and does not recommend.
  private static func unlisted(_ path: [String], _ file: SchemaFile) -> Set<String> {
    file.kind == .flow && path == ["defaults"] ? ["callback"] : []
  }

  private static func diagnostics(of text: String, in file: SchemaFile) throws -> [Diagnostic] {
    let release = try FixtureRelease(copying: whole)
    if file.kind == .test {
      let service = try #require(release.load().service)
      try release.write(file.name(in: whole), text)
      return FlowTestFiles.load(besides: release.url("CallFlows").path, for: service).diagnostics
    }
    try release.write(file.name(in: whole), text)
    return file.kind == .configuration ? configuration(in: release).diagnostics : release.load().diagnostics
  }
}
