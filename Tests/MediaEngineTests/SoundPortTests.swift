import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("A stream that is heard in this room")
struct SoundPortTests {
  private let one = MediaStreamID(rawValue: 1)

  private func rig(_ codec: AudioCodec) -> (MatrixRig, SoundPort) {
    var rig = MatrixRig()
    let port = SoundPort()
    rig.open(1, .with(MatrixRig.phone, codec))
    rig.perform(.attach(one, port))
    return (rig, port)
  }

  private static func put(_ samples: [Int16], into ring: SampleRing) { ring.write(samples.span) }

  private static func take(_ count: Int, from ring: SampleRing) -> [Int16] {
    var samples = [Int16](repeating: 0, count: count)
    var span = samples.mutableSpan
    return ring.read(into: &span) ? samples : []
  }

  /// The tone's share of everything.
  private static func share(of frequency: Double, in samples: ArraySlice<Int16>, rate: Int) -> Double {
    Goertzel(frequency: frequency, sampleRate: rate).power(in: samples) / SignalLevel.meanSquare(of: samples)
  }

  /// Packets of a tone at 1 kHz and −10 dBm0.
  private func packets(_ count: Int, _ codec: AudioCodec) -> [RTPPacket] {
    var generator = ToneGenerator(frequency: 1_000, level: -10, sampleRate: codec.sampleRate)
    let encoder = VoiceEncoder(codec)
    return (0..<count).map { number in
      var packet = RTPPacket.audio(number, payloadType: codec.offeredPayloadType)
      packet.header.timestamp = RTPTimestamp(rawValue: .max - 400).advanced(by: number * Int(codec.clockRate) / 50)
      var octets = [UInt8](repeating: 0, count: 4_000)
      let samples = generator.samples(codec.sampleRate / 50)
      var span = octets.mutableSpan
      let length = encoder.encode(samples.span, into: &span)
      packet.payload = Array(octets.prefix(length))
      return packet
    }
  }

  @Test("What is said into the microphone goes out in every codec", arguments: AudioCodec.allCases)
  func speaking(codec: AudioCodec) {
    var (rig, port) = rig(codec)
    var generator = ToneGenerator(frequency: 1_000, level: -10, sampleRate: SoundPort.rate)
    for _ in 0..<50 {
      Self.put(generator.samples(320), into: port.spoken)
      rig.advance(by: .milliseconds(20))
    }
    let sent = rig.packets(slot: 0)
    #expect(sent.count == 50)
    let decoder = VoiceDecoder(codec)
    var heard: [Int16] = []
    var samples = [Int16](repeating: 0, count: 2_000)
    for packet in sent {
      #expect(packet.header.payloadType == codec.offeredPayloadType)
      var span = samples.mutableSpan
      let count = decoder.decode(packet.payload.span, into: &span)
      heard += samples.prefix(count)
    }
    let settled = heard.dropFirst(codec.sampleRate / 5)
    #expect(settled.count == codec.sampleRate * 4 / 5)
    #expect(abs(SignalLevel.dBm0(of: settled) + 10) < 1.5)
    #expect(Self.share(of: 1_000, in: settled, rate: codec.sampleRate) > 0.9)
  }

  @Test("What the party says is heard in every codec", arguments: AudioCodec.allCases)
  func hearing(codec: AudioCodec) {
    var (rig, port) = rig(codec)
    for packet in packets(20, codec) { rig.receive(packet, slot: 0) }
    let heard = Self.take(20 * 320, from: port.heard).dropFirst(2_000)
    #expect(heard.count == 20 * 320 - 2_000, "every packet is 20 ms at 16 kHz")
    #expect(abs(SignalLevel.dBm0(of: heard) + 10) < 1.5)
    #expect(Self.share(of: 1_000, in: heard, rate: SoundPort.rate) > 0.9)
  }

  @Test("A lost packet takes no time away, one that comes late or twice gives none")
  func losses() {
    var (rig, port) = rig(.pcmu)
    let packets = packets(20, .pcmu)
    for number in [0, 1, 2, 5, 4, 5, 6, 7] { rig.receive(packets[number], slot: 0) }
    #expect(port.heard.count == 8 * 320)
    // Two seconds without anything are a pause, for which nothing is made up.
    var later = packets[8]
    later.header.timestamp = packets[8].header.timestamp.advanced(by: 16_000)
    rig.receive(later, slot: 0)
    #expect(port.heard.count == 9 * 320)
  }

  @Test("What plays goes before what is said, and comfort silence is sent as long as nobody speaks")
  func playing() {
    var (rig, port) = rig(.pcmu)
    rig.advance(by: .milliseconds(40))
    #expect(rig.packets(slot: 0).allSatisfy { $0.payload.allSatisfy { $0 == 0xFF } })
    rig.perform(.play(one, [.pattern(320)], PlaybackID(rawValue: 4)))
    for _ in 0..<6 {
      Self.put([Int16](repeating: 8_000, count: 320), into: port.spoken)
      rig.advance(by: .milliseconds(20))
    }
    let payloads = rig.packets(slot: 0).dropFirst(2).map(\.payload)
    let pattern = TelephoneAudio.pattern(320).muLaw
    #expect(payloads.first == Array(pattern.prefix(160)))
    #expect(payloads.dropFirst().first == Array(pattern.suffix(160)))
    #expect(payloads.last?.contains { $0 != 0xFF } == true)
    #expect(rig.events.contains(.playbackEnded(PlaybackID(rawValue: 4))))
  }

  @Test("Somebody listens: every packet is read")
  func attention() {
    var (rig, _) = rig(.pcmu)
    for packet in packets(100, .pcmu) {
      rig.receive(packet, slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.matrix.attention(of: 0) == .everything)
  }
}
