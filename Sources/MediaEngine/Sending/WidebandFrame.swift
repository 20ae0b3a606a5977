internal import AudioSignal
internal import SDPSessions

/// The 20 ms at 16 kHz that are sent next, and the coder that has heard everything that was sent before.
final class WidebandFrame {
  private var samples = [Int16](repeating: 0, count: 2 * Playout.frameLength)
  private let encoder = G722Encoder()
  /// Silent frames in a row.
  private var silentFrames = 0

  /// Puts what begins at `start` into the samples `place`, both in samples at 8 kHz; silence where there is nothing.
  func put(_ source: [Int16]?, from start: Int, in place: Range<Int>) {
    let isThere = source.map { (start + place.count) * 2 <= $0.count } ?? false
    for index in (place.lowerBound * 2)..<(place.upperBound * 2) {
      samples[index] = isThere ? source?[start * 2 + index - place.lowerBound * 2] ?? 0 : 0
    }
  }

  /// Writes the payload at `offset`; how many octets it has.
  func write(_ codec: AudioCodec, isSilent: Bool, into octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    guard codec == .g722 else {
      for (index, sample) in samples.enumerated() {
        octets[offset + index * 2] = UInt8(truncatingIfNeeded: sample >> 8)
        octets[offset + index * 2 + 1] = UInt8(truncatingIfNeeded: sample)
      }
      return samples.count * 2
    }
    silentFrames = isSilent ? silentFrames + 1 : 0
    if silentFrames > G722.framesToRest {
      // Nothing changes any more, here and at the other end.
      for index in G722.silence.indices { octets[offset + index] = G722.silence[index] }
      return G722.silence.count
    }
    let samples = samples
    return encoder.encode(samples.span, into: &octets, at: offset)
  }
}
