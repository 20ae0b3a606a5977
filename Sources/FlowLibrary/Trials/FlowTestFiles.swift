package import CallFlows
import Foundation

/// Reads the tests of a release. They are no part of it: a mistake in a test keeps nothing from going live.
package enum FlowTestFiles {
  /// Where the tests of a release are, below its flows.
  package static let folder = "tests"

  /// Reads files, and of folders the files that end in .yaml.
  ///
  /// Never throws: what cannot be read is a diagnostic like any other mistake.
  package static func load(_ paths: [String], for service: LoadedService) -> FlowTestSet {
    var reading = Reading(service: service)
    for path in paths { reading.read(path) }
    return FlowTestSet(tests: reading.tests, diagnostics: reading.diagnostics, sources: reading.sources)
  }

  /// Reads the tests of a folder of flows; none where there is no such folder.
  package static func load(besides flows: String, for service: LoadedService) -> FlowTestSet {
    let path = flows + "/" + folder
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return FlowTestSet(tests: [], diagnostics: [], sources: [:])
    }
    return load([path], for: service)
  }

  private struct Reading {
    let service: LoadedService
    var tests: [FlowTest] = []
    var diagnostics: [Diagnostic] = []
    var sources: [String: [UInt8]] = [:]
    private var places: [String: SourceLocation] = [:]

    init(service: LoadedService) {
      self.service = service
    }

    mutating func read(_ path: String) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        let location = SourceLocation(file: path, line: 1, column: 1)
        let mend = "name a test or a folder of tests"
        diagnostics.append(
          Diagnostic(.error, "there is no \(path)", rule: "missing-folder", mend: mend, at: location))
        return
      }
      let url = URL(filePath: path)
      do throws(ReleaseFolder.Refusal) {
        if isFolder.boolValue {
          let folder = try ReleaseFolder(path)
          for name in folder.names() where name.hasSuffix(".yaml") { read(name, in: folder) }
        } else {
          read(url.lastPathComponent, in: try ReleaseFolder(url.deletingLastPathComponent().path))
        }
      } catch {
        let location = SourceLocation(file: path, line: 1, column: 1)
        diagnostics.append(Diagnostic(.error, error.sentence, rule: error.rule, mend: error.mend, at: location))
      }
    }

    private mutating func read(_ name: String, in folder: ReleaseFolder) {
      let shown = folder.shown(name)
      let reader = SchemaReader(file: shown)
      do throws(ReleaseFolder.Refusal) {
        let bytes = try folder.bytes(of: name, limit: YAMLLimits.standard.size)
        sources[shown] = bytes
        let (root, mistakes) = YAMLComposer.compose(bytes, file: shown)
        reader.take(mistakes)
        if let root, let test = FlowTestReader(reader: reader, service: service).test(root) { add(test, reader) }
      } catch {
        reader.error(error.sentence, rule: error.rule, mend: error.mend, at: folder.location(name))
      }
      diagnostics += reader.diagnostics
    }

    private mutating func add(_ test: FlowTest, _ reader: SchemaReader) {
      if let first = places[test.name] {
        let sentence = "there is another test called `\(test.name.shortened)`, in \(first.file)"
        reader.error(sentence, rule: "duplicate-name", mend: "give one of them another name", at: test.location)
      }
      places[test.name] = test.location
      tests.append(test)
    }
  }
}

/// The tests that were read, and every mistake in them.
package struct FlowTestSet: Sendable {
  /// Those without mistakes, in the order of their files.
  package let tests: [FlowTest]
  package let diagnostics: [Diagnostic]
  /// Shows diagnostics, and failures, with the lines they are about.
  package let printer: DiagnosticPrinter

  init(tests: [FlowTest], diagnostics: [Diagnostic], sources: [String: [UInt8]]) {
    self.tests = tests
    self.diagnostics = diagnostics.inFileOrder
    printer = DiagnosticPrinter(sources: sources.mapValues(SourceText.init))
  }

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
