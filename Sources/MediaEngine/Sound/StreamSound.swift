internal import AudioSignal
internal import RTPPackets
internal import SDPSessions

/// A stream's end of a sound port: makes payloads of what is said, and samples of the packets that come.
///
/// Packets that come late or twice are left out; where some are missing, up to a tenth of a second, the last one fades in
/// their place, so that time goes on. Coders are made with the first packet of a codec; nothing else allocates.
final class StreamSound {
  private let port: SoundPort
  private let microphone: FrameReader
  private var encoding: Encoding?
  private var reader: SpeechReader?
  private var frame = [Int16](repeating: 0, count: SoundPort.frameLength)
  /// The frame at 8 kHz.
  private var narrow = [Int16](repeating: 0, count: Playout.frameLength)
  private var decoded = [Int16](repeating: 0, count: SpeechReader.longestPacket)
  private var last: (ssrc: UInt32, sequence: RTPSequence, end: RTPTimestamp)?
  /// Samples of the last packet.
  private var lastCount = 0

  /// A coder, and what brings the samples to its rate.
  private struct Encoding {
    let codec: AudioCodec
    let opus: OpusPreferences
    let encoder: VoiceEncoder
    let resampler: StreamResampler?

    init(_ codec: AudioCodec, _ opus: OpusPreferences) {
      self.codec = codec
      self.opus = opus
      encoder = VoiceEncoder(codec, opus: opus)
      resampler = codec.sampleRate == SoundPort.rate ? nil : StreamResampler(from: SoundPort.rate, to: codec.sampleRate)
    }
  }

  private static let longestGap = SoundPort.rate / 10

  init(_ port: SoundPort) {
    self.port = port
    microphone = FrameReader(port.spoken, frame: SoundPort.frameLength)
    // What was said before belongs to nobody.
    port.spoken.skip(port.spoken.count)
  }

  /// Writes the payload of the next 20 ms at `offset`; how many octets it has, 0 as long as nobody has said anything.
  func speak(
    into octets: inout MutableSpan<UInt8>, at offset: Int, _ codec: AudioCodec, _ opus: OpusPreferences
  ) -> Int {
    var place = frame.mutableSpan
    let isSound = microphone.next(into: &place)
    guard isSound || encoding?.codec == codec else { return 0 }
    if encoding?.codec != codec || encoding?.opus != opus { encoding = Encoding(codec, opus) }
    guard let encoding else { return 0 }
    guard let resampler = encoding.resampler else {
      return Self.put(self.frame, encoding.encoder, into: &octets, at: offset)
    }
    let frame = frame
    var narrowPlace = narrow.mutableSpan
    _ = resampler.resample(frame.span, into: &narrowPlace)
    return Self.put(narrow, encoding.encoder, into: &octets, at: offset)
  }

  private static func put(
    _ samples: [Int16], _ encoder: VoiceEncoder, into octets: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    var payload: InlineArray<640, UInt8> = .init(repeating: 0)
    var place = payload.mutableSpan
    let count = encoder.encode(samples.span, into: &place)
    guard offset + count <= octets.count else { return 0 }
    for index in 0..<count { octets[offset + index] = payload[index] }
    return count
  }

  /// Takes in a packet of the other party.
  func hear(_ octets: Span<UInt8>, _ layout: RTPLayout, _ codec: AudioCodec) {
    let header = layout.header
    if let last, last.ssrc == header.ssrc {
      let step = last.sequence.distance(to: header.sequence)
      guard step > 0 || step < -100 else { return }
      bridgeGap(last.end.distance(to: header.timestamp) * SoundPort.rate / Int(codec.clockRate))
    }
    let reader: SpeechReader
    if let known = self.reader, known.codec == codec {
      reader = known
    } else {
      reader = SpeechReader(codec, rate: SoundPort.rate)
      self.reader = reader
    }
    let packet = octets.extracting(layout.payload)
    last = (header.ssrc, header.sequence, header.timestamp.advanced(by: codec.ticks(of: packet)))
    var place = decoded.mutableSpan
    lastCount = reader.read(packet, into: &place)
    putDecoded(lastCount)
  }

  /// Fills the place of packets that are missing.
  private func bridgeGap(_ samples: Int) {
    guard samples > 0, samples <= Self.longestGap, lastCount > 0 else { return }
    var left = samples
    while left > 0 {
      for index in 0..<lastCount { decoded[index] /= 2 }
      putDecoded(min(left, lastCount))
      left -= lastCount
    }
  }

  private func putDecoded(_ count: Int) {
    let decoded = decoded
    port.heard.write(decoded.span.extracting(0..<count))
  }
}
