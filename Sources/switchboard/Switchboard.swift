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
    subcommands: [ServeCommand.self, CheckCommand.self, AgentCommand.self, CallsCommand.self, PromptsCommand.self])
}
