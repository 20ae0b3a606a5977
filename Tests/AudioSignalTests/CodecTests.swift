import AudioSignal
import Simulation
import Testing

@Suite("Wideband codecs: what goes in comes out")
struct CodecTests {
  private static let rate = 16_000

  private func tone(_ frequency: Double, seconds: Double) -> [Int16] {
    var generator = ToneGenerator(frequency: frequency, level: -10, sampleRate: Self.rate)
    return generator.samples(Int(seconds * Double(Self.rate)))
  }

  /// The level of a tone in what was heard after the first 200 ms, and how much of all it is.
  private func level(of frequency: Double, in samples: [Int16]) -> (level: Double, share: Double) {
    let settled = samples.dropFirst(Self.rate / 5)
    let power = Goertzel(frequency: frequency, sampleRate: Self.rate).power(in: settled)
    return (SignalLevel.dBm0(meanSquare: power), power / SignalLevel.meanSquare(of: settled))
  }

  @Test("G.722 carries tones up to 7 kHz at their level", arguments: [300.0, 1_000, 3_000, 5_000, 6_500])
  func g722(frequency: Double) {
    let samples = tone(frequency, seconds: 1)
    var octets = [UInt8](repeating: 0, count: samples.count / 2)
    var written = octets.mutableSpan
    let count = G722Encoder().encode(samples.span, into: &written)
    #expect(count == 8_000)
    var heard = [Int16](repeating: 0, count: samples.count)
    var place = heard.mutableSpan
    let decoded = G722Decoder().decode(octets.span, into: &place)
    #expect(decoded == 16_000)
    let (level, share) = level(of: frequency, in: heard)
    #expect(abs(level + 10) < 1)
    #expect(share > 0.95)
  }

  @Test(
    "Opus carries tones in packets of every length that a telephone sends",
    arguments: [40, 80, 160, 320, 480, 640, 800, 960, 1_920])
  func opus(length: Int) {
    let samples = tone(1_000, seconds: 1.2)
    let encoder = OpusVoiceEncoder()
    let decoder = OpusVoiceDecoder()
    var heard: [Int16] = []
    var packet = [UInt8](repeating: 0, count: 1_500)
    var piece = [Int16](repeating: 0, count: Opus.longestPacket)
    for start in stride(from: 0, through: samples.count - length, by: length) {
      let frame = Array(samples[start..<(start + length)])
      var written = packet.mutableSpan
      let count = encoder.encode(frame.span, into: &written)
      #expect(count > 0)
      let lasting = Opus.sampleCount(of: packet.span.extracting(0..<count), rate: 48_000)
      #expect(lasting == length * 3)
      var place = piece.mutableSpan
      let decoded = decoder.decode(packet.span.extracting(0..<count), into: &place)
      #expect(decoded == length)
      heard += piece.prefix(decoded)
    }
    let (level, share) = level(of: 1_000, in: heard)
    #expect(abs(level + 10) < 1.5)
    #expect(share > 0.9)
  }

  @Test(
    "Opus keeps to a limit with every packet, of whatever length, and is heard",
    arguments: [6_000, 8_000, 12_345, 23_999], [160, 320, 480, 640, 960, 1_920])
  func opusLimit(mostBits: Int, length: Int) {
    let samples = tone(1_000, seconds: 2.4)
    let encoder = OpusVoiceEncoder(mostBits: mostBits)
    let decoder = OpusVoiceDecoder()
    var (octets, heard) = (0, [Int16]())
    var packet = [UInt8](repeating: 0, count: 1_500)
    var piece = [Int16](repeating: 0, count: Opus.longestPacket)
    for start in stride(from: 0, through: samples.count - length, by: length) {
      let frame = Array(samples[start..<(start + length)])
      var written = packet.mutableSpan
      let count = encoder.encode(frame.span, into: &written)
      #expect(count > 0 && count * 8 * Self.rate <= mostBits * length)
      octets += count
      var place = piece.mutableSpan
      let decoded = decoder.decode(packet.span.extracting(0..<count), into: &place)
      heard += piece.prefix(decoded)
    }
    let bits = Double(octets * 8) / (Double(heard.count) / Double(Self.rate))
    #expect(bits > Double(mostBits) * 0.75, "\(bits) bits a second")
    // Below, a coder for voices has no bits to spare for a lone tone.
    if mostBits > 8_000 { #expect(abs(level(of: 1_000, in: heard).level + 10) < 3) }
  }

  @Test("Opus is not encoded above what the receiver can play", arguments: [(8_000, 5_000.0), (12_000, 7_000)])
  func opusBand(playbackRate: Int, frequency: Double) {
    let samples = tone(frequency, seconds: 1)
    let levels = [playbackRate, Opus.sampleRate].map { rate in
      let (encoder, decoder) = (OpusVoiceEncoder(playbackRate: rate), OpusVoiceDecoder())
      var heard: [Int16] = []
      var packet = [UInt8](repeating: 0, count: 1_275)
      var piece = [Int16](repeating: 0, count: Opus.longestPacket)
      for start in stride(from: 0, to: samples.count, by: 320) {
        let frame = Array(samples[start..<(start + 320)])
        var written = packet.mutableSpan
        let count = encoder.encode(frame.span, into: &written)
        var place = piece.mutableSpan
        let decoded = decoder.decode(packet.span.extracting(0..<count), into: &place)
        heard += piece.prefix(decoded)
      }
      return level(of: frequency, in: heard).level
    }
    #expect(levels[0] < -30 && levels[1] > -14, "\(levels)")
  }

  @Test("What is no Opus packet gives no samples, and the next one is heard")
  func noise() {
    let decoder = OpusVoiceDecoder()
    var dice = SeededGenerator(seed: 3)
    var samples = [Int16](repeating: 0, count: Opus.longestPacket)
    for _ in 0..<2_000 {
      let octets = (0..<Int.random(in: 0...200, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      var place = samples.mutableSpan
      let count = decoder.decode(octets.span, into: &place)
      #expect(count <= Opus.longestPacket)
    }
    let silence = Opus.silence
    var place = samples.mutableSpan
    let count = decoder.decode(silence.span, into: &place)
    #expect(count == 320)
  }

  @Test("Silence is silent, in one packet after the other")
  func silence() {
    var samples = [Int16](repeating: 0, count: 320)
    let opus = OpusVoiceDecoder()
    let g722 = G722Decoder()
    let (opusSilence, g722Silence) = (Opus.silence, G722.silence)
    for _ in 0..<10 {
      var place = samples.mutableSpan
      var count = opus.decode(opusSilence.span, into: &place)
      #expect(count == 320)
      #expect(samples.allSatisfy { abs(Int($0)) < 8 })
      place = samples.mutableSpan
      count = g722.decode(g722Silence.span, into: &place)
      #expect(count == 320)
      #expect(samples.allSatisfy { abs(Int($0)) < 40 })
    }
  }

  @Test("A stream at another rate keeps its tones, piece by piece", arguments: [(8_000, 16_000), (16_000, 8_000)])
  func resampling(from rate: Int, to newRate: Int) {
    var generator = ToneGenerator(frequency: 1_000, level: -10, sampleRate: rate)
    let resampler = StreamResampler(from: rate, to: newRate)
    var heard: [Int16] = []
    var piece = [Int16](repeating: 0, count: newRate / 50)
    for _ in 0..<50 {
      let samples = generator.samples(rate / 50)
      var place = piece.mutableSpan
      let count = resampler.resample(samples.span, into: &place)
      #expect(count == newRate / 50)
      heard += piece
    }
    let settled = heard.dropFirst(newRate / 10)
    let level = Goertzel(frequency: 1_000, sampleRate: newRate).level(in: settled)
    #expect(abs(level + 10) < 0.5)
  }
}
