import ArgumentParser
import CallControl
import CallStore
import Exchange
import FlowLibrary
import Redaction
import Timekeeping

struct MessagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "messages",
    abstract: "Webhooks and e-mails that flows have sent, newest first, and what became of them.",
    discussion: """
      What cannot be delivered is tried again for a day, ever more rarely, and then given up. Works whether the service \
      runs or not; what has been over for a week is forgotten.
      """,
    subcommands: [List.self, Retry.self], defaultSubcommand: List.self)
}

extension MessagesCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The last messages.")

    @Flag(help: "Only those that were given up.")
    var dead = false

    @Option(help: "At most so many.")
    var limit = 20

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit counts from 1.") }
    }

    func run() async throws {
      let messages = try await withStore(try options.load()) { try await $0.messages(onlyDead: dead, limit: limit) }
      let entries = messages.map(MessageEntry.init)
      if json { return try printJSON(entries) }
      if entries.isEmpty { return print(dead ? "No message was given up." : "No messages.") }
      for entry in entries { print(entry.lines) }
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry", abstract: "Have a message that was given up tried again, as long as a new one.")

    @Argument(help: "The message's identifier, as the list shows it.")
    var id: String

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      try await withStore(try options.load()) { try await $0.revive(id, at: SystemClocks().reading.wall) }
      print("Message \(id) is tried again within half a minute.")
    }
  }
}

/// One message as the command line shows it, without what it says.
struct MessageEntry: Encodable {
  var id: String
  var way: String
  var to: String
  var call: String?
  var created: String
  var attempts: Int
  /// `waiting`, `delivered` or `given-up`.
  var state: String
  /// When it is tried next, was delivered, or was given up.
  var at: String
  var reason: String?

  init(_ message: OutboxMessage) {
    id = message.id
    way = message.way.rawValue
    to = message.recipient.exposed
    call = message.call?.rawValue
    created = message.created.iso8601
    attempts = message.attempts
    reason = message.reason
    switch message.state {
    case .waiting(let due): (state, at) = ("waiting", due.iso8601)
    case .delivered(let time): (state, at) = ("delivered", time.iso8601)
    case .dead(let time): (state, at) = ("given-up", time.iso8601)
    }
  }

  /// Two lines: what and where to; then how it stands.
  var lines: String {
    let course = [
      "\(state) \(at)", attempts == 1 ? "1 attempt" : "\(attempts) attempts", call.map { "call \($0)" }, reason,
    ].compactMap(\.self).joined(separator: "  ")
    return "\(id)  \(created)  \(way) to \(to.printable)\n    \(course.printable)"
  }
}
