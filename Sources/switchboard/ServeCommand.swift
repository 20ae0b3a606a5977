import ArgumentParser
import Exchange
import FlowLibrary

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the phone service.",
    discussion: """
      Prints where to dial and which numbers there are. SIGTERM or Ctrl-C lets running calls end (calls.drain). Flows and \
      prompts that are saved are in place for the next calls within two seconds, if they check; SIGHUP reads them at once.
      """)

  @OptionGroup var options: ConfigurationOption

  func run() async throws {
    let configuration = try options.load()
    let logger = ServiceLog.logger(configuration.log)
    let service: PhoneService
    do {
      service = try await PhoneService.start(configuration, logger: logger)
    } catch {
      throw Failure.report("\(error)")
    }
    Terminal.write("\(service.greeting)")
    try await service.run()
  }
}
