import ArgumentParser
import CallQueues
import CallStore
import Exchange
import FlowLibrary
import Foundation
import Redaction
import SIPEngine
import Timekeeping

struct AgentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "The people who answer, and their phones.",
    discussion: "Works whether the service runs or not; a running service notices within a second.",
    subcommands: [Add.self, List.self, PIN.self, Unlock.self, Remove.self])
}

extension AgentCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Add an agent; prints the settings to type into the phone.",
      discussion: #"agent add ana --phone 201 --name "Ana Ruiz" --queues support,sales --languages en,es"#)

    @Argument(help: "A short name, unique: ana.")
    var id: String

    @Option(help: "The account that the agent's phone registers with: 201.")
    var phone: String

    @Option(help: "The name that people read.")
    var name: String?

    @Option(help: "The queues the agent answers, with commas.", transform: separated)
    var queues: [String] = []

    @Option(help: "The languages the agent speaks, with commas: en,es.", transform: separated)
    var languages: [String] = []

    @Option(
      help: "What else the agent can do, and how well from 1 to 9, with commas: product=router:7,product=tv.",
      transform: separated)
    var skills: [String] = []

    @Option(help: "agent; supervisor and administrator may also take part in the conversations of others; operator.")
    var role = AgentRole.agent

    @Option(
      name: .customLong("phone-password-file"),
      help: "A file whose first line is the phone's password; without it one is made.")
    var phonePasswordFile: String?

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let configuration = try options.load()
      guard !configuration.audio.contains(where: { $0.name == phone }) else {
        throw Failure.report("\(phone) is the name of a line under `audio`: take another --phone")
      }
      let skills = try skillsByNeed()
      let password = try phonePassword()
      let agent = StoredAgent(
        id: AgentID(id), name: name ?? id, phone: Redacted(phone), role: role, queues: queues.map { QueueID($0) },
        languages: languages, skills: skills,
        credentials: PhoneCredentials(user: phone, realm: configuration.sip.domain, password: password))
      try await withStore(configuration) { store in
        try await store.add(agent, at: SystemClocks().reading.wall)
      }
      let ports = serverPorts(configuration)
      print(
        """
        Agent \(id) is added. Type this into the phone:
          Account or user      \(phone)
          Password             \(password)
          Domain or realm      \(configuration.sip.domain)
          Server or proxy      this machine's address, \(ports)
        The password is not kept in the clear: it cannot be shown again.
        """)
      warnAboutUnknownQueues(configuration)
    }

    private func skillsByNeed() throws -> [String: [String]] {
      var byNeed: [String: [String]] = [:]
      for skill in skills {
        let parts = skill.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
          throw Failure.report("\(skill.printable) is no skill: say what need it answers, as in product=router:7")
        }
        byNeed[String(parts[0]), default: []].append(String(parts[1]))
      }
      return byNeed
    }

    private func serverPorts(_ configuration: FlowLibrary.Configuration) -> String {
      configuration.sip.listen.map { "port \($0.port) over \($0.transport.rawValue.uppercased())" }
        .joined(separator: " or ")
    }

    private func phonePassword() throws -> String {
      guard let phonePasswordFile else { return PhonePassword.make() }
      guard let text = try? String(contentsOfFile: phonePasswordFile, encoding: .utf8),
        let line = text.split(whereSeparator: \.isNewline).first
      else { throw Failure.report("no password can be read from \(phonePasswordFile): its first line is taken") }
      return String(line)
    }

    private func warnAboutUnknownQueues(_ configuration: FlowLibrary.Configuration) {
      let result = ServiceFiles.load(flows: configuration.flows, prompts: configuration.prompts)
      guard let known = result.service?.queues.map(\.id.rawValue) else { return }
      let unknown = queues.filter { !known.contains($0) }
      guard !unknown.isEmpty else { return }
      Terminal.complain(
        "warning: no queue is called \(unknown.joined(separator: ", ")); there are "
          + known.sorted().joined(separator: ", "))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All agents.")

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let (agents, pins) = try await withStore(try options.load()) { store in
        (try await store.agents(), try await store.pinStandings(at: SystemClocks().reading.wall))
      }
      if json {
        try printJSON(agents.map { AgentEntry($0, pins[$0.id]) })
      } else if agents.isEmpty {
        print("No agents. Add one: switchboard agent add ana --phone 201 --queues support")
      } else {
        for agent in agents { print(AgentEntry(agent, pins[agent.id]).line) }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Remove an agent; what happened in the past stays in the record.")

    @Argument(help: "The agent's short name.")
    var id: String

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      try await withStore(try options.load()) { store in try await store.remove(AgentID(id)) }
      print("Agent \(id) is removed.")
    }
  }
}

/// An agent as the command shows one.
private struct AgentEntry: Encodable {
  var id: String
  var name: String
  var phone: String
  var role: String
  var queues: [String]
  var languages: [String]
  /// By the need that they answer.
  var skills: [String: [String]]
  /// Whether there is one.
  var pin: Bool
  /// Until when nobody may try it; absent when anybody may.
  var pinLockedUntil: String?

  init(_ agent: StoredAgent, _ pin: PINStanding?) {
    self.pin = pin?.isSet ?? false
    pinLockedUntil = pin?.lockedUntil?.iso8601
    id = agent.id.rawValue
    name = agent.name
    phone = agent.phone.exposed
    role = agent.role.rawValue
    queues = agent.queues.map(\.rawValue)
    languages = agent.languages
    skills = agent.skills
  }

  private var skillWords: String {
    let words = skills.sorted { $0.key < $1.key }.flatMap { need, skills in skills.map { "\(need)=\($0)" } }
    return words.isEmpty ? "" : "  skills \(words.joined(separator: ","))"
  }

  private var pinWords: String { pinLockedUntil.map { "  PIN locked until \($0)" } ?? (pin ? "  PIN" : "") }

  var line: String {
    "\(id)  \(name.printable)  phone \(phone)  queues \(queues.joined(separator: ","))  languages \(languages.joined(separator: ","))\(skillWords)  \(role)\(pinWords)"
  }
}

extension AgentRole: ExpressibleByArgument {}

@Sendable private func separated(_ text: String) -> [String] {
  text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
}
