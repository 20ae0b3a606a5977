internal import AudioSignal
internal import RTPPackets
internal import SDPSessions

/// Listens for keys in the audio of one source, packet by packet, whatever its codec.
///
/// What comes late or twice is not heard again. Where up to three packets are missing, the one before them is heard in
/// their place: a tone that a lost packet cuts in two would be two keys.
struct ToneEar {
  private let detector = KeyToneDetector()
  private var reader: SpeechReader?
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
    let reader = self.reader?.codec == codec ? self.reader : SpeechReader(codec, rate: TelephoneAudio.sampleRate)
    self.reader = reader
    var place = samples.mutableSpan
    // A packet of more than 60 ms is heard in part.
    count = reader?.read(octets.extracting(layout.payload), into: &place) ?? 0
    return hear() ?? found
  }

  private func hear() -> Character? { count > 0 ? detector.key(in: samples.span.extracting(0..<count)) : nil }
}
