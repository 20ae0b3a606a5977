import AudioSignal
import CallFlows
import FlowLibrary
import Foundation
import Simulation
import Testing

/// `CallFlows/tests` against `CallFlows` and `Prompts`, as `switchboard test` runs them.
struct ExampleServiceTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func `The example service passes its own tests, and they visit every step and every outcome`() async throws {
    let flows = Self.root.appending(path: "CallFlows").path
    let loaded = ServiceFiles.load(flows: flows, prompts: Self.root.appending(path: "Prompts").path)
    let service = try #require(loaded.service, "\(loaded.printer.text(loaded.diagnostics))")
    let set = FlowTestFiles.load(besides: flows, for: service)
    #expect(set.diagnostics.isEmpty, "\(set.printer.text(set.diagnostics))")
    let bench = TrialBench(
      release: service.release, queues: service.queues,
      voice: TrialVoice(
        words: { service.prompts.words(for: $0) }, recordedLength: { service.prompts.audio(for: $0)?.duration }))
    let results = set.tests.map { FlowTestRun.run($0, on: bench) }
    for result in results {
      let failure = result.failure
      #expect(
        failure == nil,
        "\(result.test.name): \(failure?.sentence ?? "")\n\(failure?.story.joined(separator: "\n") ?? "")")
    }
    let diagrams = service.release.flows.values.map { FlowDiagram($0, queues: service.queueRules) }
    let gaps = FlowCoverage(of: diagrams, by: results).gaps
    #expect(gaps.map(\.description) == [])
    let languages = Set(results.flatMap(\.events).compactMap(Self.language))
    #expect(languages == ["en", "es", "pl"])
  }

  private static func language(_ event: TrialEvent) -> Language? {
    if case .heard(let heard) = event.content { heard.prompt.language } else { nil }
  }
}
