import AudioSignal
import CallControl
import CallFlows
import CallQueues
import CallStore
import FlowLibrary
import Logging
import Redaction
import Synchronization
import Timekeeping

/// Keeps the messages for those who call to hear them: whose they are, who may hear them, what becomes of them.
///
/// PINs are checked one after the other, which bounds their memory; a PIN that is there takes as long as one that is not.
final class MessageDesk: Sendable {
  private let store: CallStore
  private let folder: RecordingFolder
  private let pin: FlowLibrary.Configuration.Voicemail.PINDemand
  private let clocks: SystemClocks
  private let logger: Logger
  private let pins = WorkBench("switchboard.pins")
  private let reading = WorkBench("switchboard.messages")
  private let refused = Atomic<Int>(0)

  init(
    store: CallStore, folder: RecordingFolder, pin: FlowLibrary.Configuration.Voicemail.PINDemand, clocks: SystemClocks,
    logger: Logger
  ) {
    self.store = store
    self.folder = folder
    self.pin = pin
    self.clocks = clocks
    self.logger = logger
  }

  /// What the record says to a request; that is on the disk by then.
  func answer(_ request: MessageBoxRequest, speaking release: PublishedRelease) async -> MessageBoxAnswer {
    do throws(CallStoreError) {
      switch request {
      case .open(let account): return try await open(account, release)
      case .prove(let account, let pin, let source): return try await prove(account, pin, from: source, release)
      case .markHeard(let name, let agent):
        try await store.noteHeard(name, by: agent.rawValue, at: clocks.reading.wall)
        return .done(name)
      case .delete(let name): return try await delete(name)
      // Whoever plays it has to do with the audio alone.
      case .play(_, let playback): return .unreadable(playback.number)
      }
    } catch {
      logger.error("an agent's messages cannot be seen to", metadata: ["reason": "\(error)"])
      return .failed
    }
  }

  /// PINs that were refused since the service began.
  var refusedPINs: Int { refused.load(ordering: .relaxed) }

  /// How many agents' PINs, and how many phones and callers, are locked out now; nil when the record cannot be read.
  func locks() async -> (agents: Int, sources: Int)? { try? await store.pinLocks(at: clocks.reading.wall) }

  /// The file of a message that is there.
  func file(of name: RecordingName) async -> String? {
    guard let known = try? await store.recording(name), known.duration != nil, known.deleted == nil else { return nil }
    return folder.path(of: known.file)
  }

  /// Makes ready what is played, beside everything else.
  func encode(
    _ make: @escaping @Sendable () -> AudioFile?, also forms: TelephoneAudio.Forms
  ) async -> TelephoneAudio? {
    await reading.run { make().map { TelephoneAudio($0, also: forms) } }
  }
}

extension MessageDesk {
  private func open(
    _ account: Redacted<String>, _ release: PublishedRelease
  ) async throws(CallStoreError) -> MessageBoxAnswer {
    // The phone has just proved its password; its agent may have been removed since.
    guard let agent = try await agent(of: account) else { return .failed }
    if pin == .always, try await store.pin(of: agent.id) != nil { return .wantsPIN }
    return try await box(of: agent, release)
  }

  private func prove(
    _ account: Redacted<String>, _ pin: Redacted<String>, from source: PINSource, _ release: PublishedRelease
  ) async throws(CallStoreError) -> MessageBoxAnswer {
    let agent = try await agent(of: account)
    let known = try await store.pin(of: agent?.id ?? AgentID("")) ?? .nobodys
    let isRight = try await pins.run { Result { () throws(CallStoreError) in try known.matches(pin) } }.get()
    let opens = try await store.judgePIN(isRight: isRight, of: agent?.id, from: source, at: clocks.reading.wall)
    guard opens, let agent else {
      refused.wrappingAdd(1, ordering: .relaxed)
      logger.notice("a PIN was refused", metadata: ["agent": "\(agent?.id.rawValue ?? "-")"])
      return .denied
    }
    return try await box(of: agent, release)
  }

  private func agent(of account: Redacted<String>) async throws(CallStoreError) -> StoredAgent? {
    try await store.agents().first { $0.phone == account }
  }

  private func box(of agent: StoredAgent, _ release: PublishedRelease) async throws(CallStoreError) -> MessageBoxAnswer
  {
    let messages = try await store.messages(of: agent.queues)
    let spoken = release.library.languages
    let language = agent.languages.map { Language($0) }.first { spoken.contains($0) } ?? spoken.first ?? "en"
    let box = MessageBox(language: language, messages: messages)
    await release.make([
      count(.messagesNew, box.newMessages.count, language), count(.messagesKept, messages.count, language),
    ])
    return .opened(box, of: agent.id)
  }

  private func count(_ prompt: ServicePrompt, _ number: Int, _ language: Language) -> PromptReference {
    PromptReference(prompt.name, in: language, values: [prompt.valueName ?? "": .number(number)])
  }

  private func delete(_ name: RecordingName) async throws(CallStoreError) -> MessageBoxAnswer {
    guard let known = try await store.recording(name) else { return .failed }
    // The file first: what stands as deleted is deleted.
    try folder.remove(known.file)
    try await store.noteDeleted(name, at: clocks.reading.wall)
    return .done(name)
  }
}
