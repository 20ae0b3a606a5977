import CallControl
import CallQueues
import CallStore
import Logging
import Redaction
import SIPEngine
import SIPTransport
import Synchronization
import Timekeeping

/// Who the agents are, which phone is whose, and where each phone is registered.
///
/// It reads the store once a second, so that `switchboard agent add` works while the service runs, and it turns
/// registrations into agents who sign in and out. What it knows may be asked for by a call without waiting.
actor AgentRoster {
  enum Message: Sendable {
    case registered(phone: String, SIPFlow)
    case unregistered(phone: String)
    /// Registered, but it answers nothing.
    case unreachable(phone: String)
    case lookAgain
  }

  private struct Known: Sendable {
    var agentByPhone: [String: AgentID] = [:]
    var queuesByPhone: [String: [QueueID]] = [:]
    var peopleByPhone: [String: StoredAgent] = [:]
    var registrations: [String: SIPFlow] = [:]
  }

  private let store: CallStore
  private let floor: QueueFloor
  private let realm: String
  /// Accounts that are nobody's: those of the house's own lines.
  private let own: [String: DigestAccount]
  private let logger: Logger
  private let messages: AsyncStream<Message>
  private let continuation: AsyncStream<Message>.Continuation
  private var seen: Int?
  private let known = Mutex(Known())

  init(store: CallStore, floor: QueueFloor, realm: String, own: [String: DigestAccount], logger: Logger) {
    self.store = store
    self.floor = floor
    self.realm = realm
    self.own = own
    self.logger = logger
    // Registrations are few and each phone's newest decides: beyond 10,000 waiting, the oldest may go.
    (messages, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
  }

  nonisolated func post(_ message: Message) {
    continuation.yield(message)
  }

  /// Where a phone registered from; `nil` when it is not registered. From any thread.
  nonisolated func flow(ofPhone phone: String) -> SIPFlow? {
    known.withLock { $0.registrations[phone] }
  }

  /// Whose phone is whose, by the phone's account, when the store was last read. From any thread.
  nonisolated var agents: [String: AgentID] { known.withLock { $0.agentByPhone } }

  /// Whose phone this is, when the store was last read. From any thread.
  nonisolated func person(ofPhone phone: String) -> StoredAgent? { known.withLock { $0.peopleByPhone[phone] } }

  /// The queues that the agent of each phone answers, when the store was last read. From any thread.
  nonisolated var queuesOfPhones: [String: [QueueID]] { known.withLock { $0.queuesByPhone } }

  /// From any thread.
  nonisolated var registeredPhones: Int { known.withLock { $0.registrations.count } }

  /// Everybody who may register, as the store has them now.
  func accounts() async throws -> [String: DigestAccount] {
    let agents = try await store.agents()
    take(agents)
    floor.handle(.agents(agents.map(\.queueAgent)))
    return accounts(of: agents)
  }

  /// Works until the task is cancelled.
  func run(updating sip: SIPService) async {
    await withDiscardingTaskGroup { group in
      group.addTask { [continuation] in
        while (try? await Task.sleep(for: .seconds(1))) != nil { continuation.yield(.lookAgain) }
      }
      for await message in messages { await handle(message, sip) }
      group.cancelAll()
    }
  }
}

extension AgentRoster {
  private func handle(_ message: Message, _ sip: SIPService) async {
    switch message {
    case .lookAgain: await readStore(sip)
    case .registered(let phone, let flow):
      known.withLock { $0.registrations[phone] = flow }
      signIn(phone)
    case .unregistered(let phone):
      signOut(phone)
    case .unreachable(let phone):
      logger.notice(
        "a registered phone answers nothing; it gets no calls until it does",
        metadata: ["agent": "\(agents[phone].map(\.rawValue) ?? "-")"])
      signOut(phone)
    }
  }

  private func signOut(_ phone: String) {
    known.withLock { $0.registrations[phone] = nil }
    if let agent = agents[phone] { floor.handle(.signedOut(agent)) }
  }

  private func signIn(_ phone: String) {
    guard let agent = agents[phone] else { return }
    floor.handle(.signedIn(agent))
  }

  /// Takes over what `switchboard agent …` changed since the last look.
  private func readStore(_ sip: SIPService) async {
    do {
      let counter = try await store.changeCounter()
      guard counter != seen else { return }
      let agents = try await store.agents()
      seen = counter
      let before = self.agents
      take(agents)
      sip.update(accounts: accounts(of: agents))
      floor.handle(.agents(agents.map(\.queueAgent)))
      let now = known.withLock { $0 }
      for phone in now.registrations.keys where before[phone] != now.agentByPhone[phone] { signIn(phone) }
    } catch {
      logger.error("the agents cannot be read", metadata: ["reason": "\(error)"])
    }
  }
}

extension AgentRoster {
  private func take(_ agents: [StoredAgent]) {
    let byPhone = Dictionary(agents.map { ($0.phone.exposed, $0.id) }, uniquingKeysWith: { first, _ in first })
    let queues = Dictionary(agents.map { ($0.phone.exposed, $0.queues) }, uniquingKeysWith: { first, _ in first })
    let people = Dictionary(agents.map { ($0.phone.exposed, $0) }, uniquingKeysWith: { first, _ in first })
    known.withLock { known in
      known.peopleByPhone = people
      known.agentByPhone = byPhone
      known.queuesByPhone = queues
    }
  }

  /// Those whose password was set for this realm; the others have to be told that it must be set again.
  private func accounts(of agents: [StoredAgent]) -> [String: DigestAccount] {
    let usable = agents.filter { $0.credentials.realm == realm }
    for agent in agents where agent.credentials.realm != realm {
      logger.warning(
        "the phone's password was made for another sip.domain: remove the agent and add it again",
        metadata: ["agent": "\(agent.id)"])
    }
    return Dictionary(
      usable.map { agent in
        let ha1: [DigestAlgorithm: String] = [
          .md5: agent.credentials.md5.exposed, .sha256: agent.credentials.sha256.exposed,
        ]
        return (agent.phone.exposed, DigestAccount(user: agent.phone.exposed, ha1: ha1))
      }, uniquingKeysWith: { first, _ in first }
    ).merging(own) { $1 }
  }
}
