/// What a stream's media tells the call.
package enum MediaEvent: Sendable, Equatable {
  /// A key of the telephone, once for each press, at its first packet (RFC 4733).
  case key(Character)
  /// A key that was heard as a tone in the audio, once for each press (ITU-T Q.23).
  case tone(Character)
  /// The last sample of this playback has been sent.
  case playbackEnded(PlaybackID)
  /// Nothing has come for this long although the other party should be sending; once for each silence.
  case silent(for: Duration)
  /// The first packet of audio, or the first one after a silence that was told.
  case heard
  /// A recording is over, by itself or because it was told to; its file is finished.
  ///
  /// It comes when the disk has it, which may be after the stream's `ended`: whoever waits for it goes by its name.
  case recordingEnded(RecordingID, RecordingResult)
  /// A fax machine calls: CNG, 1100 Hz for half a second every three (ITU-T T.30 §4.3.3.1). Once in a stream.
  case faxTone
  /// The stream is closed; this is how well it went. The last event of every stream that a call has closed, but for the
  /// end of its recording.
  case ended(VoiceQuality)
}

/// An event and the stream it happened on.
package struct MediaNotice: Sendable, Equatable {
  package var stream: MediaStreamID
  package var event: MediaEvent

  package init(stream: MediaStreamID, event: MediaEvent) {
    self.stream = stream
    self.event = event
  }
}
