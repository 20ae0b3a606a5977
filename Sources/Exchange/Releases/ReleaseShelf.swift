import AudioSignal
import CallFlows
import CallQueues
import FlowLibrary
import Logging
import OutsideServices
import Synchronization

/// The release that new calls begin with, and the way to put another in its place.
actor ReleaseShelf {
  /// Places and minutes up to these are spoken at once; beyond them the first caller who needs one makes it.
  private static let spokenAhead = 1...20

  private let flowsPath: String
  private let promptsPath: String
  private let forms: TelephoneAudio.Forms
  private let encoded: EncodedAudioFolder
  /// The file that remembers which words each recording was made for.
  private let recordedWords: String
  private let speaker: PromptSpeaker
  private let logger: Logger
  private let placed: Mutex<PublishedRelease>

  /// The release of the calls to come. From any thread.
  nonisolated var current: PublishedRelease { placed.withLock { $0 } }

  /// Reads the folders and speaks what has no recording.
  ///
  /// - Throws: `StartupError` with every diagnostic when the files do not check, or when a prompt cannot be spoken.
  init(
    flows: String, prompts: String, forms: TelephoneAudio.Forms, encoded: EncodedAudioFolder, recordedWords: String,
    speaker: PromptSpeaker, logger: Logger
  ) async throws(StartupError) {
    flowsPath = flows
    promptsPath = prompts
    self.forms = forms
    self.encoded = encoded
    self.recordedWords = recordedWords
    self.speaker = speaker
    self.logger = logger
    placed = Mutex(
      try await Self.read(
        flows: flows, prompts: prompts, forms: forms, encoded: encoded, recordedWords: recordedWords,
        speaker: speaker))
  }

  /// Puts what the folders hold now in the old release's place, if it checks; else the old one goes on.
  ///
  /// - Returns: whether a new release is in place.
  func reload() async -> Bool {
    do {
      let release = try await Self.read(
        flows: flowsPath, prompts: promptsPath, forms: forms, encoded: encoded, recordedWords: recordedWords,
        speaker: speaker)
      placed.withLock { $0 = release }
      logger.notice("release in place", metadata: ["release": "\(release.flows.identifier.prefix(12))"])
      return true
    } catch {
      logger.error("the release is refused, the old one goes on: \(error)")
      return false
    }
  }

  /// Makes the audio of the first places and waits, so that the first caller who hears one need not wait for it.
  func speakAhead() async {
    let release = current
    for prompt in release.library.missingRecordings(speaking: Self.spokenAhead) {
      guard !Task.isCancelled, let words = release.library.words(for: prompt) else { return }
      do {
        try await speaker.speak(PromptSpeaker.Utterance(words: words, language: prompt.language))
      } catch {
        logger.error("a prompt cannot be spoken", metadata: ["prompt": "\(prompt.name)", "reason": "\(error)"])
        return
      }
    }
  }

  private static func read(
    flows: String, prompts: String, forms: TelephoneAudio.Forms, encoded: EncodedAudioFolder, recordedWords: String,
    speaker: PromptSpeaker
  ) async throws(StartupError) -> PublishedRelease {
    let result = ServiceFiles.load(flows: flows, prompts: prompts, forms: forms, encoded: encoded)
    guard let service = result.service else { throw .release(result.printer.text(result.diagnostics)) }
    // It only helps to notice old recordings: a service that cannot remember goes on.
    try? RecordedWords(file: recordedWords).noting(service.recorded).write(to: recordedWords)
    var library = service.prompts
    for prompt in library.missingRecordings {
      do {
        guard let words = library.words(for: prompt) else { continue }
        let utterance = PromptSpeaker.Utterance(words: words, language: prompt.language)
        library.add(try await speaker.speak(utterance), for: prompt)
      } catch {
        throw .unspoken(prompt: prompt, reason: "\(error)")
      }
    }
    for part in library.missingParts {
      do {
        let utterance = PromptSpeaker.Utterance(words: part.words, language: part.language)
        library.add(try await speaker.speak(utterance), for: part)
      } catch {
        throw .part("the words \"\(part.words)\" cannot be spoken in `\(part.language)`: \(error)")
      }
    }
    // The tune of the house is composed when it is first asked for: now, not when the first caller waits.
    _ = library.music(nil)
    return PublishedRelease(
      flows: service.release,
      queues: Dictionary(service.queues.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
      library: library, speaker: speaker)
  }
}
