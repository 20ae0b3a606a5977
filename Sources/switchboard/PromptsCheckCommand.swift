import ArgumentParser
import CallFlows
import Exchange
import FlowLibrary
import Foundation

extension PromptsCommand {
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Say which prompts are missing, unused, or recorded before their words were changed.",
      discussion: "Exit code 0: all is well; 1: something is to be done.")

    @OptionGroup var options: ConfigurationOption

    @Flag(help: "Take every recording for what its words are now.")
    var accept = false

    func run() async throws {
      let configuration = try options.load()
      let file = RecordedWords.file(data: configuration.data)
      var remembered = RecordedWords(file: file)
      var result = load(configuration, remembered)
      if accept, let service = result.service {
        remembered = remembered.noting(service.recorded, accepting: true)
        do {
          try remembered.write(to: file)
        } catch {
          throw Failure.report("\(file) cannot be written: \(error.localizedDescription); check the folder's rights")
        }
        result = load(configuration, remembered)
      }
      try report(result)
    }

    private func load(_ configuration: FlowLibrary.Configuration, _ remembered: RecordedWords) -> LoadResult {
      ServiceFiles.load(flows: configuration.flows, prompts: configuration.prompts, remembered: remembered)
    }

    private func report(_ result: LoadResult) throws {
      let found = result.diagnostics.filter { Finding(rule: $0.rule) != nil }
      if !found.isEmpty { print(result.printer.text(found) + "\n") }
      guard let service = result.service else {
        print("the flows and prompts do not check: `switchboard check` shows every mistake")
        throw ExitCode(Failure.failed)
      }
      let counts = Finding.allCases.compactMap { finding -> String? in
        let count = found.count { Finding(rule: $0.rule) == finding }
        return count == 0 ? nil : "\(count) \(finding.rawValue)"
      }
      let prompts = service.prompts.inventory(speaking: 1...1)
      let recorded = prompts.count(where: \.isRecorded)
      let verdict = counts.isEmpty ? "all is well" : counts.joined(separator: ", ")
      print("\(recorded) recorded, \(prompts.count - recorded) spoken by the speech command: \(verdict)")
      if !counts.isEmpty { throw ExitCode(Failure.failed) }
    }
  }

  struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "build",
      abstract: "Speak and encode all that is not there yet, so that the next start is quick.")

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let configuration = try options.load()
      do {
        let outcome = try await PromptWorkshop.build(
          configuration, logger: ServiceLog.logger(configuration.log))
        print(
          outcome.spoken == 0
            ? "everything was there already" : "the speech command was run \(outcome.spoken) times; all is there")
      } catch {
        throw Failure.report("\(error)")
      }
    }
  }

  /// What is to be done about a prompt.
  private enum Finding: String, CaseIterable {
    case missing, stale, unused

    init?(rule: String) {
      switch rule {
      case "unknown-prompt", "missing-translation": self = .missing
      case "stale-recording": self = .stale
      case "unused-prompt": self = .unused
      default: return nil
      }
    }
  }
}
