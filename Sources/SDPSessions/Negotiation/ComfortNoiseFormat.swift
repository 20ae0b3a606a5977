/// Comfort noise at 8 kHz as a description names it (RFC 3389 §4, RFC 3551 §6).
///
/// We never offer it: silence that is sent as audio is understood by everybody. Who offers it to us gets it in the answer,
/// and from then on descriptions of noise in place of silence.
package enum ComfortNoiseFormat {
  /// The payload type that needs no `rtpmap`.
  package static let payloadType: UInt8 = 13
  /// Ticks of the RTP timestamp in a second, which must be the codec's own.
  static let clockRate: UInt32 = 8_000
  /// What an `rtpmap` says, in capitals.
  static let encoding = "CN/8000"
}
