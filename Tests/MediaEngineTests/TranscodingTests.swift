import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Parties who speak different codecs")
struct TranscodingTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  private static let pairs = AudioCodec.allCases.flatMap { from in
    AudioCodec.allCases.filter { $0 != from }.map { (from, $0) }
  }

  private func bridged(_ from: AudioCodec, _ to: AudioCodec) -> MatrixRig {
    var rig = MatrixRig()
    rig.open(1, ssrc: 0x1111, .with(MatrixRig.phone, from))
    rig.open(2, ssrc: 0x2222, .with(MatrixRig.agent, to))
    rig.perform(.bridge(one, two))
    return rig
  }

  /// Packets of a tone at 1 kHz and −10 dBm0, as a phone would send them.
  private func packets(_ count: Int, _ codec: AudioCodec, milliseconds: Int = 20) -> [RTPPacket] {
    var generator = ToneGenerator(frequency: 1_000, level: -10, sampleRate: codec.sampleRate)
    let encoder = VoiceEncoder(codec)
    return (0..<count).map { number in
      var packet = RTPPacket.audio(number, payloadType: codec.offeredPayloadType)
      let ticks = Int(codec.clockRate) / 1_000 * milliseconds
      packet.header.timestamp = RTPTimestamp(rawValue: .max - 400).advanced(by: number * ticks)
      var octets = [UInt8](repeating: 0, count: 4_000)
      let samples = generator.samples(codec.sampleRate / 1_000 * milliseconds)
      var span = octets.mutableSpan
      let length = encoder.encode(samples.span, into: &span)
      packet.payload = Array(octets.prefix(length))
      return packet
    }
  }

  /// What the packets say, after the first 200 ms: the tone's level, and its share of everything.
  private func tone(in packets: [RTPPacket], _ codec: AudioCodec) -> (level: Double, share: Double) {
    let decoder = VoiceDecoder(codec)
    var heard: [Int16] = []
    var samples = [Int16](repeating: 0, count: 2_000)
    for packet in packets {
      var span = samples.mutableSpan
      let count = decoder.decode(packet.payload.span, into: &span)
      heard += samples.prefix(count)
    }
    let settled = heard.dropFirst(codec.sampleRate / 5)
    let power = Goertzel(frequency: 1_000, sampleRate: codec.sampleRate).power(in: settled)
    return (SignalLevel.dBm0(meanSquare: power), power / SignalLevel.meanSquare(of: settled))
  }

  @Test("A tone arrives at its level, in every codec from every other", arguments: pairs)
  func tones(from: AudioCodec, to: AudioCodec) {
    var rig = bridged(from, to)
    for packet in packets(60, from) {
      rig.receive(packet, slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    let sent = rig.packets(slot: 1)
    let headers = sent.map(\.header)
    #expect(sent.count == 60)
    #expect(headers.allSatisfy { $0.payloadType == to.offeredPayloadType })
    #expect(headers.map(\.sequence.rawValue) == (0..<60).map { 100 + UInt16($0) })
    let ticks = Int(to.clockRate) / 50
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.timestamp.distance(to: $1.timestamp) == ticks })
    let (level, share) = tone(in: sent, to)
    #expect(abs(level + 10) < 1.5)
    #expect(share > 0.9)
  }

  @Test("Packets of any length go on one for one", arguments: [10, 30, 40, 60])
  func lengths(milliseconds: Int) {
    for (from, to) in [(AudioCodec.pcmu, AudioCodec.opus), (.opus, .pcma), (.pcma, .g722)] {
      guard from != .opus || [10, 40, 60].contains(milliseconds) else { continue }
      var rig = bridged(from, to)
      for packet in packets(40, from, milliseconds: milliseconds) {
        rig.receive(packet, slot: 0)
        rig.advance(by: .milliseconds(milliseconds))
      }
      let sent = rig.packets(slot: 1)
      #expect(sent.count == 40)
      #expect(tone(in: sent, to).share > 0.9, "\(from) to \(to)")
      let ticks = Int(to.clockRate) / 1_000 * milliseconds
      #expect(sent[0].header.timestamp.distance(to: sent[39].header.timestamp) == 39 * ticks)
    }
  }

  @Test("A lost packet stays lost, one that comes twice or late is not turned again")
  func losses() {
    var rig = bridged(.pcmu, .opus)
    let packets = packets(10, .pcmu)
    for number in [0, 1, 3, 2, 3, 4, 6] {
      rig.receive(packets[number], slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.packets(slot: 1).map { $0.header.sequence.rawValue } == [100, 101, 103, 104, 106])
  }

  @Test("A key goes on with its duration in the other clock", arguments: [AudioCodec.opus, .l16])
  func keys(codec: AudioCodec) {
    var rig = MatrixRig()
    var agreed = AgreedAudio.with(MatrixRig.agent, codec, eventPayloadType: 102)
    agreed.eventClockRate = codec.clockRate
    rig.open(1, ssrc: 0x1111, .with())
    rig.open(2, ssrc: 0x2222, agreed)
    rig.perform(.bridge(one, two))
    rig.receive(.event(0, start: 0, key: "7", duration: 400), slot: 0)
    let packet = rig.packets(slot: 1).last
    #expect(packet?.header.payloadType == 102)
    let duration = UInt16(400 * Int(codec.clockRate) / 8_000)
    #expect(packet?.payload == TelephoneEvent(code: 7, isEnd: false, volume: 10, duration: duration).serialized())
    #expect(rig.events == [.key("7")])
  }

  @Test("A key beside Opus is told once, though its packets bear another clock")
  func wideKeys() {
    var rig = MatrixRig()
    var agreed = AgreedAudio.with(MatrixRig.phone, .opus, eventPayloadType: 102)
    agreed.eventClockRate = 48_000
    let slot = rig.open(1, agreed)
    for duration in stride(from: 960, through: 9_600, by: 960) {
      rig.receive(.event(duration / 960, start: 1, key: "5", duration: duration, payloadType: 102), slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.events == [.key("5")])
  }

  @Test("Prompts are heard in every codec, one after the other", arguments: AudioCodec.allCases)
  func prompts(codec: AudioCodec) {
    var generator = ToneGenerator(frequency: 1_000, level: -10)
    let prompts = [8_000, 4_000].map { TelephoneAudio(samples: generator.samples($0), also: [.opus, .linear]) }
    var rig = MatrixRig()
    let slot = rig.open(1, .with(MatrixRig.phone, codec))
    rig.perform(.play(one, prompts, PlaybackID(rawValue: 4)))
    rig.advance(by: .milliseconds(1_520))
    #expect(rig.events == [.playbackEnded(PlaybackID(rawValue: 4))])
    let sent = rig.packets(slot: slot).prefix(75)
    let ticks = Int(codec.clockRate) / 50
    let headers = sent.map(\.header)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.timestamp.distance(to: $1.timestamp) == ticks })
    let (level, share) = tone(in: Array(sent), codec)
    #expect(abs(level + 10) < 1.5)
    #expect(share > 0.9)
  }

  @Test("A tone that goes round is one tone, in every codec", arguments: AudioCodec.allCases)
  func loops(codec: AudioCodec) {
    var generator = ToneGenerator(frequency: 1_000, level: -10)
    let second = TelephoneAudio(samples: generator.samples(8_000), also: [.opus, .linear], isLoop: true)
    var rig = MatrixRig()
    let slot = rig.open(1, .with(MatrixRig.phone, codec))
    rig.perform(.loop(one, second))
    rig.advance(by: .seconds(5))
    let sent = rig.packets(slot: slot)
    // Half a second around each of the seams.
    for seam in [50, 100, 150, 200] {
      let (level, share) = tone(in: Array(sent[(seam - 25)..<(seam + 25)]), codec)
      #expect(abs(level + 10) < 1.5)
      #expect(share > 0.9, "the tone stumbles at \(seam)")
    }
  }

  @Test("A prompt whose form was never made is silence as long as it lasts", arguments: [AudioCodec.g722, .opus, .l16])
  func missingForm(codec: AudioCodec) {
    var rig = MatrixRig()
    rig.open(1, .with(MatrixRig.phone, codec))
    rig.perform(.play(one, [TelephoneAudio(samples: Array(repeating: 900, count: 800))], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(80))
    #expect(rig.events.isEmpty)
    rig.advance(by: .milliseconds(60))
    #expect(rig.events == [.playbackEnded(PlaybackID(rawValue: 1))])
  }

  @Test("Who agrees on a codec of another clock goes on under another SSRC")
  func clockChange() {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    rig.advance(by: .milliseconds(40))
    rig.perform(.connect(one, .with(MatrixRig.phone, .opus), signalledFrom: nil))
    rig.advance(by: .milliseconds(40))
    let sources = rig.packets(slot: slot).map(\.header.ssrc)
    #expect(sources.first == 0x1111)
    #expect(sources.last != 0x1111)
    #expect(rig.packets(slot: slot).last?.payload == Opus.silence)
  }
}
