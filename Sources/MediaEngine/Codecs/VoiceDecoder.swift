package import AudioSignal
package import SDPSessions

/// Makes linear samples of the packets of one codec, in the order in which they come.
package enum VoiceDecoder {
  case muLaw
  case aLaw
  case g722(G722Decoder)
  case opus(OpusVoiceDecoder)
  case linear

  package init(_ codec: AudioCodec) {
    self =
      switch codec {
      case .pcmu: .muLaw
      case .pcma: .aLaw
      case .g722: .g722(G722Decoder())
      case .opus: .opus(OpusVoiceDecoder())
      case .l16: .linear
      }
  }

  /// Writes the samples of a payload, at the codec's sampling rate; how many there are. What has no room is left out.
  package func decode(_ octets: Span<UInt8>, into samples: inout MutableSpan<Int16>) -> Int {
    switch self {
    case .muLaw:
      let count = min(octets.count, samples.count)
      for index in 0..<count { samples[index] = G711.linear(muLaw: octets[index]) }
      return count
    case .aLaw:
      let count = min(octets.count, samples.count)
      for index in 0..<count { samples[index] = G711.linear(aLaw: octets[index]) }
      return count
    case .g722(let decoder): return decoder.decode(octets, into: &samples)
    case .opus(let decoder): return decoder.decode(octets, into: &samples)
    case .linear:
      let count = min(octets.count / 2, samples.count)
      for index in 0..<count {
        samples[index] = Int16(bitPattern: UInt16(octets[index * 2]) << 8 | UInt16(octets[index * 2 + 1]))
      }
      return count
    }
  }
}
