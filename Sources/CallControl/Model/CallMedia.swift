package import CallFlows
package import Redaction

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
  /// The party is sent these keys, `0`–`9`, `*`, `#`, `A`–`D`, in the way that was agreed with it, behind those that wait;
  /// `,` is a pause of two seconds. What plays, or who talks, waits meanwhile.
  case press(LegID, Redacted<String>)
  /// Keeps what the party says, of a conversation also what it hears, until it ends by itself or the leg does;
  /// answered by `recordingEnded`.
  case record(LegID, CallRecording)
  /// Writes silence from now on.
  case pauseRecording(LegID)
  case resumeRecording(LegID)
  case endRecording(LegID)
  /// The first joins the two who hear each other, of whom the second is one, until it is bridged or `endSupervision`.
  case conference(LegID, LegID)
  /// The party takes part in somebody else's conversation, or in another way than before; what plays stops.
  case supervise(LegID, Conversation, SupervisionKind)
  /// The party takes part in no conversation of others any more.
  case endSupervision(LegID)
  /// The keys of this leg do not go on with the audio, or do again.
  case withholdKeys(LegID, Bool)
}

/// What was heard, or not heard.
package enum CallMediaEvent: Sendable, Equatable {
  /// One press, once. `isPassedOn`: whom the party is bridged with gets it anyhow, with the audio.
  case key(LegID, Key, isPassedOn: Bool = false)
  case playbackEnded(LegID, PlaybackNumber)
  /// No packet for a while, though some were to be expected.
  case silent(LegID)
  /// The first packets, or packets again after `silent`.
  case heard(LegID)
  /// A fax machine calls (ITU-T T.30); once.
  case faxTone(LegID)
  /// A recording is over, and what is to be kept of it is on the disk.
  case recordingEnded(RecordingName, RecordingEnd)
}
