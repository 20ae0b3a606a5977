internal import AudioSignal
package import SDPSessions

extension OpusPreferences {
  /// What suits everything that was made ready beforehand: 24 kbit/s on average, wideband, with what mends single losses.
  package static let stored = OpusPreferences(usesCorrection: true)

  /// Whether prompts may be sent as they were made ready. What they repeat of themselves need not be made use of: every
  /// decoder passes over it (RFC 7587 §6.1).
  var takesWhatIsStored: Bool { mostBits ?? .max >= Opus.bitRate && playbackRate >= Opus.sampleRate }

  /// Whether packets of somebody who was told to send no more than we want may go on as they are. What lies above the
  /// playback rate every decoder leaves out (RFC 7587 §6.1).
  var takesWhatOthersSend: Bool { mostBits ?? .max >= AudioCodec.opusMostBits }
}

extension OpusVoiceEncoder {
  /// An encoder for somebody who wants Opus like this.
  convenience init(_ preferences: OpusPreferences) {
    self.init(
      mostBits: preferences.mostBits ?? Opus.bitRate, playbackRate: preferences.playbackRate,
      repeats: preferences.usesCorrection)
  }
}
