import ArgumentParser
import CallControl
import CallQueues
import CallStore
import FlowLibrary
import Foundation
import Redaction

struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Every decision of the queues about a call, a ticket or an agent, with its reason.",
    discussion: "A ticket is a place in a queue: of the call C, the first is C/1.",
    subcommands: [Call.self, Ticket.self, Agent.self])

  struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "call", abstract: "Of all tickets of a call.")

    @Argument(help: "The call's identifier, as `switchboard calls` shows it.")
    var id: String
    @OptionGroup var output: DecisionOutput

    func run() async throws {
      let account = try await output.read { try await $0.account(of: CallID(id)) }
      guard let account else {
        throw Failure.report("there is no call \(id.printable); switchboard calls lists the last")
      }
      try output.show(account.queueEvents.map(Decision.init), nothing: "The call has not been in a queue.")
    }
  }

  struct Ticket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ticket", abstract: "Of one place in a queue.")

    @Argument(help: "The ticket's identifier.")
    var id: String
    @OptionGroup var output: DecisionOutput

    func run() async throws {
      let events = try await output.read { try await $0.queueEvents(of: TicketID(id)) }
      guard !events.isEmpty else {
        throw Failure.report("there is no ticket \(id.printable); switchboard why call ID shows those of a call")
      }
      try output.show(events.map(Decision.init), nothing: "")
    }
  }

  struct Agent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "agent", abstract: "Of one agent: offers, and what the agent was doing; the last at the end.")

    @Argument(help: "The agent's short name.")
    var id: String
    @Option(help: "At most so many of each.")
    var limit = 50
    @OptionGroup var output: DecisionOutput

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit counts from 1.") }
    }

    func run() async throws {
      let agent = AgentID(id)
      let (events, states, isKnown) = try await output.read { store in
        (
          try await store.queueEvents(of: agent, limit: limit), try await store.states(of: agent, limit: limit),
          try await store.agent(agent) != nil
        )
      }
      guard isKnown || !states.isEmpty else {
        throw Failure.report("there is no agent \(id.printable); switchboard agent list shows them all")
      }
      let decisions =
        (events.map { ($0.at, $0.sequence, Decision($0)) } + states.map { ($0.at, $0.sequence, Decision($0)) })
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      try output.show(decisions.map(\.2), nothing: "Nothing has happened yet.")
    }
  }
}

/// How decisions are shown, and whence they come.
struct DecisionOutput: ParsableArguments {
  @Flag(help: "As JSON, for programs.")
  var json = false
  @OptionGroup var options: ConfigurationOption

  func read<Value: Sendable>(_ read: @Sendable (CallStore) async throws -> Value) async throws -> Value {
    try await withStore(try options.load(), read)
  }

  func show(_ decisions: [Decision], nothing: String) throws {
    if json { return try printJSON(decisions) }
    print(decisions.isEmpty ? nothing : decisions.map(\.line).joined(separator: "\n"))
  }
}

/// One decision, as the command shows it.
struct Decision: Encodable {
  var at: String
  var what: String
  var ticket: String?
  var queue: String?
  var agent: String?
  /// How long the ticket had waited, or the two had talked.
  var seconds: Double?
  var detail: String?
  var why: String

  init(_ event: StoredQueueEvent) {
    at = event.at.iso8601
    what = event.kind
    ticket = event.ticket.rawValue
    queue = event.queue?.rawValue
    agent = event.agent?.rawValue
    seconds = event.duration.map { $0 / .seconds(1) }
    detail = event.detail
    why = event.why
  }

  init(_ state: StoredAgentState) {
    at = state.at.iso8601
    what = "is \(state.status)"
    agent = state.agent.rawValue
    why = state.why
  }

  /// `2026-11-27T10:00:00.000Z  offered  20261127…/1  support  ana  after 12 s  (free the longest …)`
  var line: String {
    let length = seconds.map { "after \(Int($0)) s" }
    let words = [what, ticket, queue, agent, length, detail].compactMap(\.self).joined(separator: "  ")
    return "\(at)  \(words.printable)  (\(why.printable))"
  }
}
