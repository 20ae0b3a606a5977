import CallQueues
import CallStore
import Logging
import SIPEngine
import SIPTransport
import Synchronization
import Timekeeping

/// Tells the phones of those who answer a queue how many messages wait there (RFC 3842).
///
/// The store is asked every two seconds: messages are heard and deleted by other processes, too.
final class MessageLamps: Sendable {
  private static let interval = Duration.seconds(2)

  private let store: CallStore
  private let logger: Logger
  private let seen = Mutex<[QueueID: MessageCount]>([:])

  init(store: CallStore, logger: Logger) {
    self.store = store
    self.logger = logger
  }

  /// The messages of each queue when the store was last asked.
  var counts: [QueueID: MessageCount] { seen.withLock { $0 } }

  /// Works until the task is cancelled.
  func run(of roster: AgentRoster, over sip: SIPService) async {
    var told: [String: MessageSummary] = [:]
    repeat {
      do {
        let counts = try await store.messageCounts()
        seen.withLock { $0 = counts }
        let summaries = Self.summaries(counts, roster.queuesOfPhones)
        for phone in Set(summaries.keys).union(told.keys) {
          let summary = summaries[phone] ?? .none
          if summary != told[phone] ?? .none { sip.update(summary, of: phone) }
        }
        told = summaries
      } catch {
        if Task.isCancelled { return }
        logger.error("messages cannot be counted", metadata: ["reason": "\(error)"])
      }
    } while (try? await Task.sleep(for: Self.interval)) != nil
  }

  /// What each phone shows: the messages of all queues of its agent. A phone without any is left out.
  static func summaries(
    _ counts: [QueueID: MessageCount], _ queuesOfPhones: [String: [QueueID]]
  ) -> [String: MessageSummary] {
    queuesOfPhones.compactMapValues { queues in
      let own = Set(queues).compactMap { counts[$0] }
      let summary = MessageSummary(new: own.reduce(0) { $0 + $1.new }, old: own.reduce(0) { $0 + $1.old })
      return summary == .none ? nil : summary
    }
  }
}
