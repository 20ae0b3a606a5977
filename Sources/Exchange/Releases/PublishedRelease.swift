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

  /// What can be heard of prompts at once, and what has to wait.
  struct Hearing {
    var audio: [TelephoneAudio] = []
    /// From the first prompt on that is still being made.
    var rest: [PromptReference] = []
    /// What is being made of the rest.
    var awaited: [PromptSpeaker.Utterance] = []
  }

  /// The audio of these prompts, in their order, up to the first that is still being made. What cannot be spoken at all
  /// is left out.
  func hearing(of prompts: [PromptReference]) -> Hearing {
    var hearing = Hearing()
    for prompt in prompts {
      switch sound(of: prompt) {
      case .there(let audio):
        if hearing.rest.isEmpty { hearing.audio += audio } else { hearing.rest.append(prompt) }
      case .awaited(let utterance):
        hearing.rest.append(prompt)
        hearing.awaited.append(utterance)
      case .none: break
      }
    }
    return hearing
  }

  /// The audio of what is there by now.
  func audio(for prompts: [PromptReference]) -> [TelephoneAudio] {
    prompts.flatMap { prompt -> [TelephoneAudio] in
      if case .there(let audio) = sound(of: prompt) { audio } else { [] }
    }
  }

  /// Makes the audio of these prompts that has still to be made, and waits for it. What cannot be spoken is left out.
  func make(_ prompts: [PromptReference]) async {
    for prompt in prompts where library.audio(for: prompt) == nil {
      guard let words = library.spokenWords(for: prompt) else { continue }
      _ = try? await speaker.speak(PromptSpeaker.Utterance(words: words, language: prompt.language))
    }
  }

  /// Begins to make what these prompts need, if it is not there yet.
  func prepare(_ prompts: [PromptReference]) {
    for prompt in prompts { _ = sound(of: prompt) }
  }

  private enum Sound {
    case there([TelephoneAudio])
    case awaited(PromptSpeaker.Utterance)
    case none
  }

  /// A recording goes before joined recordings, these before the whole sentence as it is spoken, that before joined
  /// pieces, which are there at once.
  private func sound(of prompt: PromptReference) -> Sound {
    if let recorded = library.audio(for: prompt) { return .there([recorded]) }
    if let joined = library.joined(prompt, recorded: true) { return .there(joined) }
    guard let words = library.spokenWords(for: prompt) else { return .none }
    let utterance = PromptSpeaker.Utterance(words: words, language: prompt.language)
    switch speaker.answer(utterance, of: prompt.name) {
    case .spoken(let audio): return .there([audio])
    case .underWay:
      if let joined = library.joined(prompt) { return .there(joined) }
      return .awaited(utterance)
    case .impossible: return library.joined(prompt).map(Sound.there) ?? .none
    }
  }
}
