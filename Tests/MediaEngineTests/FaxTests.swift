import AudioSignal
import Foundation
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("A fax that calls is heard, and nobody else is taken for one")
struct FaxTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  /// What a party says, in packets of 20 ms of its codec.
  private static func packets(_ samples: [Int16], _ codec: AudioCodec) -> [RTPPacket] {
    let encoder = VoiceEncoder(codec)
    let length = codec.sampleRate / 50
    return (0..<(samples.count / length)).map { number in
      let frame = Array(samples[(number * length)..<((number + 1) * length)])
      var payload = [UInt8](repeating: 0, count: 700)
      var place = payload.mutableSpan
      let count = encoder.encode(frame.span, into: &place)
      var packet = RTPPacket.audio(number, payloadType: codec.offeredPayloadType)
      packet.header.timestamp = RTPTimestamp(rawValue: .max - 400).advanced(by: number * Int(codec.clockRate) / 50)
      packet.payload = Array(payload.prefix(count))
      return packet
    }
  }

  /// Half a second of a tone every three and a half, after some quiet.
  private static func calling(
    _ codec: AudioCodec = .pcmu, frequency: Double = 1_100, level: Double = -12, after milliseconds: Int = 0,
    tone: Int = 500, pause: Int = 3_000, seconds: Int = 24
  ) -> [Int16] {
    let rate = codec.sampleRate / 1_000
    var samples = [Int16](repeating: 0, count: milliseconds * rate)
    while samples.count < seconds * 1_000 * rate {
      var generator = ToneGenerator(frequency: frequency, level: level, sampleRate: codec.sampleRate)
      samples += generator.samples(tone * rate) + Array(repeating: 0, count: pause * rate)
    }
    return samples
  }

  /// Lets a party speak; its packets go past a kernel that passes on what it is told to. When a fax is known, if it is,
  /// how often that is told, and how many packets were read.
  private func listen(
    _ packets: [RTPPacket], _ codec: AudioCodec = .pcmu, hearsTones: Bool = false,
    losing: (Int) -> Bool = { _ in false }
  ) -> (known: Duration?, told: Int, read: Int) {
    var rig = MatrixRig()
    let slot = rig.open(1)
    rig.perform(
      .connect(one, .with(MatrixRig.phone, codec), signalledFrom: nil, hearsTones: hearsTones))
    let start = rig.now
    var known: Duration?
    var read = 0
    for (number, packet) in packets.enumerated() {
      var isPassedOn = !losing(number)
      if case .sampled = rig.matrix.attention(of: slot) {
        isPassedOn = isPassedOn && packet.header.sequence.rawValue.isMultiple(of: Attention.samplingInterval)
      }
      if isPassedOn {
        rig.receive(packet, slot: slot)
        read += 1
      }
      if known == nil, rig.events.contains(.faxTone) { known = rig.now - start }
      rig.advance(by: .milliseconds(20))
    }
    return (known, rig.events.count { $0 == .faxTone }, read)
  }

  @Test("In every codec, wherever the glances fall, once, within 20 seconds", arguments: AudioCodec.allCases)
  func heard(codec: AudioCodec) {
    for delay in stride(from: 0, to: 3_500, by: codec == .pcmu ? 100 : 700) {
      let (known, told, read) = listen(Self.packets(Self.calling(codec, after: delay), codec), codec)
      #expect(known.map { $0 < .seconds(20) } == true, "after \(delay) ms: \(String(describing: known))")
      #expect(told == 1)
      // A dozen glances, eight seconds of listening.
      #expect(read < 450, "\(read) packets read")
    }
  }

  @Test(
    "As T.30 allows it to be: 38 Hz and 15 % off, weak or loud",
    arguments: [
      (1_062, -12, 500, 3_000), (1_138, -12, 500, 3_000), (1_100, -12, 425, 2_550), (1_100, -12, 575, 3_450),
      (1_100, -35, 500, 3_000), (1_100, -3, 500, 3_000),
    ] as [(Double, Double, Int, Int)])
  func tolerance(frequency: Double, level: Double, tone: Int, pause: Int) {
    let samples = Self.calling(frequency: frequency, level: level, after: 300, tone: tone, pause: pause, seconds: 40)
    #expect(listen(Self.packets(samples, .pcmu)).told == 1)
    #expect(listen(Self.packets(samples, .pcmu), hearsTones: true).told == 1)
  }

  @Test("Also when packets are lost", arguments: [7, 11, 50])
  func losses(every: Int) {
    let packets = Self.packets(Self.calling(after: 200, seconds: 40), .pcmu)
    #expect(listen(packets, losing: { $0 % every == 3 }).told == 1)
  }

  struct Sound: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let samples: @Sendable () -> [Int16]
  }

  private static func noise() -> [Int16] {
    var dice = SeededGenerator(seed: 11)
    return (0..<160_000).map { _ in Int16.random(in: -8_000...8_000, using: &dice) }
  }

  @Test(
    "Nothing else is a fax",
    arguments: [
      Sound(testDescription: "our own waiting tune", samples: { WaitingTune.samples() }),
      Sound(testDescription: "noise", samples: { noise() }),
      Sound(
        testDescription: "a tone of 1100 Hz without an end",
        samples: { calling(tone: 20_000, pause: 0) }),
      Sound(testDescription: "the answer tone of a fax", samples: { calling(frequency: 2_100) }),
      Sound(testDescription: "a modem that calls", samples: { calling(frequency: 1_300, tone: 600, pause: 2_000) }),
      Sound(testDescription: "a line test", samples: { calling(frequency: 1_020, tone: 20_000, pause: 0) }),
      Sound(testDescription: "the rhythm with the wrong tone", samples: { calling(frequency: 1_180) }),
      Sound(testDescription: "the tone with the wrong rhythm", samples: { calling(tone: 500, pause: 500) }),
      Sound(testDescription: "a ringing tone", samples: { calling(frequency: 1_100, tone: 1_000, pause: 4_000) }),
      Sound(
        testDescription: "keys",
        samples: {
          "1234567890*#ABCD1234567890".flatMap { KeyTone.audio(of: $0)?.muLaw.map(G711.linear(muLaw:)) ?? [] }
        }),
    ])
  func others(_ sound: Sound) {
    #expect(listen(Self.packets(sound.samples(), .pcmu)).told == 0)
    // Also where every packet is read.
    #expect(listen(Self.packets(sound.samples(), .pcmu), hearsTones: true).told == 0)
  }

  /// The prompts of the house are as much speech as any.
  private static let prompts: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return ["en", "es", "pl"].flatMap { language in
      let folder = root.appending(path: "Prompts/\(language)")
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return files.filter { $0.hasSuffix(".flac") }.map { folder.appending(path: $0).path }
    }
  }()

  @Test("Minutes of speech in three languages are no fax, and raise hardly a suspicion")
  func speech() throws {
    let samples = try Self.prompts.sorted().flatMap { try AudioFile.read($0).resampled(to: 8_000).samples }
    #expect(samples.count > 8_000 * 60)
    let packets = Self.packets(samples, .pcmu)
    let (_, told, read) = listen(packets)
    #expect(told == 0)
    #expect(read < packets.count / 10, "\(read) of \(packets.count)")
    #expect(listen(packets, hearsTones: true).told == 0)
  }

  @Test("Who talks with somebody is no fax, and afterwards may be one")
  func bridged() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.open(2, .with(MatrixRig.agent))
    rig.perform(.bridge(one, two))
    let packets = Self.packets(Self.calling(seconds: 60), .pcmu)
    for packet in packets[..<1_000] {
      rig.receive(packet, slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    #expect(!rig.events.contains(.faxTone))
    rig.perform(.unbridge(one))
    for packet in packets[1_000...] {
      rig.receive(packet, slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.events.count { $0 == .faxTone } == 1)
  }

  @Test("The filter is lifted on suspicion, and comes back after eight seconds")
  func attention() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    // 1100 Hz in the packet that the kernel passes on, and quiet from then on.
    let tone = Self.packets(Self.calling(tone: 20_000, pause: 0), .pcmu)
    let quiet = Self.packets(Array(repeating: 0, count: 160_000), .pcmu)
    rig.receive(tone[1], slot: slot)
    #expect(rig.matrix.attention(of: slot) == .sampled(payloadType: 0))
    rig.receive(tone[6], slot: slot)
    #expect(rig.matrix.attention(of: slot) == .everything)
    for number in 7..<406 {
      rig.advance(by: .milliseconds(20))
      rig.receive(quiet[number], slot: slot)
    }
    #expect(rig.matrix.attention(of: slot) == .everything)
    rig.advance(by: .milliseconds(20))
    rig.receive(quiet[406], slot: slot)
    #expect(rig.matrix.attention(of: slot) == .sampled(payloadType: 0))
    #expect(rig.events == [.heard])
  }
}
