import ArgumentParser
import CallControl
import CallQueues
import CallStore
import Exchange
import Foundation
import Glibc
import Redaction
import Timekeeping

extension AgentCommand {
  struct PIN: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pin",
      abstract: "Set the PIN with which an agent hears messages from other phones.",
      discussion: "It is asked for and not shown. It has 4 to 10 digits, and none that anybody would try first.")

    @Argument(help: "The agent's short name.")
    var id: String

    @Option(
      name: .customLong("pin-file"), help: "A file whose first line is the PIN; without it the terminal is asked.")
    var pinFile: String?

    @Flag(help: "Take the PIN away: then messages are heard from the agent's own phone alone.")
    var remove = false

    @OptionGroup var options: ConfigurationOption

    func validate() throws {
      guard pinFile == nil || !remove else { throw ValidationError("--pin-file and --remove exclude each other.") }
    }

    func run() async throws {
      try await withStore(try options.load()) { store in
        guard let agent = try await store.agent(AgentID(id)) else {
          throw Failure.report("there is no agent \(id); switchboard agent list shows them all")
        }
        guard !remove else {
          try await store.removePIN(of: agent.id)
          return print("\(id) has no PIN any more.")
        }
        let pin = try pinFile.map(PINEntry.read) ?? PINEntry.ask(for: id)
        if let objection = PINRule.objection(to: pin.exposed, phone: agent.phone.exposed) {
          throw Failure.report(objection)
        }
        try await store.setPIN(PINHash(of: pin), of: agent.id, at: SystemClocks().reading.wall)
        print("The PIN of \(id) is set. It is not kept in the clear: it cannot be shown again.")
      }
    }
  }

  struct Unlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unlock", abstract: "Let an agent's PIN be tried again after too many wrong ones.")

    @Argument(help: "The agent's short name.")
    var id: String

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      try await withStore(try options.load()) { store in try await store.unlockPIN(of: AgentID(id)) }
      print("The PIN of \(id) may be tried again.")
    }
  }
}

/// How a PIN is given to a command.
private enum PINEntry {
  static func read(_ file: String) throws -> Redacted<String> {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let line = text.split(whereSeparator: \.isNewline).first
    else { throw Failure.report("no PIN can be read from \(file): its first line is taken") }
    return Redacted(line.trimmingCharacters(in: .whitespaces))
  }

  /// Asks twice, without showing what is typed.
  static func ask(for id: String) throws -> Redacted<String> {
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure.report("there is no terminal to ask for the PIN; give --pin-file FILE", code: Failure.wrongUsage)
    }
    let pin = try hiddenLine("PIN for \(id): ")
    guard try hiddenLine("The same again: ") == pin else { throw Failure.report("the two PINs differ; try again") }
    return pin
  }

  private static func hiddenLine(_ question: String) throws -> Redacted<String> {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw Failure.report("the terminal cannot be asked") }
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
    try? FileHandle.standardError.write(contentsOf: Data(question.utf8))
    let line = readLine()
    Terminal.complain("")
    guard let line else { throw Failure.report("no PIN was typed") }
    return Redacted(line)
  }
}
