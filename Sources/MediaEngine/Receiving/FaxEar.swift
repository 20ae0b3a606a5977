internal import AudioSignal
internal import RTPPackets
internal import SDPSessions
internal import Timekeeping

/// Listens for a fax machine that calls, at hardly any cost: it looks at the packets that the kernel passes on of a party
/// whom nobody hears, and only one that is mostly the tone makes it listen to everything, for a while.
struct FaxEar {
  private enum State {
    case idle
    case listening(FaxListening, until: Moment)
    /// Once is enough.
    case told
  }

  private var state = State.idle

  /// Long enough for two whole tones behind the one that raised the suspicion.
  private static let patience = Duration.seconds(8)
  private static let rehearsals = 3
  /// Less tells nothing, in samples: 10 ms.
  private static let glance = 80

  /// Whether every packet is to be read.
  var isListening: Bool {
    if case .listening = state { true } else { false }
  }

  /// Somebody hears the party now.
  mutating func stop() {
    if case .listening = state { state = .idle }
  }

  /// Takes a packet; whether a fax has called, once. Where it begins to listen it allocates, and so does a glance at a
  /// codec whose packets depend on each other.
  mutating func hears(
    _ octets: Span<UInt8>, _ layout: RTPLayout, _ codec: AudioCodec, at now: Moment
  ) -> Bool {
    switch state {
    case .told: return false
    case .idle:
      // Those that the kernel passes on, also where it passes on all.
      guard layout.header.sequence.rawValue.isMultiple(of: Attention.samplingInterval),
        Self.isSuspicious(octets.extracting(layout.payload), codec)
      else { return false }
      let listening = FaxListening(codec)
      _ = listening.hears(octets, layout)
      state = .listening(listening, until: now + Self.patience)
      return false
    case .listening(let listening, let until):
      guard now < until, listening.codec == codec else {
        state = .idle
        return false
      }
      guard listening.hears(octets, layout) else { return false }
      state = .told
      return true
    }
  }

  private static func isSuspicious(_ payload: Span<UInt8>, _ codec: AudioCodec) -> Bool {
    var samples: InlineArray<480, Int16> = .init(repeating: 0)
    var place = samples.mutableSpan
    let reader = SpeechReader(codec, rate: TelephoneAudio.sampleRate)
    // A decoder that has not heard what was before needs some time to find into a tone: it hears the packet again.
    var count = 0
    for _ in 0..<(codec.isG711 || codec == .l16 ? 1 : rehearsals) { count = reader.read(payload, into: &place) }
    return count >= glance && FaxTone.isLikely(in: samples.span.extracting(0..<count))
  }
}

/// Everything that one party says, for as long as it may be a fax.
private final class FaxListening {
  let codec: AudioCodec
  private let reader: SpeechReader
  private let detector = FaxToneDetector()
  private var cadence = FaxCadence()
  private var first: RTPHeader?
  private var last: RTPSequence?
  /// The samples of the last packet, in the first `count` places.
  private var samples: InlineArray<480, Int16> = .init(repeating: 0)
  private var count = 0

  /// So many missing packets are heard as the one before them: a lost one does not end a tone.
  private static let mostMissing = 3

  init(_ codec: AudioCodec) {
    self.codec = codec
    reader = SpeechReader(codec, rate: TelephoneAudio.sampleRate)
  }

  func hears(_ octets: Span<UInt8>, _ layout: RTPLayout) -> Bool {
    let header = layout.header
    let first = self.first ?? header
    self.first = first
    guard header.ssrc == first.ssrc else { return false }
    var isLong = false
    if let last {
      let step = last.distance(to: header.sequence)
      guard step > 0 else { return false }
      let before = samples
      if step - 1 <= Self.mostMissing {
        for _ in 1..<step { isLong = detector.hears(before.span.extracting(0..<count)) || isLong }
      }
    }
    last = header.sequence
    var heard = samples
    var place = heard.mutableSpan
    // A packet of more than 60 ms is heard in part.
    count = reader.read(octets.extracting(layout.payload), into: &place)
    samples = heard
    isLong = detector.hears(heard.span.extracting(0..<count)) || isLong
    let isTone = FaxTone.isLikely(in: heard.span.extracting(0..<count))
    let position = first.timestamp.distance(to: header.timestamp) * 1_000 / codec.clock.rate
    return cadence.hears(isTone: isTone, isLong: isLong, from: position)
  }
}
