import AudioSignal
import CallFlows
import FlowLibrary
import Logging
import OutsideServices
import Synchronization

/// Makes audio of words that nobody recorded, through the configured speech command, and keeps it.
///
/// Asking for what is there takes no time, so that calls may do it; making it is never done where they live. At most
/// 2,000 pieces are kept in memory; the command's own cache on disk has them all.
final class PromptSpeaker: Sendable {
  private static let mostKept = 2000
  private static let mostUnderWay = 100

  /// What was said, not what it is called: the same prompt has other words in the next release.
  private struct Utterance: Hashable {
    var words: String
    var language: Language
  }

  private struct State {
    var spoken: [Utterance: TelephoneAudio] = [:]
    var underWay: Set<Utterance> = []
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

  /// The audio when it is there; else `nil`, and it is being made from then on.
  func audio(for prompt: PromptReference, words: String) -> TelephoneAudio? {
    let utterance = Utterance(words: words, language: prompt.language)
    let (audio, isNew) = state.withLock { state in
      if let audio = state.spoken[utterance] { return (audio as TelephoneAudio?, false) }
      guard state.underWay.count < Self.mostUnderWay else { return (nil, false) }
      return (nil, state.underWay.insert(utterance).inserted)
    }
    if isNew {
      Task {
        do {
          try await speak(prompt, words: words)
        } catch {
          logger.error("a prompt cannot be spoken", metadata: ["prompt": "\(prompt.name)", "reason": "\(error)"])
        }
        state.withLock { _ = $0.underWay.remove(utterance) }
      }
    }
    return audio
  }

  /// Makes the audio and waits for it.
  @discardableResult
  func speak(_ prompt: PromptReference, words: String) async throws -> TelephoneAudio {
    let utterance = Utterance(words: words, language: prompt.language)
    if let audio = state.withLock({ $0.spoken[utterance] }) { return audio }
    guard let speech else { throw StartupError.part("no speech.command is configured") }
    let path = try await speech.speak(words, language: prompt.language.text)
    let audio = try encoded.audio(ofFile: path, also: forms)
    state.withLock { if $0.spoken.count < Self.mostKept { $0.spoken[utterance] = audio } }
    return audio
  }
}
