import AudioSignal
import CallFlows
import CallQueues
import FlowLibrary
import Logging

/// Makes a release of what lies in two folders, ready to be heard: checked, and spoken where nobody recorded.
struct ReleaseReader: Sendable {
  /// Places and minutes up to these are spoken at once; beyond them the first caller who needs one makes it.
  private static let spokenAhead = 1...20

  let forms: TelephoneAudio.Forms
  let encoded: EncodedAudioFolder
  /// The file that remembers which words each recording was made for.
  let recordedWords: String
  let speaker: PromptSpeaker
  let logger: Logger

  /// - Parameter notesRecordings: remembers the words that recordings are made for: those of the operator's own folders.
  /// - Throws: `StartupError` with every diagnostic when the files do not check, or when a prompt cannot be spoken.
  func read(_ folders: ReleaseFolders, notesRecordings: Bool = false) async throws(StartupError) -> PublishedRelease {
    let result = ServiceFiles.load(flows: folders.flows, prompts: folders.prompts, forms: forms, encoded: encoded)
    guard let service = result.service else { throw .release(result.printer.text(result.diagnostics)) }
    if notesRecordings {
      // It only helps to notice old recordings: a service that cannot remember goes on.
      try? RecordedWords(file: recordedWords).noting(service.recorded).write(to: recordedWords)
    }
    let library = try await spoken(service.prompts)
    // The tune of the house is composed when it is first asked for: now, not when the first caller waits.
    _ = library.music(nil)
    return PublishedRelease(
      flows: service.release,
      queues: Dictionary(service.queues.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
      library: library, speaker: speaker, outline: service.outline)
  }

  /// With audio of everything that calls may hear without a value in it.
  private func spoken(_ prompts: PromptLibrary) async throws(StartupError) -> PromptLibrary {
    var library = prompts
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
    return library
  }

  /// Makes the audio of the first places and waits, for as long as somebody `wants` it.
  func speakAhead(_ release: PublishedRelease, while wants: @Sendable () -> Bool) async {
    for prompt in release.library.missingRecordings(speaking: Self.spokenAhead) {
      guard !Task.isCancelled, wants(), let words = release.library.words(for: prompt) else { return }
      do {
        try await speaker.speak(PromptSpeaker.Utterance(words: words, language: prompt.language))
      } catch {
        logger.error("a prompt cannot be spoken", metadata: ["prompt": "\(prompt.name)", "reason": "\(error)"])
        return
      }
    }
  }
}
