import CallControl
import CallFlows
import CallQueues
import CallStore
import FlowLibrary
import Logging
import Redaction
import Timekeeping

/// Takes orders to record a prompt, which commands leave in the store, and says there how each goes.
final class PromptOrders: Sendable {
  private let store: CallStore
  private let clocks: SystemClocks
  private let logger: Logger

  /// How often the store is looked at.
  private static let look = Duration.seconds(1)

  init(store: CallStore, clocks: SystemClocks, logger: Logger) {
    self.store = store
    self.clocks = clocks
    self.logger = logger
  }

  /// Works until the task is cancelled.
  func run(in context: CallContext) async {
    await tryTo { () async throws(CallStoreError) in try await store.endPromptOrders(at: clocks.reading.wall) }
    while (try? await Task.sleep(for: Self.look)) != nil {
      await tryTo { () async throws(CallStoreError) in
        for order in try await store.takePromptOrders(at: clocks.reading.wall) { try await begin(order, in: context) }
      }
    }
  }

  /// Says how an order goes.
  func note(_ progress: StudioProgress, of id: String) async {
    let (state, detail): (StoredPromptOrder.State, String?) =
      switch progress {
      case .ringing: (.ringing, nil)
      case .answered: (.answered, nil)
      case .kept: (.kept, nil)
      case .notKept(let sentence): (.notKept, sentence)
      }
    await tryTo { () async throws(CallStoreError) in
      try await store.note(state, detail, of: id, at: clocks.reading.wall)
    }
  }

  private func begin(_ order: StoredPromptOrder, in context: CallContext) async throws(CallStoreError) {
    let agent = try await store.agents().first { [$0.id.rawValue, $0.phone.exposed].contains(order.phone.exposed) }
    let phone = agent.map { PromptRecordingOrder.Phone.agent($0.id, phone: $0.phone) } ?? .outside(order.phone)
    let isTaken = context.reception.begin(
      PromptRecordingOrder(id: order.id, prompt: order.prompt, language: order.language, phone: phone))
    if !isTaken { await note(.notKept("the service takes no calls any more"), of: order.id) }
  }

  private func tryTo(_ work: () async throws(CallStoreError) -> Void) async {
    do throws(CallStoreError) {
      try await work()
    } catch {
      // When the service stops, nobody waits for the answer any more.
      if error.code != .closed {
        logger.error("orders for recordings cannot be seen to", metadata: ["reason": "\(error)"])
      }
    }
  }
}

extension PromptRecordingOrder {
  /// Its call, which speaks the prompt's language where the service has its words in it.
  func machine(_ id: CallID, speaking release: PublishedRelease) -> PromptRecordingMachine {
    let languages = [language] + release.library.languages
    let spoken = languages.first { release.library.contains(ServicePrompt.studioBegin.name, in: $0) }
    return PromptRecordingMachine(
      id: id, order: self, language: spoken ?? language, release: release.flows.identifier)
  }
}
