import CallQueues
import FlowLibrary
import Logging
import Redaction
import SIPEngine
import ServiceLifecycle

/// The sound devices that are lines of the house. On shutdown they hang up first, and call no more.
struct SoundLineService: Service {
  private let lines: [SoundLine]

  /// Opens every device; nil where there is none.
  ///
  /// - Parameter accounts: by the names of the lines.
  init?(
    _ configuration: FlowLibrary.Configuration, accounts: [String: TrunkPlan.Account], logger: Logger
  ) throws(StartupError) {
    guard !configuration.audio.isEmpty else { return nil }
    do {
      lines = try configuration.audio.compactMap { line in
        try accounts[line.name].map { try SoundLine(line, in: configuration, account: $0, logger: logger) }
      }
    } catch {
      throw .part("\(error)")
    }
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        for line in lines { group.addTask { await line.run() } }
      }
    }
  }

  /// A line that is named like an agent's phone would take that phone's place.
  static func check(_ lines: [FlowLibrary.Configuration.AudioLine], beside phones: [String: AgentID])
    throws(StartupError)
  {
    for line in lines {
      guard let agent = phones[line.name] else { continue }
      throw .part(
        "the line `\(line.name)` under `audio` is named like the phone of the agent \(agent): give it another name")
    }
  }

  /// Accounts of the lines, with passwords that nobody learns and that end with the process.
  static func accounts(of lines: [FlowLibrary.Configuration.AudioLine]) -> [String: TrunkPlan.Account] {
    Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let password = (0..<4).map { _ in String(SystemRandomNumberGenerator.seed, radix: 36) }.joined()
        return (line.name, TrunkPlan.Account(user: line.name, password: Redacted(password)))
      })
  }
}

extension TrunkPlan.Account {
  /// What whoever asks for the password keeps of it.
  func digest(in realm: String) -> DigestAccount {
    DigestAccount(user: user, realm: realm, password: password.exposed)
  }
}
