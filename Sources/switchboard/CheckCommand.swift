import ArgumentParser
import CallFlows
import FlowLibrary

struct CheckCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say everything that is wrong with the flows and prompts.",
    discussion: """
      Exit code 0: clean, or warnings only; 1: errors; 2: wrong usage. Without a path it checks the folders that the \
      configuration names.
      """)

  @OptionGroup var options: ConfigurationOption

  @Argument(help: "A folder of flows, and then, if it is not the configured one, a folder of prompts.")
  var paths: [String] = []

  @Option(help: "text or json.")
  var format = Format.text

  func validate() throws {
    guard paths.count <= 2 else { throw ValidationError("Give a folder of flows and a folder of prompts.") }
  }

  func run() async throws {
    let configuration = try options.load()
    let result = ServiceFiles.load(
      flows: paths.first ?? configuration.flows, prompts: paths.dropFirst().first ?? configuration.prompts,
      remembered: RecordedWords(file: RecordedWords.file(data: configuration.data)))
    let tests = result.service.map {
      FlowTestFiles.load(besides: paths.first ?? configuration.flows, for: $0)
    }
    switch format {
    case .json: print(result.printer.json(result.diagnostics + (tests?.diagnostics ?? [])))
    case .text:
      if !result.diagnostics.isEmpty { print(result.printer.text(result.diagnostics) + "\n") }
      if let tests, !tests.diagnostics.isEmpty { print(tests.printer.text(tests.diagnostics) + "\n") }
      print(summary(result))
      if let tests, tests.hasErrors { print("The tests have mistakes; what they are about can go live.") }
    }
    if result.hasErrors || tests?.hasErrors == true { throw ExitCode(Failure.failed) }
  }

  private func summary(_ result: LoadResult) -> String {
    let errors = result.diagnostics.count { $0.severity == .error }
    let warnings = result.diagnostics.count - errors
    guard let service = result.service else {
      return "\(counted(errors, "error")), \(counted(warnings, "warning")): not published"
    }
    let steps = service.release.flows.values.reduce(0) { $0 + $1.steps.count }
    let holdings = [
      "\(counted(service.release.flows.count, "flow")) with \(counted(steps, "step"))",
      counted(service.queues.count, "queue"), counted(service.prompts.languages.count, "language"),
    ]
    let verdict = warnings == 0 ? "all is well" : counted(warnings, "warning")
    return "\(holdings.joined(separator: ", ")): \(verdict) (release \(service.release.identifier.prefix(12)))"
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
