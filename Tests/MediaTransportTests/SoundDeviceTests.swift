import AudioSignal
import MediaEngine
import MediaTransport
import Testing

@Suite("Sound cards by their ALSA names")
struct SoundDeviceTests {
  private static func play(_ samples: [Int16], on device: SoundDevice) throws { try device.write(samples.span) }

  /// Plays frames of 20 ms and lets the card go, which has everything only then; the card's own rate.
  private static func play(_ samples: [Int16], at rate: Int, on name: String) throws -> Int {
    let device = try SoundDevice(name, .playback, rate: rate)
    for start in stride(from: 0, to: samples.count, by: rate / 50) {
      try play(Array(samples[start..<(start + rate / 50)]), on: device)
    }
    #expect(device.recoveries == 0)
    return device.cardRate
  }

  private static func hear(_ device: SoundDevice) throws -> [Int16] {
    var samples = [Int16](repeating: 0, count: 640)
    var span = samples.mutableSpan
    let count = try device.read(into: &span)
    return Array(samples.prefix(count))
  }

  @Test("What is played at 8, 16 and 48 kHz is what the card gets", arguments: [8_000, 16_000, 48_000])
  func playback(rate: Int) throws {
    let cards = try SoundCards()
    var generator = ToneGenerator(frequency: 1_020, level: -10, sampleRate: rate)
    let samples = generator.samples(rate / 50 * 10)
    #expect(try Self.play(samples, at: rate, on: cards.playing) == rate)
    #expect(try cards.played() == samples)
  }

  @Test("A card that knows 48 kHz and two channels alone is played to all the same")
  func stereo() throws {
    let cards = try SoundCards()
    var generator = ToneGenerator(frequency: 1_020, level: -10, sampleRate: 16_000)
    #expect(try Self.play(generator.samples(16_000), at: 16_000, on: cards.stereoAt48) == 48_000)
    let played = try cards.played()
    let left = stride(from: 0, to: played.count, by: 2).map { played[$0] }
    let right = stride(from: 1, to: played.count, by: 2).map { played[$0] }
    #expect(left == right)
    #expect(abs(left.count - 48_000) < 200)
    let settled = left.dropFirst(4_800)
    #expect(abs(Goertzel(frequency: 1_020, sampleRate: 48_000).level(in: settled) + 10) < 0.3)
  }

  @Test("What the microphone hears comes sample by sample")
  func capture() throws {
    let cards = try SoundCards()
    var generator = ToneGenerator(frequency: 440, level: -10, sampleRate: 16_000)
    let said = generator.samples(3_200)
    let device = try SoundDevice(try cards.saying(said), .capture, rate: 16_000)
    var heard: [Int16] = []
    for _ in 0..<10 { heard += try Self.hear(device) }
    #expect(heard == said)
  }

  @Test("A card that does not exist is a sentence with the remedy")
  func unknown() throws {
    _ = try SoundCards()
    let error = #expect(throws: SoundCardError.self) { try SoundDevice("hw:17", .playback, rate: 16_000) }
    #expect(error?.code == .unknown)
    #expect(error?.message.hasPrefix("no sound card `hw:17`: ") == true)
    #expect(error?.message.hasSuffix("; `aplay -L` lists them") == true)
    let other = #expect(throws: SoundCardError.self) { try SoundDevice("hw:17", .capture, rate: 16_000) }
    #expect(other?.message.hasSuffix("; `arecord -L` lists them") == true)
  }

  @Test("A card plays and records what is heard, and brings what is said")
  func wholeCard() async throws {
    let cards = try SoundCards()
    var generator = ToneGenerator(frequency: 440, level: -10, sampleRate: 16_000)
    let port = SoundPort()
    let tape = cards.path("tape.wav")
    let card = try SoundCard(
      .init(loudspeaker: cards.playing, microphone: try cards.saying(generator.samples(16_000)), recording: tape),
      port: port, clock: MonotonicClock(), onTrouble: { Issue.record("\($0)") })
    Self.write(generator.samples(20 * 320), to: port.heard)
    while port.heard.count >= 320 || port.spoken.count < 3_200 { await Task.yield() }
    card.stop()
    let recorded = try AudioFile.read(tape).samples
    #expect(try cards.played() == recorded)
    let sound = recorded.drop { abs(Int($0)) < 1_000 }.prefix(20 * 320).dropFirst(320).dropLast(320)
    // Where the sound begins and ends in the recording is not to be known to the sample.
    #expect((17 * 320...18 * 320).contains(sound.count))
    #expect(abs(Goertzel(frequency: 440, sampleRate: 16_000).level(in: sound) + 10) < 0.5)
    #expect(card.recoveries == 0)
  }

  private static func write(_ samples: [Int16], to ring: SampleRing) { ring.write(samples.span) }
}
