import AudioSignal
import CallControl
import CallFlows
import FlowLibrary
import Foundation
import Logging
import MediaEngine
import Synchronization

/// Takes of prompts: where they lie while somebody decides, and how one becomes the prompt's recording.
///
/// A take is trimmed and made as loud as all prompts are as soon as it is over, so that who hears it hears what callers
/// would. What nobody keeps is deleted, at the next start at the latest.
final class PromptStudio: Sendable {
  private struct Take: Sendable {
    var name: RecordingName
    var inbox: CallInbox
  }

  private struct State: Sendable {
    /// Takes that go on.
    var expected: [RecordingID: Take] = [:]
    /// Takes that are over and ready.
    var ready: [RecordingName: AudioFile] = [:]
    /// Takes that nobody wanted before they were over.
    var unwanted: Set<RecordingName> = []
  }

  private let folder: String
  private let prompts: String
  private let logger: Logger
  private let state = Mutex(State())
  private let bench = WorkBench("switchboard.studio")

  /// A take with less voice in it says nothing.
  private static let leastVoice = Duration.milliseconds(200)

  /// - Parameters:
  ///   - data: the folder of the service's data.
  ///   - prompts: the operator's folder of prompts.
  init(data: String, prompts: String, logger: Logger) {
    folder = data + "/takes"
    self.prompts = prompts
    self.logger = logger
    // Of a process before this one.
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What a stream is told to record, for this call.
  func order(
    _ name: RecordingName, id: RecordingID, atMost: Duration, endsAfterSilence: Duration, tell inbox: CallInbox
  ) -> RecordingOrder {
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    state.withLock { $0.expected[id] = Take(name: name, inbox: inbox) }
    return RecordingOrder(
      id: id, sides: .party, file: path(of: name), atMost: atMost, endsAfterSilence: endsAfterSilence)
  }

  /// What became of a recording; whether it was a take. Must not wait: the media go on when this returns.
  func take(_ id: RecordingID, _ result: RecordingResult) -> Bool {
    let known = state.withLock { state -> (take: Take, isWanted: Bool)? in
      guard let take = state.expected.removeValue(forKey: id) else { return nil }
      return (take, state.unwanted.remove(take.name) == nil)
    }
    guard let known else { return false }
    Task {
      let answer = await makeReady(known.take.name, result)
      let isHeard = known.isWanted && known.take.inbox.post(.input(.studio(answer)))
      if !isHeard { discard(known.take.name) }
    }
    return true
  }

  /// The take as callers would hear it; nil when it is gone.
  func audio(of name: RecordingName, also forms: TelephoneAudio.Forms) async -> TelephoneAudio? {
    guard let file = state.withLock({ $0.ready[name] }) else { return nil }
    return await bench.run { TelephoneAudio(file, also: forms) }
  }

  /// Makes a take the prompt's recording; it is on the disk then.
  func keep(_ name: RecordingName, as order: PromptRecordingOrder, replacing: Bool) async -> StudioAnswer {
    guard let file = state.withLock({ $0.ready[name] }) else { return .failed(name, "the take is gone") }
    guard let place = PromptRecordingFile(prompts: prompts, language: order.language, name: order.prompt) else {
      return .failed(name, "`\(order.prompt)` is no name of a recording")
    }
    let logger = logger
    let answer = await bench.run { () -> StudioAnswer in
      do throws(ReleaseArchiveError) {
        switch try place.write(file, replacing: replacing) {
        case .written: return .kept(name)
        case .exists: return .exists(name)
        }
      } catch {
        logger.error("a recording of a prompt cannot be kept", metadata: ["reason": "\(error)"])
        return .failed(name, "\(error)")
      }
    }
    if case .kept = answer { discard(name) }
    return answer
  }

  /// Nobody wants this take, now or when it is over.
  func discard(_ name: RecordingName) {
    state.withLock { state in
      state.ready[name] = nil
      if state.expected.values.contains(where: { $0.name == name }) { state.unwanted.insert(name) }
    }
  }

  private func makeReady(_ name: RecordingName, _ result: RecordingResult) async -> StudioAnswer {
    let path = path(of: name)
    switch result {
    case .failed(let sentence): return .failed(name, sentence)
    case .kept(_, let voice) where voice < Self.leastVoice:
      try? FileManager.default.removeItem(atPath: path)
      return .empty(name)
    case .kept: break
    }
    let made = await bench.run { () -> Result<AudioFile, AudioFileError> in
      defer { try? FileManager.default.removeItem(atPath: path) }
      return Result { () throws(AudioFileError) in try AudioFile.read(path).trimmed.leveled }
    }
    switch made {
    case .failure(let error): return .failed(name, "\(error)")
    case .success(let file) where file.samples.isEmpty: return .empty(name)
    case .success(let file):
      state.withLock { $0.ready[name] = file }
      return .ready(name)
    }
  }

  private func path(of name: RecordingName) -> String { "\(folder)/\(name).wav" }
}
