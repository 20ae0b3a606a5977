extension AudioFile {
  /// What is left before the first voice and behind the last, in frames of 20 ms: nobody hears a word cut off.
  private static let framesBefore = 5
  private static let framesBehind = 10

  /// The same without the silence before somebody speaks and after; empty where nobody does.
  package var trimmed: AudioFile {
    let frame = max(1, rate / 50)
    var activity = VoiceActivity()
    var first: Int?
    var last = 0
    for number in 0..<(samples.count / frame) {
      let piece = Array(samples[(number * frame)..<((number + 1) * frame)])
      _ = activity.hear(piece.span)
      guard activity.isSpeaking else { continue }
      first = first ?? number
      last = number
    }
    guard let first else { return AudioFile(samples: [], rate: rate) }
    // Voice is known by its second frame.
    let start = max(0, first - 1 - Self.framesBefore) * frame
    let end = min(samples.count, (last + 1 + Self.framesBehind) * frame)
    return AudioFile(samples: Array(samples[start..<end]), rate: rate)
  }
}
