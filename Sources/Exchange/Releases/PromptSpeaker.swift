import AudioSignal
import CallFlows
import Logging
import OutsideServices

/// Makes audio of words that nobody recorded, through the configured speech command, and keeps it.
///
/// At most 2,000 pieces are kept in memory; the command's own cache on disk has them all.
actor PromptSpeaker {
  private static let mostKept = 2000

  private let speech: SpeechCommand?
  private let logger: Logger
  /// What was said, not what it is called: the same prompt has other words in the next release.
  private struct Utterance: Hashable {
    var words: String
    var language: Language
  }

  private var spoken: [Utterance: TelephoneAudio] = [:]
  private var underWay: Set<Utterance> = []

  /// Without a `speech` command, what has no recording cannot be spoken.
  init(speech: SpeechCommand?, logger: Logger) {
    self.speech = speech
    self.logger = logger
  }

  /// The audio when it is there; else `nil`, and it is being made from then on.
  func audio(for prompt: PromptReference, words: String) -> TelephoneAudio? {
    let utterance = Utterance(words: words, language: prompt.language)
    if let audio = spoken[utterance] { return audio }
    guard underWay.count < 100, underWay.insert(utterance).inserted else { return nil }
    Task {
      defer { underWay.remove(utterance) }
      do {
        _ = try await speak(prompt, words: words)
      } catch {
        logger.error("a prompt cannot be spoken", metadata: ["prompt": "\(prompt.name)", "reason": "\(error)"])
      }
    }
    return nil
  }

  /// Makes the audio and waits for it.
  @discardableResult
  func speak(_ prompt: PromptReference, words: String) async throws -> TelephoneAudio {
    let utterance = Utterance(words: words, language: prompt.language)
    if let audio = spoken[utterance] { return audio }
    guard let speech else { throw StartupError.part("no speech.command is configured") }
    let path = try await speech.speak(words, language: prompt.language.text)
    let audio = try AudioFile.read(path).telephoneAudio()
    if spoken.count < Self.mostKept { spoken[utterance] = audio }
    return audio
  }
}
