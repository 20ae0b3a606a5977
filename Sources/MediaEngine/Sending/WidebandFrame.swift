internal import AudioSignal
internal import SDPSessions

/// The 20 ms at 16 kHz that are sent next, and the coder that has heard everything that was sent before.
final class WidebandFrame {
  /// How the party wants Opus; nil for G.722 and linear samples.
  let opus: OpusPreferences?
  private var samples = [Int16](repeating: 0, count: 2 * Playout.frameLength)
  private let encoder = G722Encoder()
  private let opusEncoder: OpusVoiceEncoder?
  private var payload: [UInt8]
  /// Silent frames in a row.
  private var silentFrames = 0

  /// - Parameter opus: how the party wants Opus; nil for G.722 and linear samples.
  init(_ opus: OpusPreferences? = nil) {
    self.opus = opus
    opusEncoder = opus.map { OpusVoiceEncoder($0) }
    payload = Array(repeating: 0, count: opus == nil ? 0 : Playout.longestPayload)
  }

  /// Puts what begins at `start` into the samples `place`, both in samples at 8 kHz; silence where there is nothing.
  func put(_ audio: TelephoneAudio?, from start: Int, in place: Range<Int>) {
    let wide = (place.lowerBound * 2)..<(place.upperBound * 2)
    guard let audio, audio.linear.isEmpty else { return put(audio?.linear, from: start * 2, at: wide) }
    // Opus at this rate is not made ready, and the linear form only where another codec needs it.
    guard opus != nil else { return put(nil, from: 0, at: wide) }
    for index in place { interpolate(audio.muLaw, start + index - place.lowerBound, to: index * 2) }
  }

  private func put(_ source: [Int16]?, from start: Int, at place: Range<Int>) {
    let isThere = source.map { start + place.count <= $0.count } ?? false
    for index in place {
      samples[index] = isThere ? source?[start + index - place.lowerBound] ?? 0 : 0
    }
  }

  /// A sample at 8 kHz and the one that lies between it and the next, by a half-band filter of four.
  private func interpolate(_ source: [UInt8], _ index: Int, to place: Int) {
    func sample(_ index: Int) -> Int {
      source.indices.contains(index) ? Int(G711.linear(muLaw: source[index])) : 0
    }
    samples[place] = Int16(clamping: sample(index))
    let between = 9 * (sample(index) + sample(index + 1)) - sample(index - 1) - sample(index + 2)
    samples[place + 1] = Int16(clamping: between / 16)
  }

  /// Writes the payload at `offset`; how many octets it has.
  func write(_ codec: AudioCodec, isSilent: Bool, into octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    silentFrames = isSilent ? silentFrames + 1 : 0
    switch codec {
    case .opus: return writeOpus(into: &octets, at: offset)
    case .g722:
      // Nothing changes any more, here and at the other end.
      if silentFrames > G722.framesToRest { return put(G722.silence, into: &octets, at: offset) }
      let samples = samples
      return encoder.encode(samples.span, into: &octets, at: offset)
    case .pcmu, .pcma, .l16:
      for (index, sample) in samples.enumerated() {
        octets[offset + index * 2] = UInt8(truncatingIfNeeded: sample >> 8)
        octets[offset + index * 2 + 1] = UInt8(truncatingIfNeeded: sample)
      }
      return samples.count * 2
    }
  }

  private func writeOpus(into octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    guard let opus, let opusEncoder else { return 0 }
    let room = Opus.octets(lasting: samples.count, bitRate: opus.mostBits ?? Opus.bitRate)
    if silentFrames > Opus.framesToRest, Opus.silence.count <= room {
      return put(Opus.silence, into: &octets, at: offset)
    }
    let samples = samples
    var place = payload.mutableSpan
    let count = opusEncoder.encode(samples.span, into: &place)
    for index in 0..<count { octets[offset + index] = payload[index] }
    return count
  }

  private func put(_ source: [UInt8], into octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    for index in source.indices { octets[offset + index] = source[index] }
    return source.count
  }
}
