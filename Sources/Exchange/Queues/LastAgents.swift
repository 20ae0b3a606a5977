import CallControl
import CallQueues
import CallStore
import Logging
import Redaction
import Synchronization
import Timekeeping

/// With whom each caller talked last, for queues that prefer an agent who knows the caller. What was before the service's
/// start is read from the record while it already takes calls; until then nobody is preferred.
final class LastAgents: Sendable {
  /// So many callers are remembered; beyond that, those who have not called for longest are forgotten.
  private static let most = 200_000
  /// What is longer ago is not read.
  private static let memory = Duration.seconds(90 * 86_400)

  private let conversations = Mutex<[String: LastConversation]>([:])

  /// The last conversation of whoever calls from that number.
  func conversation(of caller: Redacted<String>) -> LastConversation? {
    conversations.withLock { $0[caller.exposed] }
  }

  /// The caller talks with that agent.
  func note(_ agent: AgentID, with caller: Redacted<String>, at now: WallTime) {
    conversations.withLock { known in
      known[caller.exposed] = LastConversation(agent: agent, at: now)
      guard known.count > Self.most else { return }
      let kept = known.sorted { $0.value.at > $1.value.at }.prefix(Self.most / 2)
      known = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
  }

  /// Reads what was before the start.
  func recall(from store: CallStore, at now: WallTime, logger: Logger) async {
    do {
      let past = try await store.lastConversations(
        since: WallTime(sinceEpoch: now.sinceEpoch - Self.memory), atMost: Self.most)
      conversations.withLock { known in
        for (caller, conversation) in past where known[caller] == nil { known[caller] = conversation }
      }
    } catch {
      logger.warning("who talked with whom cannot be read; no agent is preferred", metadata: ["error": "\(error)"])
    }
  }
}
