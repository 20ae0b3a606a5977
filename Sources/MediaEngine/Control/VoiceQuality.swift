internal import SDPSessions
internal import Timekeeping

/// How well a party was heard, in figures.
package struct VoiceQuality: Sendable, Equatable {
  /// The name of the codec; nil for a stream that never was agreed on.
  package var codec: String?
  package var packetsReceived: Int
  package var packetsLost: Int
  /// Packets that nobody looked at, and of which nothing is known.
  package var packetsPassedOver: Int
  package var jitter: Duration
  /// What the other party says of what it heard; nil for one that does not say.
  package var far: FarReport?
  /// The opinion that listeners would have on a scale from 1 to 4.5 (ITU-T G.107); nil when too little was heard to say.
  package var opinion: Double?
}

extension VoiceQuality {
  /// Fewer packets than these, a second's, are no ground for an opinion.
  private static let leastPackets = 50
  /// How well speech stands random loss, *Bpl*: what G.711 with concealment has (ITU-T G.113 appendix I). The codecs
  /// beyond the telephone's band are taken to be like it, and none of ours costs anything by itself.
  private static let robustness = 25.1

  init(_ statistics: StreamStatistics, _ codec: AudioCodec?, far: FarReport?) {
    let reception = statistics.reception
    self.codec = codec?.rawValue
    packetsReceived = reception.packetsReceived
    packetsLost = reception.packetsLost
    packetsPassedOver = reception.packetsPassedOver
    jitter = reception.jitter
    self.far = far
    let expected = reception.packetsReceived + reception.packetsLost
    guard codec != nil, expected >= Self.leastPackets else { return }
    opinion = Self.opinion(
      loss: Double(reception.packetsLost) / Double(expected), jitter: reception.jitter,
      roundTrip: far?.roundTrip ?? .zero)
  }

  /// The E-model with its default values (ITU-T G.107 §7.7), of which delay and loss are known: the mouth-to-ear delay is
  /// half the round trip, a packet, and a buffer of twice the jitter.
  package static func opinion(loss: Double, jitter: Duration, roundTrip: Duration) -> Double {
    let delay = (roundTrip / 2 + jitter * 2 + .milliseconds(20)) / .milliseconds(1)
    let delayImpairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0)
    let percent = loss * 100
    let equipment = 95 * percent / (percent + robustness)
    let rating = min(max(93.2 - delayImpairment - equipment, 0), 100)
    // The polynomial dips below the scale's end at ratings under 6.5.
    return max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)
  }
}
