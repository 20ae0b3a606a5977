internal import AudioSignal
package import RTPPackets
package import SDPSessions
package import Timekeeping

/// One party's voice as samples: packets in as they come, 20 ms out in every beat.
///
/// What is lost is made up, what was described as noise is noise (RFC 3389). The latest frames are kept for those who
/// listen in beats of their own. Nothing is allocated after `init`, but for the first packet of another codec.
package final class VoiceReceiver {
  /// Samples a second.
  package let rate: Int
  /// Samples in 20 ms.
  package let frameLength: Int
  private var buffer: JitterBuffer
  private var clock: RTPClock
  private var readers: [SpeechReader] = []
  /// What has just been made of a packet.
  private var piece: [Int16]
  /// What has been made and not been played, in the first `queued` places.
  private var queue: [Int16]
  private var queued = 0
  private var concealment: Concealment
  private var noise = ComfortNoise(seed: 0x5EED)
  /// Whether what is not said is noise.
  private var isNoisy = false
  /// Samples that nobody said since somebody said something.
  private var hole = 0
  private var framesToShorten = 0
  /// The latest frames; the one with number *n* is at *n* modulo their count.
  private var frames: [Int16]
  /// How many frames there have been.
  package private(set) var frameCount = 0

  /// Frames that are kept.
  package static let framesKept = 4
  /// Where samples are left out while somebody speaks: in one of so many frames.
  private static let shorteningInterval = 5
  /// Below this nobody speaks, in dBm0.
  private static let quiet = -42.0

  /// - Parameter rate: samples a second, 8000 or 16 000.
  package init(_ codec: AudioCodec, rate: Int) {
    self.rate = rate
    frameLength = rate / 50
    clock = codec.clock
    buffer = JitterBuffer(clock: codec.clock)
    piece = Array(repeating: 0, count: SpeechReader.longestPacket + frameLength)
    queue = Array(repeating: 0, count: SpeechReader.longestPacket + 3 * frameLength)
    frames = Array(repeating: 0, count: Self.framesKept * frameLength)
    concealment = Concealment(rate: rate)
    readers.append(SpeechReader(codec, rate: rate))
  }

  package var figures: JitterFigures { buffer.figures }

  /// Takes a packet of audio.
  package func receive(_ codec: AudioCodec, _ layout: RTPLayout, _ octets: Span<UInt8>, at now: Moment) {
    let payload = octets.extracting(layout.payload)
    let ticks = min(codec.ticks(of: payload), codec.clock.rate * 120 / 1_000)
    guard ticks > 0 else { return }
    if codec.clock != clock {
      clock = codec.clock
      buffer = JitterBuffer(clock: clock)
    }
    if !readers.contains(where: { $0.codec == codec }) { readers.append(SpeechReader(codec, rate: rate)) }
    _ = buffer.insert(layout.header, ticks: ticks, .audio(codec), payload: payload, at: now)
  }

  /// Takes a description of noise.
  package func receiveNoise(_ layout: RTPLayout, _ octets: Span<UInt8>, at now: Moment) {
    guard !layout.payload.isEmpty else { return }
    _ = buffer.insert(
      layout.header, ticks: clock.rate / 50, .noise, payload: octets.extracting(layout.payload), at: now)
  }

  /// Makes the next frame.
  package func beat(at now: Moment) {
    while queued < frameLength { lengthen(at: now) }
    shorten(at: now)
    let start = frameCount % Self.framesKept * frameLength
    for index in 0..<frameLength { frames[start + index] = queue[index] }
    frameCount += 1
    drop(frameLength)
  }

  /// Calls `body` with a frame; with nothing where it is not yet there or no longer kept.
  package func withFrame<Result>(_ number: Int, _ body: (Span<Int16>) -> Result) -> Result {
    let start = number % Self.framesKept * frameLength
    let isKept = number >= 0 && number < frameCount && number >= frameCount - Self.framesKept
    let frames = frames
    return body(frames.span.extracting(isKept ? start..<(start + frameLength) : 0..<0))
  }
}

// MARK: - Making samples

extension VoiceReceiver {
  private func ticks(_ samples: Int) -> Int { (samples * clock.rate + rate - 1) / rate }

  private func samples(_ ticks: Int) -> Int { ticks * rate / clock.rate }

  /// Makes what comes next.
  private func lengthen(at now: Moment) {
    let missing = queued < frameLength ? frameLength - queued : frameLength
    let turn = buffer.next(buffered: ticks(queued), missing: ticks(missing), at: now)
    switch turn {
    case .packet(let packet, let skipped): play(packet, skipping: samples(skipped))
    case .lost(let ticks, let next): conceal(samples(ticks), before: next)
    case .pause(let ticks): rest(samples(ticks))
    case .waiting:
      if isNoisy || hole >= rate / 10 { rest(frameLength - queued) } else { conceal(frameLength - queued, before: nil) }
    }
  }

  private func play(_ packet: StoredPacket, skipping skipped: Int) {
    let wanted = min(samples(packet.ticks), piece.count)
    switch packet.content {
    case .noise:
      buffer.withPayload(of: packet) { noise.describe($0[0]) }
      isNoisy = true
      rest(wanted - skipped)
    case .audio(let codec):
      guard let reader = readers.first(where: { $0.codec == codec }) else { return }
      var place = piece.mutableSpan
      let count = buffer.withPayload(of: packet) { reader.read($0, into: &place) }
      // A packet that cannot be read is as long as it should be all the same.
      for index in min(count, wanted)..<wanted { place[index] = 0 }
      isNoisy = false
      hole = 0
      concealment.hear(&place, count: wanted)
      append(skipped..<wanted)
    }
  }

  private func conceal(_ count: Int, before next: StoredPacket?) {
    guard count > 0 else { return }
    hole += count
    let reader = readers.last { reader in next.map { $0.content == .audio(reader.codec) } ?? true }
    var place = piece.mutableSpan
    var made = 0
    if let reader {
      if let next {
        made = buffer.withPayload(of: next) { reader.conceal(count, before: $0, into: &place) }
      } else {
        made = reader.conceal(count, before: nil, into: &place)
      }
    }
    if made < count { concealment.conceal(&place, count: count) }
    append(0..<count)
  }

  /// Nobody says anything.
  private func rest(_ count: Int) {
    guard count > 0 else { return }
    hole += count
    var place = piece.mutableSpan
    if isNoisy {
      noise.fill(&place, count: count)
    } else {
      for index in 0..<count { place[index] = 0 }
    }
    concealment.hear(&place, count: count)
    append(0..<count)
  }

  private func append(_ range: Range<Int>) {
    let count = min(range.count, queue.count - queued)
    for index in 0..<count { queue[queued + index] = piece[range.lowerBound + index] }
    queued += count
  }

  private func drop(_ count: Int) {
    queued -= count
    for index in 0..<queued { queue[index] = queue[index + count] }
  }
}

// MARK: - Leaving out samples

extension VoiceReceiver {
  /// Leaves out up to 10 ms where what is played is older than need be: silence, or now and then a pitch period.
  private func shorten(at now: Moment) {
    framesToShorten -= 1
    let excess = samples(buffer.excess(buffered: ticks(queued), at: now))
    let longest = rate / 100
    guard excess > longest / 4, !isNoisy else { return }
    let isQuiet = isQuiet
    guard isQuiet || framesToShorten <= 0 else { return }
    while queued < frameLength + 2 * longest, buffer.hasMore { lengthen(at: now) }
    guard queued >= frameLength + 2 * longest else { return }
    framesToShorten = Self.shorteningInterval
    leaveOut(isQuiet ? min(excess, longest) : mostAlike(upTo: longest))
  }

  private var isQuiet: Bool {
    var energy = 0.0
    for index in 0..<frameLength { energy += Double(queue[index]) * Double(queue[index]) }
    return SignalLevel.dBm0(meanSquare: energy / Double(frameLength)) < Self.quiet
  }

  /// Goes over from the beginning to what comes `count` samples later, without a step.
  private func leaveOut(_ count: Int) {
    let blend = rate / 200
    for index in 0..<blend {
      let share = Float(index + 1) / Float(blend + 1)
      queue[index] = Int16(Float(queue[index]) * (1 - share) + Float(queue[index + count]) * share)
    }
    for index in blend..<(queued - count) { queue[index] = queue[index + count] }
    queued -= count
  }

  /// After how many samples the sound is most like its beginning: 2.5 to 10 ms.
  private func mostAlike(upTo longest: Int) -> Int {
    var best = (lag: longest, likeness: -Float.infinity)
    for lag in (longest / 4)...longest {
      var product: Float = 0
      var energy: Float = 1
      for index in 0..<(rate / 200) {
        let later = Float(queue[index + lag])
        product += Float(queue[index]) * later
        energy += later * later
      }
      let likeness = product / energy.squareRoot()
      if likeness > best.likeness { best = (lag, likeness) }
    }
    return best.lag
  }
}
