internal import AudioSignal
package import SDPSessions

/// What a party that was not promised descriptions of noise hears where the other one described some: noise of that
/// level in its own codec (RFC 3389 §4).
///
/// Nothing is allocated after `init`.
package final class BackgroundNoise {
  package let codec: AudioCodec
  package let opus: OpusPreferences
  private var noise = ComfortNoise(seed: 0xB0DE)
  private let encoder: VoiceEncoder
  private var samples: [Int16]
  private var payload = [UInt8](repeating: 0, count: Playout.longestPayload)

  package init(_ codec: AudioCodec, opus: OpusPreferences) {
    self.codec = codec
    self.opus = opus
    encoder = VoiceEncoder(codec, opus: opus)
    samples = Array(repeating: 0, count: codec.sampleRate / 50)
  }

  /// Writes the payload of 20 ms at `offset`; how many octets it has.
  ///
  /// - Parameter level: decibels below overload, 0 to 127 (RFC 3389 §3).
  package func write(_ level: UInt8, into octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    noise.describe(level)
    let length = samples.count
    var place = samples.mutableSpan
    noise.fill(&place, count: length)
    let samples = samples
    var written = payload.mutableSpan
    let count = encoder.encode(samples.span, into: &written)
    for index in 0..<count { octets[offset + index] = payload[index] }
    return count
  }
}
