import AudioSignal
import Simulation
import Testing

@Suite("Speech that is mended, judged and added up")
struct SpeechTests {
  private func tone(_ count: Int, _ frequency: Double = 200, rate: Int = 8_000, level: Double = -10) -> [Int16] {
    var generator = ToneGenerator(frequency: frequency, level: level, sampleRate: rate)
    return generator.samples(count)
  }

  @Test("A hole of 20 ms in a voiced sound is not heard", arguments: [8_000, 16_000], [110.0, 230.0, 370.0])
  func hole(_ rate: Int, _ frequency: Double) {
    var samples = tone(rate, frequency, rate: rate)
    let original = samples
    var concealment = Concealment(rate: rate)
    let frame = rate / 50
    for start in stride(from: 0, to: rate, by: frame) {
      var piece = Array(samples[start..<(start + frame)])
      var place = piece.mutableSpan
      if start / frame % 10 == 5 {
        concealment.conceal(&place, count: frame)
      } else {
        concealment.hear(&place, count: frame)
      }
      samples.replaceSubrange(start..<(start + frame), with: piece)
    }
    let level = Goertzel(frequency: frequency, sampleRate: rate).level(in: samples)
    #expect(abs(level + 10) < 0.6, "\(level)")
    // No step is much larger than the sound's own.
    let largest = zip(original, original.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
    let step = zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(step < largest * 4, "\(step) against \(largest)")
  }

  @Test("A hole that goes on fades, and is silent after 60 ms")
  func fading() {
    var concealment = Concealment(rate: 8_000)
    var samples = tone(800)
    var place = samples.mutableSpan
    concealment.hear(&place, count: 800)
    concealment.conceal(&place, count: 800)
    let levels = (0..<5).map { SignalLevel.dBm0(of: samples[($0 * 160)..<($0 * 160 + 160)]) }
    #expect(levels[0] > -12)
    #expect(levels[1] < levels[0] && levels[2] < levels[1] && levels[2] < -18)
    #expect(samples[480...].allSatisfy { $0 == 0 })
    #expect(concealment.isExhausted)
  }

  @Test("Nothing that can be heard makes concealment trap")
  func extremes() {
    for value in [Int16.min, .max, 0, 1, -1] {
      var concealment = Concealment(rate: 16_000)
      var samples = [Int16](repeating: value, count: 320)
      var place = samples.mutableSpan
      for _ in 0..<4 { concealment.hear(&place, count: 320) }
      concealment.conceal(&place, count: 320)
      for index in 0..<320 { place[index] = index % 2 == 0 ? .min : .max }
      concealment.hear(&place, count: 320)
      concealment.conceal(&place, count: 3)
    }
  }

  @Test("Noise has the level that is described", arguments: [0, 20, 40, 60, 78, 127])
  func noise(level: Int) {
    var noise = ComfortNoise(seed: 3)
    noise.describe(UInt8(level) | 0x80)
    var samples = [Int16](repeating: 0, count: 8_000)
    var place = samples.mutableSpan
    noise.fill(&place, count: 8_000)
    let heard = SignalLevel.dBFS(of: samples)
    // A square wave alone fills all there is; steps of one are the quietest there are.
    if level >= 20, level <= 78 { #expect(abs(heard + Double(level)) < 1, "\(heard)") }
    if level == 127 { #expect(samples.allSatisfy { $0 == 0 }) }
  }

  @Test("A voice is told from the noise of the line, and a hum becomes noise")
  func voice() {
    var activity = VoiceActivity()
    func share(_ samples: [Int16]) -> Double {
      var voiced = 0
      for start in stride(from: 0, to: samples.count, by: 160) {
        if Self.hears(Array(samples[start..<(start + 160)]), &activity) { voiced += 1 }
      }
      return Double(voiced * 160) / Double(samples.count)
    }
    var noise = ComfortNoise(seed: 9)
    noise.describe(52)
    var line = [Int16](repeating: 0, count: 16_000)
    var place = line.mutableSpan
    noise.fill(&place, count: 16_000)
    _ = share(line)
    #expect(share(line) == 0)
    // 400 ms of voice, 200 ms of pause.
    let speech = (0..<10).flatMap { _ in tone(3_200, level: -20) + line.prefix(1_600) }
    #expect(share(speech) > 0.9)
    _ = share(Array(line.prefix(4_000)) + line.prefix(4_000))
    #expect(share(line) == 0)
    _ = share(tone(8_000 * 30, level: -40))
    #expect(share(tone(16_000, level: -40)) == 0)
  }

  @Test("A click is no voice")
  func click() {
    var activity = VoiceActivity()
    let silence = [Int16](repeating: 0, count: 160)
    let click = tone(160, level: -5)
    for frame in 0..<40 { #expect(!Self.hears(frame == 20 ? click : silence, &activity)) }
  }

  private static func hears(_ frame: [Int16], _ activity: inout VoiceActivity) -> Bool { activity.hear(frame.span) }

  @Test(
    "A recording is cut to what is said, with a breath before and behind", arguments: [8_000, 16_000], [-15.0, -30])
  func trimmed(rate: Int, level: Double) {
    var generator = ToneGenerator(frequency: 700, level: level, sampleRate: rate)
    var dice = SeededGenerator(seed: 5)
    func hush(_ milliseconds: Int) -> [Int16] {
      (0..<(rate * milliseconds / 1_000)).map { _ in Int16.random(in: -12...12, using: &dice) }
    }
    let said = generator.samples(rate) + hush(300) + generator.samples(rate / 2)
    let file = AudioFile(samples: hush(1_500) + said + hush(4_000), rate: rate).trimmed
    let breath = Double(file.samples.count - said.count) / Double(rate)
    #expect((0.2...0.4).contains(breath), "\(breath) s")
    #expect(SignalLevel.dBm0(of: file.samples[0..<(rate / 20)]) < -50)
    #expect(SignalLevel.dBm0(of: file.samples.suffix(rate / 20)) < -50)
    #expect(AudioFile(samples: hush(3_000), rate: rate).trimmed.samples.isEmpty)
    #expect(AudioFile(samples: [], rate: rate).trimmed.samples.isEmpty)
  }

  @Test("A sum is clipped at either end")
  func sum() {
    var sum = SampleSum(count: 4)
    var result = [Int16](repeating: 9, count: 4)
    let one: [Int16] = [30_000, -30_000, 5, 0]
    for _ in 0..<3 { sum.add(one.span) }
    sum.write(into: &result)
    #expect(result == [.max, .min, 15, 0])
    sum.clear()
    sum.add(one.span)
    sum.write(into: &result)
    #expect(result == one)
  }

  @Test("Opus makes up a lost packet from the one behind it")
  func opusRecovery() {
    let encoder = OpusVoiceEncoder()
    let (plain, recovering) = (OpusVoiceDecoder(), OpusVoiceDecoder())
    var generator = ToneGenerator(frequency: 300, level: -10, sampleRate: 16_000)
    var packets: [[UInt8]] = []
    for number in 0..<40 {
      // A sound that begins in the lost packet cannot be guessed from those before.
      let samples = number < 20 ? [Int16](repeating: 0, count: 320) : generator.samples(320)
      var octets = [UInt8](repeating: 0, count: 1_275)
      var place = octets.mutableSpan
      let count = encoder.encode(samples.span, into: &place)
      packets.append(Array(octets.prefix(count)))
    }
    var samples = [Int16](repeating: 0, count: 1_920)
    var levels: [Double] = []
    for (decoder, next) in [(plain, false), (recovering, true)] {
      for number in 0..<22 {
        let packet = packets[number]
        var place = samples.mutableSpan
        _ = decoder.decode(packet.span, into: &place)
      }
      let following = next ? packets[23] : []
      var place = samples.mutableSpan
      let count = decoder.conceal(320, before: following.span, into: &place)
      #expect(count == 320)
      levels.append(SignalLevel.dBm0(of: samples.prefix(320)))
    }
    #expect(levels[1] > -16, "\(levels)")
  }

  @Test("A header says what it was made of", arguments: [1, 2], [8_000, 16_000])
  func header(_ channels: Int, _ rate: Int) throws {
    let header = WAVHeader(channels: channels, rate: rate, dataLength: rate * channels * 2 * 3)
    #expect(header.octets.count == WAVHeader.octetCount)
    #expect(header.duration == .seconds(3))
    #expect(WAVHeader(header.octets) == header)
    #expect(WAVHeader(Array(header.octets.dropLast())) == nil)
    var other = header.octets
    other[20] = 7
    #expect(WAVHeader(other) == nil)
  }
}
