package import AudioSignal
package import SDPSessions

extension Playout {
  /// Writes one frame of other audio, counted from its beginning, in place of what plays, which keeps its place; how many
  /// octets it has. `prepare` must have been told of the codec, and the audio have its form.
  package func fill(
    _ octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec, with audio: TelephoneAudio, frame: Int
  ) -> Int {
    let start = frame * Self.frameLength
    guard start + Self.frameLength <= audio.sampleCount else { return 0 }
    switch codec {
    case .pcmu, .pcma:
      let source = codec == .pcmu ? audio.muLaw : audio.aLaw
      for index in 0..<Self.frameLength { octets[offset + index] = source[start + index] }
      return Self.frameLength
    case .g722, .l16: return fill(wideband, codec, &octets, at: offset, with: audio, from: start)
    case .opus where wideband != nil: return fill(wideband, codec, &octets, at: offset, with: audio, from: start)
    case .opus:
      guard frame < audio.opus.count else { return 0 }
      let range = audio.opus[frame]
      for index in 0..<range.count { octets[offset + index] = audio.opus.octets[range.lowerBound + index] }
      return range.count
    }
  }

  private func fill(
    _ wideband: WidebandFrame?, _ codec: AudioCodec, _ octets: inout MutableSpan<UInt8>, at offset: Int,
    with audio: TelephoneAudio, from start: Int
  ) -> Int {
    guard let wideband else { return 0 }
    wideband.put(audio, from: start, in: 0..<Self.frameLength)
    return wideband.write(codec, isSilent: false, into: &octets, at: offset)
  }
}
