import AudioSignal
import CallFlows
import CallQueues
import FlowLibrary

/// Makes a release of what lies in two folders, ready to be heard: checked, and spoken where nobody recorded.
struct ReleaseReader: Sendable {
  let forms: TelephoneAudio.Forms
  let encoded: EncodedAudioFolder
  let speaker: PromptSpeaker

  /// - Throws: `StartupError` with every diagnostic when the files do not check, or when a prompt cannot be spoken.
  func read(_ folders: ReleaseFolders) async throws(StartupError) -> PublishedRelease {
    let result = ServiceFiles.load(flows: folders.flows, prompts: folders.prompts, forms: forms, encoded: encoded)
    guard let service = result.service else { throw .release(result.printer.text(result.diagnostics)) }
    var library = service.prompts
    for prompt in library.missingRecordings {
      do {
        guard let words = library.words(for: prompt) else { continue }
        library.add(try await speaker.speak(prompt, words: words), for: prompt)
      } catch {
        throw .unspoken(prompt: prompt, reason: "\(error)")
      }
    }
    // The tune of the house is composed when it is first asked for: now, not when the first caller waits.
    _ = library.music(nil)
    return PublishedRelease(
      flows: service.release,
      queues: Dictionary(service.queues.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
      library: library, speaker: speaker, outline: service.outline)
  }
}
