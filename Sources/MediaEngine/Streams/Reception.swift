package import RTPPackets
package import SDPSessions

/// What a datagram on a stream's port turned out to be.
package enum Reception: Sendable, Hashable {
  case audio(AudioCodec, RTPLayout)
  /// A telephone-event that has lasted this many ticks of its clock so far, beside audio of a codec.
  case event(duration: Int, clock: RTPClock, beside: AudioCodec, RTPLayout)
  /// A description of the noise that there is instead of audio (RFC 3389).
  case noise(RTPLayout)
  /// RTCP, to its own port or to that of RTP.
  case control
  /// Neither RTP nor RTCP, or an event cut short.
  case malformed
  /// Not from the other party.
  case foreign
  /// From the other party, of a payload type nobody agreed on.
  case notAgreed
  /// Where SRTP was agreed: plain RTP, or a packet that was not made with the other party's key.
  case unauthentic
  /// Where SRTP was agreed: a packet that came before.
  case replayed
}
