import ArgumentParser
import CallFlows
import CallQueues
import CallStore
import Exchange
import FlowLibrary
import Foundation
import Redaction
import Timekeeping

extension PromptsCommand {
  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Record a prompt by phone: the running service rings one, and says what to do.",
      discussion: """
        After the tone say the words; the pound key ends, and then 1 keeps the recording, 2 begins again, and 3 plays it. \
        Where there is a recording already, it is replaced after a second 1 alone. The recording lies in the folder of \
        prompts then, and the calls to come hear it.
        Exit code 0: there is a new recording; 1: everything is as it was.
        """)

    @Argument(help: "The prompt's name, as `prompts list` shows it: welcome, or service-place.3 for the third place.")
    var name: String

    @Option(help: "In which language; without it, the first that the flows speak.")
    var language: String?

    @Option(
      help: ArgumentHelp(
        """
        Whose phone rings: an agent's short name or phone, or a telephone number that `outbound` allows. May be left out \
        where there is one agent.
        """, valueName: "agent|number"))
    var phone: String?

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let configuration = try options.load()
      let prompt = try prompt(in: configuration)
      try await withStore(configuration) { store in
        let phone = try await phone(in: store)
        let order = StoredPromptOrder(
          id: UUID().uuidString.lowercased(), prompt: prompt.recordingName, language: prompt.reference.language,
          phone: Redacted(phone), ordered: SystemClocks().reading.wall)
        print("“\(prompt.words.printable)”")
        try await store.order(order)
        try await follow(order, phone, store)
      }
    }

    /// The prompt of that name.
    private func prompt(in configuration: FlowLibrary.Configuration) throws -> PromptInventoryEntry {
      let result = ServiceFiles.load(flows: configuration.flows, prompts: configuration.prompts)
      guard let service = result.service else {
        throw Failure.report("the flows and prompts do not check:\n" + result.printer.text(result.diagnostics))
      }
      let number = name.split(separator: ".").last.flatMap { Int($0) } ?? 1
      let prompts = service.prompts.inventory(speaking: 1...max(10, min(number, 10_000)))
      let wanted = language.map { Language($0) } ?? service.prompts.languages.first
      guard let wanted, service.prompts.languages.contains(wanted) else {
        let spoken = service.prompts.languages.map(\.text).joined(separator: ", ")
        throw Failure.report("no flow speaks `\(language ?? "")`; choose one of \(spoken)", code: Failure.wrongUsage)
      }
      guard let prompt = prompts.first(where: { $0.recordingName == name && $0.reference.language == wanted }) else {
        throw Failure.report(
          "there is no prompt `\(name)` in `\(wanted)` that can be recorded as a whole; switchboard prompts list shows them",
          code: Failure.wrongUsage)
      }
      return prompt
    }

    private func phone(in store: CallStore) async throws -> String {
      if let phone { return phone }
      let agents = try await store.agents()
      guard agents.count == 1, let only = agents.first else {
        let names = agents.map(\.id.rawValue).joined(separator: ", ")
        throw Failure.report(
          agents.isEmpty
            ? "there is no agent whose phone could ring; say --phone NUMBER"
            : "say whose phone is to ring: --phone, with one of \(names), or a number", code: Failure.wrongUsage)
      }
      return only.id.rawValue
    }

    /// How long a service that runs may take to take the order.
    private static let patience = 10

    /// Says how it goes, until it is over.
    private func follow(_ order: StoredPromptOrder, _ phone: String, _ store: CallStore) async throws {
      var shown = StoredPromptOrder.State.asked
      for look in 0... {
        try await Task.sleep(for: .milliseconds(200))
        guard let now = try await store.promptOrder(order.id) else { throw Failure.report("the order is gone") }
        if now.state == .asked, look > Self.patience * 5 {
          try await store.note(.notKept, "no service took it", of: order.id, at: SystemClocks().reading.wall)
          throw Failure.report("the service does not run with this configuration; start it with switchboard serve")
        }
        if now.state != shown, let line = line(now, phone) { show(line) }
        shown = now.state
        guard now.state.isEnd else { continue }
        guard now.state == .kept else {
          throw Failure.report("nothing was recorded: \(now.detail ?? "the call is over")")
        }
        return
      }
    }

    /// Also who reads it through a pipe is told at once.
    private func show(_ line: String) {
      print(line)
      fflush(nil)
    }

    private func line(_ order: StoredPromptOrder, _ phone: String) -> String? {
      switch order.state {
      case .asked, .notKept: nil
      case .taken: "calling \(phone.printable)"
      case .ringing: "ringing"
      case .answered: "answered: the words after the tone, then #; 1 keeps, 2 again, 3 hears it"
      case .kept: "\(order.language)/\(order.prompt).wav is recorded; the calls to come hear it"
      }
    }
  }
}
