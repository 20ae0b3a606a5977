import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("A party that wants less of Opus than others is sent less (RFC 7587 §7)")
struct OpusLimitTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  private func phone(_ opus: OpusPreferences, at address: MediaAddress = MatrixRig.phone) -> AgreedAudio {
    var agreed = AgreedAudio.with(address, .opus)
    agreed.opus = opus
    return agreed
  }

  private func bitsPerSecond(_ packets: some Collection<RTPPacket>) -> Int {
    packets.map { $0.payload.count * 8 }.reduce(0, +) * 50 / packets.count
  }

  /// The level of the tone that the packets hold, after the first of them, ten or as many as are said.
  private func level(_ packets: some Collection<RTPPacket>, frequency: Double = 1_000, after first: Int = 10) -> Double
  {
    let decoder = VoiceDecoder(.opus)
    var heard: [Int16] = []
    var samples = [Int16](repeating: 0, count: 2_000)
    for packet in packets {
      var span = samples.mutableSpan
      let count = decoder.decode(packet.payload.span, into: &span)
      heard += samples.prefix(count)
    }
    return Goertzel(frequency: frequency, sampleRate: 16_000).level(in: heard.dropFirst(first * 320))
  }

  /// What is sent while a tone and a noise that has no pattern play, four seconds each, in these forms.
  private func played(_ opus: OpusPreferences, _ forms: TelephoneAudio.Forms) -> [RTPPacket] {
    var rig = MatrixRig()
    let slot = rig.open(1, phone(opus))
    var generator = ToneGenerator(frequency: 1_000, level: -10)
    var dice = SeededGenerator(seed: 7)
    let noise = (0..<32_000).map { _ in Int16.random(in: -6_000...6_000, using: &dice) }
    let prompts = [generator.samples(32_000), noise].map { TelephoneAudio(samples: $0, also: forms) }
    rig.perform(.play(one, prompts, PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(8_040))
    #expect(rig.events == [.playbackEnded(PlaybackID(rawValue: 1))])
    return rig.packets(slot: slot)
  }

  @Test(
    "Prompts keep to the limit, whether they are there as linear samples or not", arguments: [6_000, 12_000, 20_000],
    [TelephoneAudio.Forms.opus, [.opus, .linear]])
  func prompts(mostBits: Int, forms: TelephoneAudio.Forms) {
    let packets = played(OpusPreferences(mostBits: mostBits), forms)
    let bits = bitsPerSecond(packets.prefix(400))
    #expect(bits <= mostBits && bits > mostBits * 9 / 10, "\(bits)")
    #expect(packets.allSatisfy { $0.payload.count <= mostBits / 400 })
    // Below, a coder for voices has no bits to spare for a lone tone.
    if mostBits > 8_000 { #expect(abs(level(packets[..<195]) + 10) < 3) }
    let headers = packets.map(\.header)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.timestamp.distance(to: $1.timestamp) == 960 })
  }

  @Test("Prompts that were made ready suit whoever wants what they have, and no one else")
  func stored() {
    let ordinary = played(OpusPreferences(), .opus)
    #expect(bitsPerSecond(ordinary.prefix(400)) <= Opus.bitRate)
    for opus in [OpusPreferences(mostBits: Opus.bitRate), OpusPreferences(playbackRate: 16_000, usesCorrection: true)] {
      #expect(played(opus, .opus).map(\.payload) == ordinary.map(\.payload))
    }
    for opus in [OpusPreferences(mostBits: 23_999), OpusPreferences(playbackRate: 8_000)] {
      #expect(played(opus, .opus).map(\.payload) != ordinary.map(\.payload))
    }
  }

  @Test("Keys that are tones, and silence, keep to the limit, too")
  func keysAndSilence() {
    var rig = MatrixRig()
    var agreed = phone(OpusPreferences(mostBits: 8_000))
    agreed.sendEventPayloadType = nil
    let slot = rig.open(1, agreed)
    rig.perform(.press(one, ["5"]))
    rig.advance(by: .seconds(2))
    let packets = rig.packets(slot: slot)
    #expect(packets.count > 90)
    #expect(packets.allSatisfy { (1...20).contains($0.payload.count) })
    #expect(packets.suffix(20).allSatisfy { $0.payload == packets.last?.payload })
    #expect(level(packets.prefix(15), frequency: 770, after: 0) > -30)
  }

  @Test(
    "Another party's Opus goes on as it is to whoever takes what we said we take, else it is made smaller",
    arguments: [(nil, true), (40_000, true), (39_999, false), (12_000, false)] as [(Int?, Bool)])
  func bridged(mostBits: Int?, isPassedOn: Bool) {
    var rig = MatrixRig()
    rig.open(1, ssrc: 0x1111, phone(OpusPreferences()))
    rig.open(2, ssrc: 0x2222, phone(OpusPreferences(mostBits: mostBits), at: MatrixRig.agent))
    rig.perform(.bridge(one, two))
    var generator = ToneGenerator(frequency: 1_000, level: -10, sampleRate: 16_000)
    let encoder = VoiceEncoder(.opus)
    var payloads: [[UInt8]] = []
    for number in 0..<100 {
      var packet = RTPPacket.audio(number, payloadType: 96)
      packet.header.timestamp = RTPTimestamp(rawValue: .max - 400).advanced(by: number * 960)
      packet.payload = [UInt8](repeating: 0, count: 1_275)
      let samples = generator.samples(320)
      var place = packet.payload.mutableSpan
      let count = encoder.encode(samples.span, into: &place)
      packet.payload.removeLast(1_275 - count)
      payloads.append(packet.payload)
      rig.receive(packet, slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    let sent = rig.packets(slot: 1)
    #expect(sent.count == 100)
    #expect((sent.map(\.payload) == payloads) == isPassedOn)
    if let mostBits { #expect(bitsPerSecond(sent) <= mostBits) }
    #expect(abs(level(sent) + 10) < 2)
  }
}
