package import CallFlows

/// What prompts say and how long they take, where nobody hears them: the length of the recording where there is one,
/// else 400 ms for each word, and half a second at least.
package struct TrialVoice: Sendable {
  package static let timeOfAWord = Duration.milliseconds(400)
  package static let shortestPrompt = Duration.milliseconds(500)

  /// The words of a prompt with its values spelled out; `nil`: nobody wrote them down.
  package var words: @Sendable (PromptReference) -> String?
  /// The length of the prompt's recording; `nil`: there is none.
  package var recordedLength: @Sendable (PromptReference) -> Duration?
  /// The length of the tone that asks the caller to speak.
  package var beep: Duration

  package init(
    words: @escaping @Sendable (PromptReference) -> String?,
    recordedLength: @escaping @Sendable (PromptReference) -> Duration? = { _ in nil },
    beep: Duration = .milliseconds(500)
  ) {
    self.words = words
    self.recordedLength = recordedLength
    self.beep = beep
  }

  /// How long a prompt plays.
  package func length(of prompt: PromptReference) -> Duration {
    recordedLength(prompt) ?? Self.timeOfSaying(words(prompt) ?? "")
  }

  /// How long it takes to say this.
  package static func timeOfSaying(_ words: String) -> Duration {
    max(shortestPrompt, timeOfAWord * words.split(whereSeparator: \.isWhitespace).count)
  }
}
