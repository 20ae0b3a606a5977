internal import AudioSignal
package import SDPSessions

/// Reads the packets of one codec as linear samples at a rate of the reader's choice.
package final class SpeechReader {
  package let codec: AudioCodec
  /// Samples a second.
  package let rate: Int
  private let decoder: VoiceDecoder
  private let resampler: StreamResampler?
  private var decoded: [Int16]

  /// Samples of the longest packet that is read, 120 ms at 16 kHz; what is longer is read in part.
  package static let longestPacket = 1_920

  package init(_ codec: AudioCodec, rate: Int) {
    self.codec = codec
    self.rate = rate
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

  /// Writes at least `count` samples that might have been in what is missing; how many there are, 0 where the codec knows
  /// no way. `next` is the payload of the packet right behind it.
  package func conceal(_ count: Int, before next: Span<UInt8>?, into samples: inout MutableSpan<Int16>) -> Int {
    guard case .opus(let opus) = decoder else { return 0 }
    guard let resampler else { return opus.conceal(count, before: next, into: &samples) }
    var place = decoded.mutableSpan
    let made = opus.conceal(count * codec.sampleRate / rate, before: next, into: &place)
    let decoded = decoded
    return resampler.resample(decoded.span.extracting(0..<made), into: &samples)
  }
}
