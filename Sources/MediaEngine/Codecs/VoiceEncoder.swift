package import AudioSignal
package import SDPSessions

/// Makes payloads of one codec from linear samples at its sampling rate, one after the other.
package enum VoiceEncoder {
  case muLaw
  case aLaw
  case g722(G722Encoder)
  case opus(OpusVoiceEncoder)
  case linear

  /// - Parameter opus: how the receiver wants Opus; by itself it is encoded as prompts are.
  package init(_ codec: AudioCodec, opus: OpusPreferences = .stored) {
    self =
      switch codec {
      case .pcmu: .muLaw
      case .pcma: .aLaw
      case .g722: .g722(G722Encoder())
      case .opus: .opus(OpusVoiceEncoder(opus))
      case .l16: .linear
      }
  }

  /// Writes the payload of one packet; how many octets it has, 0 where the samples make none.
  package func encode(_ samples: Span<Int16>, into octets: inout MutableSpan<UInt8>) -> Int {
    switch self {
    case .muLaw:
      let count = min(samples.count, octets.count)
      for index in 0..<count { octets[index] = G711.muLaw(samples[index]) }
      return count
    case .aLaw:
      let count = min(samples.count, octets.count)
      for index in 0..<count { octets[index] = G711.aLaw(samples[index]) }
      return count
    case .g722(let encoder): return encoder.encode(samples, into: &octets)
    case .opus(let encoder): return encoder.encode(samples, into: &octets)
    case .linear:
      let count = min(samples.count, octets.count / 2)
      for index in 0..<count {
        octets[index * 2] = UInt8(truncatingIfNeeded: samples[index] >> 8)
        octets[index * 2 + 1] = UInt8(truncatingIfNeeded: samples[index])
      }
      return count * 2
    }
  }
}
