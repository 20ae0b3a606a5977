/// One recording, named by whoever asked for it.
package struct RecordingID: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// What is written of a stream.
package enum RecordedSides: Sendable, Hashable {
  /// One channel: what the party says.
  case party
  /// Two channels: left what the party says, right what it hears.
  case conversation
}

/// What to record of a stream, where to, and for how long.
package struct RecordingOrder: Sendable, Hashable {
  package var id: RecordingID
  package var sides: RecordedSides
  /// The absolute path of the finished WAV file; while it grows, `.part` stands behind it.
  package var file: String
  /// The recording ends by itself when it is as long.
  package var atMost: Duration
  /// The recording ends by itself after so long without voice, as a voicemail does; nil: never.
  package var endsAfterSilence: Duration?

  package init(
    id: RecordingID, sides: RecordedSides, file: String, atMost: Duration, endsAfterSilence: Duration? = nil
  ) {
    self.id = id
    self.sides = sides
    self.file = file
    self.atMost = atMost
    self.endsAfterSilence = endsAfterSilence
  }
}

/// What became of a recording.
package enum RecordingResult: Sendable, Hashable {
  /// The file has its name and is on the disk. `voice` is how much of `duration` the party spoke.
  case kept(duration: Duration, voice: Duration)
  /// There is no file, or not the whole of it; a sentence that says why, and what can be done.
  case failed(String)
}
