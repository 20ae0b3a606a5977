import CallFlows
import FlowLibrary
import Foundation
import Simulation

/// A release of a few files, and calls on the bench as its tests write them.
final class BenchRelease {
  private let root = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
  let loaded: LoadResult

  init(_ files: [String: String]) throws {
    for (name, text) in files { try Self.write(text, to: root.appending(path: name)) }
    loaded = ServiceFiles.load(
      flows: root.appending(path: "CallFlows").path, prompts: root.appending(path: "Prompts").path, environment: [:])
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  private static func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  var errors: [Diagnostic] { loaded.diagnostics.filter { $0.severity == .error } }

  /// Reads a test, without its name and the number that is dialled.
  func test(_ lines: String) throws -> FlowTestSet? {
    guard let service = loaded.service else { return nil }
    let file = root.appending(path: "CallFlows/tests/one.yaml")
    try Self.write("test: one\nto: \"100\"\nfrom: \"+34600111222\"\n\(lines)", to: file)
    return FlowTestFiles.load([file.path], for: service)
  }

  /// Reads a test and runs it; what is wrong with it, in one text, or nothing.
  func run(_ lines: String) throws -> String? {
    guard let service = loaded.service, let set = try test(lines) else { return loaded.printer.text(errors) }
    guard let test = set.tests.first else { return set.printer.text(set.diagnostics) }
    let bench = TrialBench(
      release: service.release, queues: service.queues, voice: TrialVoice(words: { service.prompts.words(for: $0) }))
    guard let failure = FlowTestRun.run(test, on: bench).failure else { return nil }
    return ([failure.sentence, failure.mend] + failure.story).joined(separator: "\n")
  }
}
