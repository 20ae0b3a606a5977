internal import CallFlows
internal import Timekeeping

/// What plays now: prompts one after another, and perhaps a tone.
struct Playing: Sendable {
  /// Who is told of its end.
  enum Owner: Sendable {
    case flow(PlaybackNumber)
    /// Said to one who waits; nobody is told.
    case queue
    /// Said before the wait: that the conversation will be recorded.
    case beforeQueue(PromptName)
  }

  var owner: Owner
  var prompts: [PromptReference]
  var endsWithBeep: Bool
  /// When the next prompt begins, or the tone, or all is over.
  var next: Moment
}

/// Playing.
extension FlowTrial {
  mutating func play(_ playback: Playback) {
    play(playback.prompts, beep: playback.endsWithBeep, for: .flow(playback.number))
  }

  /// Replaces whatever plays.
  mutating func play(_ prompts: [PromptReference], beep: Bool = false, for owner: Playing.Owner) {
    playing = Playing(owner: owner, prompts: prompts, endsWithBeep: beep, next: now.moment)
    // What begins now begins now, before anything else can happen.
    if !prompts.isEmpty || beep { playOn() }
  }

  /// The next prompt, or the tone, or the end.
  mutating func playOn() {
    guard var current = playing else { return }
    if !current.prompts.isEmpty {
      let prompt = current.prompts.removeFirst()
      current.next = now.moment + bench.voice.length(of: prompt)
      playing = current
      note(.heard(HeardPrompt(prompt: prompt, words: bench.voice.words(prompt), following: current.prompts)))
    } else if current.endsWithBeep {
      current.endsWithBeep = false
      current.next = now.moment + bench.voice.beep
      playing = current
      note(.tone)
    } else {
      playing = nil
      played(for: current.owner)
    }
  }

  private mutating func played(for owner: Playing.Owner) {
    switch owner {
    case .flow(let number): inbox.append(.playbackEnded(number))
    case .queue: playMusic()
    case .beforeQueue(let announcement):
      announced.insert(announcement)
      if let entry = place?.entry { join(entry) }
    }
  }
}
