import ArgumentParser
import CallFlows
import FlowLibrary
import Foundation
import Redaction
import Simulation

struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the tests of the flows: calls with a virtual clock, without a line.",
    discussion: """
      Without a path it runs CallFlows/tests/*.yaml, and then names the steps and outcomes that no test visits. Exit code \
      0: every test passed; 1: not; 2: wrong usage. CallFlows/README.md tells how tests are written.
      """)

  @OptionGroup var options: ConfigurationOption

  @Argument(help: "Tests, or folders of tests.")
  var paths: [String] = []

  @Option(help: ArgumentHelp("Also write the results as JUnit XML.", valueName: "file"))
  var junit: String?

  func run() async throws {
    let (service, configuration) = try options.loadService()
    let set =
      paths.isEmpty
      ? FlowTestFiles.load(besides: configuration.flows, for: service) : FlowTestFiles.load(paths, for: service)
    if !set.diagnostics.isEmpty { Terminal.write(set.printer.text(set.diagnostics) + "\n") }
    if set.tests.isEmpty, !set.hasErrors {
      let folder = paths.first ?? configuration.flows + "/" + FlowTestFiles.folder
      throw Failure.report("there is no test in \(folder); CallFlows/README.md tells how to write one")
    }
    let results = await Self.results(of: set.tests, on: TrialBench(service))
    for result in results { Terminal.write(Self.text(result, set.printer)) }
    if paths.isEmpty, !set.hasErrors { Self.tellGaps(service, results) }
    try write(results)
    let failures = results.count { !$0.hasPassed }
    Terminal.write(Self.verdict(results.count, failures, hasErrors: set.hasErrors))
    if failures > 0 || set.hasErrors { throw ExitCode(Failure.failed) }
  }

  /// Each on its own, in the order of their files.
  private static func results(of tests: [FlowTest], on bench: TrialBench) async -> [FlowTestResult] {
    await withTaskGroup(of: (Int, FlowTestResult).self) { group in
      for (index, test) in tests.enumerated() { group.addTask { (index, FlowTestRun.run(test, on: bench)) } }
      var results: [(Int, FlowTestResult)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private static func text(_ result: FlowTestResult, _ printer: DiagnosticPrinter) -> String {
    guard let failure = result.failure else { return "passed  \(result.test.name.printable)" }
    let story = failure.story.map { "    " + $0.printable }
    return
      (["FAILED  \(result.test.name.printable)", printer.text(failure.diagnostic), "  what happened:"] + story + [""])
      .joined(separator: "\n")
  }

  private static func tellGaps(_ service: LoadedService, _ results: [FlowTestResult]) {
    let gaps = FlowCoverage(of: service.diagrams, by: results).gaps
    if gaps.isEmpty { return Terminal.write("Every step and every outcome is visited.") }
    for gap in gaps { Terminal.write("Not visited: \(gap)") }
  }

  private static func verdict(_ count: Int, _ failures: Int, hasErrors: Bool) -> String {
    let unread = hasErrors ? "; those with mistakes were not run" : ""
    if failures > 0 { return "\(failures) of \(count) tests failed\(unread)" }
    return "\(count) test\(count == 1 ? "" : "s") passed\(unread)"
  }

  private func write(_ results: [FlowTestResult]) throws {
    guard let junit else { return }
    do {
      try JUnitReport.text(results, suite: "switchboard").write(toFile: junit, atomically: true, encoding: .utf8)
    } catch {
      throw Failure.report("the file \(junit) cannot be written; check its folder: \(error.localizedDescription)")
    }
  }
}

extension LoadedService {
  /// Every flow as steps and ways, in the order of their names.
  var diagrams: [FlowDiagram] {
    release.flows.values.sorted { $0.name < $1.name }.map { FlowDiagram($0, queues: queueRules) }
  }
}
