import ArgumentParser

@main
struct Switchboard: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switchboard",
    abstract: "A phone service of your own: spoken menus, fair queues, and people who answer.",
    discussion: """
      A first service in three commands:
        switchboard agent add ana --phone 201 --name "Ana Ruiz" --queues support --languages en,es
        switchboard serve
        switchboard calls
      The configuration is switchboard.yaml in the working directory; the flows that callers hear are in CallFlows/, \
      their words and recordings in Prompts/.
      """,
    subcommands: [
      ServeCommand.self, CheckCommand.self, TestCommand.self, TryCommand.self, WhenCommand.self, DrawCommand.self,
      AgentCommand.self, CallCommand.self, CallsCommand.self, WhyCommand.self, RecordingsCommand.self,
      ReleaseCommand.self, MessagesCommand.self, TraceCommand.self, PromptsCommand.self, SchemaCommand.self,
      ScheduleCommand.self,
    ])

  /// Wrong usage ends with exit code 2, of every command; everything else as the command says.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Terminal.complain(fullMessage(for: error))
      exit(withError: ExitCode(Failure.wrongUsage))
    }
  }
}
