import ArgumentParser
import CallFlows
import FlowLibrary
import Foundation

/// `--config`, which every command takes.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The configuration; without it, switchboard.yaml in the working directory, else the built-in defaults.",
      valueName: "file"))
  var file: String?

  /// Reads it; prints what is wrong or doubtful to standard error.
  func load() throws -> FlowLibrary.Configuration {
    let result = ConfigurationFile.load(file: file, environment: ProcessInfo.processInfo.environment)
    if !result.diagnostics.isEmpty {
      Terminal.complain(result.printer.text(result.diagnostics))
    }
    guard let configuration = result.configuration else { throw ExitCode(Failure.failed) }
    return configuration
  }
}
