import ArgumentParser
import CallControl
import CallStore
import Exchange
import FlowLibrary
import Foundation

struct CallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calls",
    abstract: "The last calls, newest first, with the way each took.",
    discussion: "With the identifier of one call: everything about it, step by step.")

  @Argument(help: "One call's identifier, as the list shows it.")
  var id: String?

  @Option(help: "At most so many.")
  var limit = 20

  @Flag(help: "As JSON, for programs.")
  var json = false

  @OptionGroup var options: ConfigurationOption

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit counts from 1.") }
  }

  func run() async throws {
    let configuration = try options.load()
    guard let id else {
      let calls = try await withStore(configuration) { try await $0.calls(CallFilter(limit: limit)) }
      if json { return try printJSON(calls.map(CallEntry.init)) }
      if calls.isEmpty { return print("No calls yet.") }
      for call in calls { print(CallEntry(call).lines) }
      return
    }
    guard let account = try await withStore(configuration, { try await $0.account(of: CallID(id)) }) else {
      throw Failure.report("there is no call \(id); switchboard calls lists the last ones")
    }
    let entry = CallAccountEntry(account, recordings: RecordingFolder(data: configuration.data))
    if json { return try printJSON(entry) }
    print(entry.lines)
  }
}
