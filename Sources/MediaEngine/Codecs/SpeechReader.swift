internal import AudioSignal
package import SDPSessions

/// Reads the packets of one codec as linear samples at a rate of the reader's choice.
package final class SpeechReader {
  package let codec: AudioCodec
  private let decoder: VoiceDecoder
  private let resampler: StreamResampler?
  private var decoded: [Int16]

  /// Samples of the longest packet that is read, 120 ms at 16 kHz; what is longer is read in part.
  package static let longestPacket = 1_920

  package init(_ codec: AudioCodec, rate: Int) {
    self.codec = codec
    decoder = VoiceDecoder(codec)
    resampler = codec.sampleRate == rate ? nil : StreamResampler(from: codec.sampleRate, to: rate)
    decoded = Array(repeating: 0, count: resampler == nil ? 0 : Self.longestPacket)
  }

  /// Writes the samples of a payload; how many there are.
  package func read(_ octets: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int {
    guard let resampler else { return decoder.decode(octets, into: &samples) }
    var place = decoded.mutableSpan
    let count = decoder.decode(octets, into: &place)
    let decoded = decoded
    return resampler.resample(decoded.span.extracting(0..<count), into: &samples)
  }
}
