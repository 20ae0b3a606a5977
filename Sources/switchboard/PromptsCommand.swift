import ArgumentParser
import AudioSignal
import CallFlows
import FlowLibrary
import Foundation

struct PromptsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompts", abstract: "The words and recordings that callers hear.",
    subcommands: [List.self, Check.self, Build.self, Record.self, Tune.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every prompt in every language: its words, and whether it has a recording.")

    @OptionGroup var options: ConfigurationOption

    @Flag(help: "As JSON, for programs.")
    var json = false

    @Option(help: "Prompts that speak a number are listed for the numbers from 1 to this.")
    var numbers = 10

    func run() async throws {
      let configuration = try options.load()
      let result = ServiceFiles.load(flows: configuration.flows, prompts: configuration.prompts)
      guard let service = result.service else {
        throw Failure.report("the flows and prompts do not check:\n" + result.printer.text(result.diagnostics))
      }
      let prompts = service.prompts.inventory(speaking: 1...max(1, numbers)).map(Entry.init)
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(prompts), as: UTF8.self))
      } else {
        for prompt in prompts { print(prompt.line) }
      }
    }
  }

  struct Tune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tune", abstract: "Write the built-in music for waiting callers as a WAV file.")

    @Argument(help: "The file to write: Prompts/music/waiting-tune.wav")
    var path: String

    func run() async throws {
      do {
        try AudioFile(samples: WaitingTune.samples(), rate: TelephoneAudio.sampleRate).writeWAV(path)
      } catch {
        throw Failure.report("\(error)")
      }
    }
  }

  /// One prompt as the command shows it.
  struct Entry: Encodable {
    var language: String
    /// The recording's name without its ending: `service-place.3` speaks the third place.
    var name: String
    var words: String
    var recorded: Bool

    init(_ prompt: PromptInventoryEntry) {
      language = prompt.reference.language.text
      name = prompt.recordingName
      words = prompt.words
      recorded = prompt.isRecorded
    }

    var line: String {
      "\(language)  \(name.padding(toLength: max(26, name.count + 2), withPad: " ", startingAt: 0))"
        + "\(recorded ? "recorded   " : "synthesized")  \(words)"
    }
  }
}
