package import CallFlows

/// What a call wants to be heard.
package enum CallMediaCommand: Sendable, Equatable {
  /// Replaces what plays there; answered by `playbackEnded` unless stopped or replaced.
  case play(LegID, Playback)
  /// Loops, until replaced or stopped; `nil`: the built-in tune. Goes on where it was when it was interrupted.
  case music(LegID, PromptName?)
  /// Silence, at once; no `playbackEnded` follows.
  case stop(LegID)
  /// The two hear each other.
  case bridge(LegID, LegID)
  case unbridge(LegID, LegID)
  /// The party hears themselves, until something plays or stops.
  case echo(LegID)
  /// A sine of known frequency and level, until something replaces or stops it.
  case tone(LegID)
  /// Keeps what the party says, of a conversation also what it hears, until it ends by itself or the leg does;
  /// answered by `recordingEnded`.
  case record(LegID, CallRecording)
  /// Writes silence from now on.
  case pauseRecording(LegID)
  case resumeRecording(LegID)
  case endRecording(LegID)
}

/// What was heard, or not heard.
package enum CallMediaEvent: Sendable, Equatable {
  /// One press, once.
  case key(LegID, Key)
  case playbackEnded(LegID, PlaybackNumber)
  /// No packet for a while, though some were to be expected.
  case silent(LegID)
  /// The first packets, or packets again after `silent`.
  case heard(LegID)
  /// A recording is over, and what is to be kept of it is on the disk.
  case recordingEnded(RecordingName, RecordingEnd)
}
