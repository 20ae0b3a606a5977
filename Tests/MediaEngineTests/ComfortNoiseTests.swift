import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Comfort noise (RFC 3389)")
struct ComfortNoiseTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  private func agreed(
    _ address: MediaAddress = MatrixRig.phone, _ codec: AudioCodec = .pcmu, noise: UInt8? = 13
  ) -> AgreedAudio {
    var agreed = AgreedAudio.with(address, codec)
    agreed.sendNoisePayloadType = noise
    agreed.receiveNoisePayloadType = noise
    return agreed
  }

  /// A caller in slot 0 who describes noise, and an agent in slot 1.
  private func bridged(_ agent: AgreedAudio) -> MatrixRig {
    var rig = MatrixRig()
    rig.open(1, ssrc: 0x1111, agreed())
    rig.open(2, ssrc: 0x2222, agent)
    rig.perform(.bridge(one, two))
    return rig
  }

  private func description(_ number: Int, level: UInt8) -> RTPPacket {
    var packet = RTPPacket.audio(number, payloadType: 13)
    packet.payload = [level]
    return packet
  }

  @Test(
    "Who offered it is sent a description five times a second in place of silence; what is said begins a talk-spurt")
  func silence() {
    var rig = MatrixRig()
    let slot = rig.open(1, agreed(noise: 118))
    rig.advance(by: .seconds(1))
    let quiet = rig.packets(slot: slot)
    #expect(quiet.map(\.header.payloadType) == [118, 118, 118, 118, 118])
    #expect(quiet.allSatisfy { $0.payload == [65] && !$0.header.marker })
    #expect(zip(quiet, quiet.dropFirst()).allSatisfy { $0.header.timestamp.distance(to: $1.header.timestamp) == 1_600 })
    rig.perform(.play(one, [.pattern(480)], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(100))
    let packets = rig.packets(slot: slot)
    #expect(packets.dropFirst(5).prefix(4).map(\.header.payloadType) == [0, 0, 0, 118])
    #expect(packets.dropFirst(5).prefix(4).map(\.header.marker) == [true, false, false, false])
    let headers = packets.map(\.header)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
    #expect(headers[5].timestamp.distance(to: headers[7].timestamp) == 320)
  }

  @Test("Who did not offer it is sent silence as audio, without a gap")
  func unasked() {
    var rig = MatrixRig()
    let slot = rig.open(1, agreed(noise: nil))
    rig.advance(by: .seconds(1))
    #expect(rig.packets(slot: slot).count == 50)
    #expect(rig.packets(slot: slot).allSatisfy { $0.payload.count == 160 && $0.header.payloadType == 0 })
  }

  @Test("What one party describes is described to the other at the same level, until it speaks again")
  func passedOn() {
    var rig = bridged(agreed(MatrixRig.agent, noise: 118))
    rig.receive(.audio(0), slot: 0)
    rig.advance(by: .milliseconds(20))
    rig.receive(description(1, level: 0x80 | 52), slot: 0)
    rig.advance(by: .seconds(1))
    rig.receive(description(51, level: 40), slot: 0)
    rig.advance(by: .milliseconds(40))
    rig.receive(.audio(53, fill: 0x33), slot: 0)
    rig.advance(by: .milliseconds(40))
    let packets = rig.packets(slot: 1)
    #expect(packets.map(\.header.payloadType) == [0, 118, 118, 118, 118, 118, 118, 0])
    #expect(packets.dropFirst().dropLast().map(\.payload) == [[52], [52], [52], [52], [52], [40]])
    #expect(packets.last?.payload.first == 0x33)
    #expect(packets.last?.header.marker == true)
    let headers = packets.map(\.header)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.timestamp.distance(to: $1.timestamp) > 0 })
  }

  @Test("Who takes no descriptions hears noise of that level in their own codec", arguments: AudioCodec.allCases)
  func heard(codec: AudioCodec) {
    var rig = bridged(agreed(MatrixRig.agent, codec, noise: nil))
    rig.receive(description(0, level: 46), slot: 0)
    rig.advance(by: .seconds(1))
    let packets = rig.packets(slot: 1)
    #expect(packets.count == 50)
    let decoder = VoiceDecoder(codec)
    var heard: [Int16] = []
    var samples = [Int16](repeating: 0, count: 2_000)
    for packet in packets {
      var span = samples.mutableSpan
      let count = decoder.decode(packet.payload.span, into: &span)
      heard += samples.prefix(count)
    }
    // A coder for voices keeps little of a noise.
    let error = codec == .opus ? 8.0 : 1.5
    #expect(abs(SignalLevel.dBFS(of: heard.dropFirst(heard.count / 2)) + 46) < error)
    rig.perform(.unbridge(one))
    rig.advance(by: .seconds(1))
    #expect(Set(rig.packets(slot: 1).suffix(10).map(\.payload)).count == 1, "it is silent again")
  }

  @Test("A key that is pressed in a pause is one event")
  func key() {
    var rig = bridged(agreed(MatrixRig.agent))
    rig.receive(description(0, level: 46), slot: 0)
    rig.advance(by: .milliseconds(20))
    for number in 1...6 {
      rig.receive(.event(number, start: 1, key: "7", duration: number * 160, isEnd: number > 4), slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    let events = rig.packets(slot: 1).filter { $0.header.payloadType == 101 }
    #expect(events.count == 6)
    #expect(Set(events.map(\.header.timestamp.rawValue)).count == 1)
  }

  @Test("A description without a level is none, and one of any length and level does no harm", arguments: 1...5)
  func nonsense(_ seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    var rig = bridged(agreed(MatrixRig.agent, noise: nil))
    for number in 0..<200 {
      var packet = description(number, level: 0)
      packet.payload = (0..<Int.random(in: 0...30, using: &dice)).map { _ in .random(in: 0...255, using: &dice) }
      rig.receive(Bool.random(using: &dice) ? packet : .audio(number), slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    let headers = rig.packets(slot: 1).map(\.header)
    #expect(headers.count > 100)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
  }
}
