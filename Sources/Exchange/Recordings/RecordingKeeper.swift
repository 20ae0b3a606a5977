import CallControl
import CallQueues
import CallStore
import Logging
import MediaEngine
import Synchronization
import Timekeeping

/// Brings what the media loops have recorded into the record. A recording counts once its file and its row are on the
/// disk: only then is its call told.
///
/// A recording ends when its leg does, so its end may come after that of its call.
final class RecordingKeeper: Sendable {
  /// A message with less voice in it says nothing.
  static let leastVoice = Duration.milliseconds(500)

  private struct Expected: Sendable {
    var recording: CallRecording
    var call: CallID
    var inbox: CallInbox
  }

  let folder: RecordingFolder
  private let store: CallStore
  private let recorder: CallRecordingService
  private let clocks: SystemClocks
  private let logger: Logger
  private let expected = Mutex<[RecordingID: Expected]>([:])

  init(
    folder: RecordingFolder, store: CallStore, recorder: CallRecordingService, clocks: SystemClocks, logger: Logger
  ) {
    self.folder = folder
    self.store = store
    self.recorder = recorder
    self.clocks = clocks
    self.logger = logger
  }

  /// What a stream is told to record, for this call.
  func order(_ recording: CallRecording, id: RecordingID, call: CallID, tell inbox: CallInbox) -> RecordingOrder {
    expected.withLock { $0[id] = Expected(recording: recording, call: call, inbox: inbox) }
    return RecordingOrder(
      id: id, sides: recording.kind == .conversation ? .conversation : .party,
      file: folder.path(of: RecordingFolder.file(of: recording.name, began: recording.began)),
      atMost: recording.longest, endsAfterSilence: recording.silence)
  }

  /// Recordings that go on.
  var live: Int { expected.withLock { $0.count } }

  /// What became of a recording. Must not wait: the media go on when this returns.
  func take(_ id: RecordingID, _ result: RecordingResult) {
    guard let known = expected.withLock({ $0.removeValue(forKey: id) }) else { return }
    let end = RecordingEnd(result, of: known.recording)
    record(end, of: known)
    switch end {
    case .failed(let sentence):
      logger.error("a recording failed", metadata: ["call": "\(known.call)", "reason": "\(sentence)"])
      tell(known, end)
    case .kept where known.recording.kind == .conversation: tell(known, end)
    case .kept: Task { tell(known, await isSafe(known) ? end : .failed("the record cannot be written")) }
    case .empty:
      Task {
        remove(known.recording)
        tell(known, end)
      }
    }
  }

  private func record(_ end: RecordingEnd, of known: Expected) {
    recorder.record(
      CallRecord(call: known.call, at: clocks.reading.wall, event: .recordingEnded(known.recording.name, end)))
  }

  private func tell(_ known: Expected, _ end: RecordingEnd) {
    known.inbox.post(.input(.media(.recordingEnded(known.recording.name, end))))
  }

  /// Whether the row is on the disk: it may have been refused, or the disk may refuse it.
  private func isSafe(_ known: Expected) async -> Bool {
    do throws(CallStoreError) {
      try await recorder.flush()
      return try await store.recording(known.recording.name)?.duration != nil
    } catch {
      // When the service stops, nobody waits for the answer any more.
      if error.code == .closed { return false }
      logger.error("a message cannot be recorded", metadata: ["call": "\(known.call)", "reason": "\(error)"])
      return false
    }
  }

  private func remove(_ recording: CallRecording) {
    do throws(CallStoreError) {
      try folder.remove(RecordingFolder.file(of: recording.name, began: recording.began))
    } catch {
      logger.error("an empty recording cannot be deleted", metadata: ["reason": "\(error)"])
    }
  }
}

extension RecordingEnd {
  fileprivate init(_ result: RecordingResult, of recording: CallRecording) {
    switch result {
    case .failed(let sentence): self = .failed(sentence)
    case .kept(_, let voice) where recording.kind != .conversation && voice < RecordingKeeper.leastVoice: self = .empty
    case .kept(let duration, let voice): self = .kept(duration: duration, voice: voice)
    }
  }
}
