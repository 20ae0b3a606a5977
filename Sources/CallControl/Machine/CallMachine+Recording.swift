import CallFlows
import CallQueues
import Timekeeping

/// A caller who first has to hear that the conversation will be recorded.
struct Announcing: Sendable {
  let entry: QueueEntry
  let announcement: PromptName
  let playback: PlaybackNumber
}

/// What is being recorded of a call. There is one recording at a time: a conversation's goes on until the call ends,
/// through holds, transfers and whatever the flow does afterwards; a message ends it.
struct Recorder: Sendable {
  enum Work: Sendable, Equatable {
    case idle
    /// A message that the flow waits for.
    case message(RecordingName)
    case conversation(RecordingName)
  }

  var work = Work.idle
  /// The number of the last recording.
  var last = 0
  /// When a secret that was keyed has surely died away.
  var resumesAt: Moment?
  /// An agent has paused the conversation's recording; it stays so until somebody keys it on again.
  var isPaused = false
  /// Announcements that this caller has heard to their end.
  var announced: Set<PromptName> = []
}

extension CallMachine {
  /// Nobody talks for as long; a recording that nobody ends does not fill the disk.
  static let longestConversation = Duration.seconds(6 * 3600)
  /// A key may be heard a little longer than it takes to understand it.
  static let secretDiesAway = Duration.seconds(1)

  // MARK: Messages

  mutating func beginMessage(_ request: MessageRequest, _ out: inout Outbox) {
    if case .conversation = recorder.work { out.media(.endRecording(.caller)) }
    let recording = CallRecording(
      name: nextRecording(), kind: request.reason == MessageRequest.complaint ? .complaint : .voicemail,
      queue: request.queue.map { QueueID($0.text) }, began: out.now.wall, keep: keepsRecordings,
      longest: request.longest, silence: request.silence)
    recorder.work = .message(recording.name)
    out.record(.recordingBegan(recording))
    out.media(.record(.caller, recording))
  }

  mutating func endMessage(_ out: inout Outbox) {
    if case .message = recorder.work { out.media(.endRecording(.caller)) }
  }

  mutating func recordingEnded(_ name: RecordingName, _ end: RecordingEnd, _ out: inout Outbox) {
    switch recorder.work {
    case .message(name):
      recorder.work = .idle
      perform(flow.handle(.recordingEnded(MessageResult(end, name)), at: out.now), &out)
    case .conversation(name):
      recorder.work = .idle
      recorder.resumesAt = nil
      recorder.isPaused = false
      arrangeKeys(&out)
    case .idle, .message, .conversation: break
    }
  }

  // MARK: Conversations

  /// Whether, and how, what is said to an agent of this queue is recorded: as the step says, else as the queue does.
  private func recording(of entry: QueueEntry) -> QueueRecording? {
    switch entry.recording {
    case nil: queues[QueueID(entry.queue.text)]?.record
    case .no: nil
    case .yes(let keep, let announce): QueueRecording(keep: keep, announce: announce?.text)
    }
  }

  /// Tells the caller before the wait that the conversation will be recorded; false when there is nothing to tell, or
  /// it has been told.
  mutating func announceRecording(_ entry: QueueEntry, _ out: inout Outbox) -> Bool {
    guard let announcement = recording(of: entry)?.announce.map({ PromptName($0) }),
      !recorder.announced.contains(announcement)
    else { return false }
    let playback = self.announcement([flow.prompt(announcement)])
    state = .announcing(Announcing(entry: entry, announcement: announcement, playback: playback.number))
    out.media(.play(.caller, playback))
    return true
  }

  mutating func announced(_ announcing: Announcing, _ out: inout Outbox) {
    recorder.announced.insert(announcing.announcement)
    enterQueue(announcing.entry, priority: priority(of: announcing.entry), hearing: .nothing, &out)
  }

  /// The caller and an agent hear each other from now on.
  mutating func recordConversation(_ talk: Talk, _ out: inout Outbox) {
    guard recorder.work == .idle, let entry = talk.waiting?.entry, let wanted = recording(of: entry) else { return }
    var agent: AgentID?
    if case .agent(let partner) = talk.partner { agent = partner }
    let recording = CallRecording(
      name: nextRecording(), kind: .conversation, queue: QueueID(entry.queue.text), agent: agent,
      began: out.now.wall, keep: wanted.keep ?? keepsRecordings, longest: Self.longestConversation)
    recorder.work = .conversation(recording.name)
    recorder.isPaused = false
    out.record(.recordingBegan(recording))
    out.media(.record(.caller, recording))
    arrangeKeys(&out)
  }

  /// A secret is not to be heard in what is kept of the call.
  mutating func keepSecret(_ isBeingKeyed: Bool, _ out: inout Outbox) {
    guard case .conversation = recorder.work, !recorder.isPaused else { return }
    if isBeingKeyed {
      if recorder.resumesAt == nil { out.media(.pauseRecording(.caller)) }
      recorder.resumesAt = nil
    } else {
      recorder.resumesAt = out.now.moment + Self.secretDiesAway
    }
  }

  mutating func resumeRecording(_ out: inout Outbox) {
    guard let moment = recorder.resumesAt, moment <= out.now.moment else { return }
    recorder.resumesAt = nil
    if case .conversation = recorder.work, !recorder.isPaused { out.media(.resumeRecording(.caller)) }
  }

  private mutating func nextRecording() -> RecordingName {
    recorder.last += 1
    return RecordingName(call: id, number: recorder.last)
  }
}

extension MessageResult {
  fileprivate init(_ end: RecordingEnd, _ name: RecordingName) {
    switch end {
    case .kept: self = .kept(name: name.rawValue)
    case .empty: self = .empty
    case .failed(let sentence): self = .failed(sentence)
    }
  }
}
