internal import AudioSignal
internal import SDPSessions

/// What a party hears that hears more than the one it is bridged with: the sum of the others, in its own codec.
///
/// Nothing is allocated after `init`.
final class Mixture {
  /// One of those that are heard.
  struct Speaker {
    var slot: Int
    /// The number of the frame that is heard next; nil before the first.
    var next: Int?
  }

  let codec: AudioCodec
  /// How the party wants Opus.
  let opus: OpusPreferences
  /// Samples a second of the voices.
  let rate: Int
  /// In the order of their slots.
  private(set) var speakers: [Speaker] = []
  private var sum: SampleSum
  /// The sum, at the voices' rate.
  private(set) var samples: [Int16]
  private let resampler: StreamResampler?
  private var resampled: [Int16]
  private let encoder: VoiceEncoder
  private var payload = [UInt8](repeating: 0, count: Playout.longestPayload)

  init(_ codec: AudioCodec, rate: Int, opus: OpusPreferences) {
    self.codec = codec
    self.opus = opus
    self.rate = rate
    sum = SampleSum(count: rate / 50)
    samples = Array(repeating: 0, count: rate / 50)
    resampler = rate == codec.sampleRate ? nil : StreamResampler(from: rate, to: codec.sampleRate)
    resampled = Array(repeating: 0, count: codec.sampleRate / 50)
    encoder = VoiceEncoder(codec, opus: opus)
  }

  /// Whom to hear from now on; who was heard before is heard without a break.
  func hear(_ slots: [Int]) {
    speakers = slots.map { slot in speakers.first { $0.slot == slot } ?? Speaker(slot: slot, next: nil) }
  }

  /// Begins a frame.
  func begin() { sum.clear() }

  /// Adds what one of the speakers says.
  func add(_ index: Int, _ voice: VoiceReceiver) {
    speakers[index].next = voice.add(after: speakers[index].next, to: &sum)
  }

  /// Whether nobody says anything.
  var isSilent: Bool { samples.allSatisfy { $0 == 0 } }

  /// Ends the frame, which is then in `samples`.
  func end() {
    sum.write(into: &samples)
  }

  /// Writes the frame as a payload at `offset`; how many octets it has.
  func write(into octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var place = payload.mutableSpan
    let samples = samples
    let count: Int
    if let resampler {
      var wanted = resampled.mutableSpan
      let made = resampler.resample(samples.span, into: &wanted)
      let resampled = resampled
      count = encoder.encode(resampled.span.extracting(0..<made), into: &place)
    } else {
      count = encoder.encode(samples.span, into: &place)
    }
    for index in 0..<count { octets[offset + index] = payload[index] }
    return count
  }
}
