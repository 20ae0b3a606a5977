internal import AudioSignal
internal import RTPPackets
internal import SDPSessions

/// Listens for keys in the audio of one source, packet by packet.
///
/// What comes late or twice is not heard again. Where up to three packets are missing, the one before them is heard in
/// their place: a tone that a lost packet cuts in two would be two keys.
struct ToneEar {
  private let detector = KeyToneDetector()
  private var last: (ssrc: UInt32, sequence: RTPSequence)?
  /// The samples of the last packet, in the first `count` places.
  private var samples: InlineArray<480, Int16> = .init(repeating: 0)
  private var count = 0

  private static let mostMissing = 3

  /// The key that is known by this packet, if one is.
  mutating func key(in octets: Span<UInt8>, _ layout: RTPLayout, _ codec: AudioCodec) -> Character? {
    var found: Character?
    if let last, last.ssrc == layout.header.ssrc {
      let step = last.sequence.distance(to: layout.header.sequence)
      guard step > 0 || step < -100 else { return nil }
      for _ in 0..<(step - 1 <= Self.mostMissing ? max(0, step - 1) : 0) { found = hear() ?? found }
    }
    last = (layout.header.ssrc, layout.header.sequence)
    // A packet of more than 60 ms is heard in part.
    count = min(layout.payload.count, samples.count)
    for index in 0..<count {
      let octet = octets[layout.payload.lowerBound + index]
      samples[index] = codec == .pcmu ? G711.linear(muLaw: octet) : G711.linear(aLaw: octet)
    }
    return hear() ?? found
  }

  private func hear() -> Character? { count > 0 ? detector.key(in: samples.span.extracting(0..<count)) : nil }
}
