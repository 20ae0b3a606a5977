import AudioSignal
import CallFlows
import CallQueues
import FlowLibrary

/// The flows, queues and prompts that new calls begin with; a call keeps those it began with.
struct PublishedRelease: Sendable {
  var flows: FlowRelease
  var queues: [QueueID: QueueSettings]
  var library: PromptLibrary
  /// Speaks what no recording can hold: words with a value in them.
  var speaker: PromptSpeaker
  /// What is compared with the release that comes after.
  var outline: ReleaseOutline

  /// Makes the audio of these prompts that has still to be made, and waits for it. What cannot be spoken is left out.
  func prepare(_ prompts: [PromptReference]) async {
    for prompt in prompts where library.audio(for: prompt) == nil {
      guard let words = library.words(for: prompt) else { continue }
      _ = try? await speaker.speak(prompt, words: words)
    }
  }

  /// The audio of these prompts, in their order. What has none yet is left out, and is being made for the next time.
  func audio(for prompts: [PromptReference]) -> [TelephoneAudio] {
    var audio: [TelephoneAudio] = []
    for prompt in prompts {
      if let recorded = library.audio(for: prompt) {
        audio.append(recorded)
      } else if let words = library.words(for: prompt), let spoken = speaker.audio(for: prompt, words: words) {
        audio.append(spoken)
      }
    }
    return audio
  }
}
