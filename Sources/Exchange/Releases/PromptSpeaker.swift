import AudioSignal
import CallFlows
import FlowLibrary
import Logging
import OutsideServices
import Synchronization

/// Makes audio of words that nobody recorded, through the configured speech command, and keeps it.
///
/// Asking for what is there takes no time, so that calls may do it; making it is never done where they live. The 2,000
/// pieces that were made last are kept in memory; the command's own cache on disk has them all.
final class PromptSpeaker: Sendable {
  private static let mostKept = 2000
  private static let mostUnderWay = 100

  /// What is to be said, not what it is called: the same prompt has other words in the next release.
  struct Utterance: Hashable {
    var words: String
    var language: Language
  }

  /// What there is of an utterance.
  enum Answer {
    case spoken(TelephoneAudio)
    case underWay
    /// Too much is being made already, or it could not be made.
    case impossible
  }

  private struct State {
    var spoken: [Utterance: TelephoneAudio] = [:]
    /// In the order in which they were made; the oldest from `oldest` on.
    var order: [Utterance] = []
    var oldest = 0
    var underWay: Set<Utterance> = []
    /// What failed last, and is not tried again by whoever only looks.
    var failed: Set<Utterance> = []

    mutating func keep(_ audio: TelephoneAudio, for utterance: Utterance) {
      guard spoken.updateValue(audio, forKey: utterance) == nil else { return }
      failed.remove(utterance)
      if order.count < mostKept {
        order.append(utterance)
      } else {
        spoken[order[oldest]] = nil
        order[oldest] = utterance
        oldest = (oldest + 1) % mostKept
      }
    }

    mutating func fail(_ utterance: Utterance) {
      if failed.count >= mostUnderWay { failed = [] }
      failed.insert(utterance)
    }
  }

  private let speech: SpeechCommand?
  /// What is spoken besides G.711.
  private let forms: TelephoneAudio.Forms
  private let encoded: EncodedAudioFolder
  private let logger: Logger
  private let state = Mutex(State())

  /// Without a `speech` command, what has no recording cannot be spoken.
  init(speech: SpeechCommand?, forms: TelephoneAudio.Forms, encoded: EncodedAudioFolder, logger: Logger) {
    self.speech = speech
    self.forms = forms
    self.encoded = encoded
    self.logger = logger
  }

  /// The audio when it is there; else it is being made from then on, if it can be.
  ///
  /// - Parameter prompt: its name, for the log.
  func answer(_ utterance: Utterance, of prompt: PromptName) -> Answer {
    let (answer, isNew) = state.withLock { state -> (Answer, Bool) in
      if let audio = state.spoken[utterance] { return (.spoken(audio), false) }
      if state.underWay.contains(utterance) { return (.underWay, false) }
      guard state.underWay.count < Self.mostUnderWay, !state.failed.contains(utterance), speech != nil else {
        return (.impossible, false)
      }
      state.underWay.insert(utterance)
      return (.underWay, true)
    }
    if isNew {
      Task {
        do {
          try await speak(utterance)
        } catch {
          logger.error("a prompt cannot be spoken", metadata: ["prompt": "\(prompt)", "reason": "\(error)"])
          state.withLock { $0.fail(utterance) }
        }
        state.withLock { _ = $0.underWay.remove(utterance) }
      }
    }
    return answer
  }

  /// Makes the audio and waits for it.
  @discardableResult
  func speak(_ utterance: Utterance) async throws -> TelephoneAudio {
    if let audio = state.withLock({ $0.spoken[utterance] }) { return audio }
    guard let speech else { throw StartupError.part("no speech.command is configured") }
    let path = try await speech.speak(utterance.words, language: utterance.language.text)
    let audio = try encoded.audio(ofFile: path, also: forms)
    state.withLock { $0.keep(audio, for: utterance) }
    return audio
  }

  /// Calls `tell` when all of these have been made, or cannot be, and after `limit` at the latest; more than once
  /// perhaps.
  func whenMade(
    _ utterances: [Utterance], within limit: Duration, tell: @escaping @Sendable () -> Void
  ) {
    Task {
      for utterance in utterances { _ = try? await speak(utterance) }
      tell()
    }
    Task {
      try? await Task.sleep(for: limit)
      tell()
    }
  }
}
