import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Keys in the audio itself")
struct ToneTests {
  private let one = MediaStreamID(rawValue: 1)

  /// Keys of 80 ms with pauses of 80 ms, in packets of 20 ms.
  private static func packets(_ keys: String, _ codec: AudioCodec = .pcmu) -> [RTPPacket] {
    let samples = keys.flatMap { key -> [Int16] in
      guard var generator = KeyTone(key: key)?.generator() else { return [] }
      return generator.samples(640) + Array(repeating: 0, count: 640)
    }
    return stride(from: 0, to: samples.count, by: 160).enumerated().map { number, start in
      var packet = RTPPacket.audio(number, payloadType: codec.offeredPayloadType)
      packet.payload = samples[start..<(start + 160)].map { codec == .pcmu ? G711.muLaw($0) : G711.aLaw($0) }
      return packet
    }
  }

  private func keys(_ rig: MatrixRig) -> String {
    String(
      rig.events.compactMap { event -> Character? in
        if case .tone(let key) = event { key } else { nil }
      })
  }

  private func listen(_ packets: [RTPPacket], _ codec: AudioCodec = .pcmu, hearsTones: Bool = true) -> MatrixRig {
    var rig = MatrixRig()
    let slot = rig.open(1)
    rig.perform(
      .connect(
        one, .with(MatrixRig.phone, codec, eventPayloadType: nil), signalledFrom: nil, hearsTones: hearsTones))
    for packet in packets {
      rig.receive(packet, slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    #expect(hearsTones == (rig.matrix.attention(of: slot) == .everything))
    return rig
  }

  @Test("Each is told once, in either codec", arguments: [AudioCodec.pcmu, .pcma])
  func heard(codec: AudioCodec) {
    #expect(keys(listen(Self.packets("1590*#7733", codec), codec)) == "1590*#7733")
  }

  @Test("Nobody listens unless it is asked for")
  func deaf() {
    #expect(keys(listen(Self.packets("15"), hearsTones: false)) == "")
  }

  @Test("A packet lost at any place, or two, makes no key two and loses none", arguments: 1...2)
  func losses(count: Int) {
    let packets = Self.packets("1122")
    for first in 1..<(packets.count - count) {
      let heard = keys(listen(Array(packets[..<first]) + packets[(first + count)...]))
      #expect(heard == "1122", "without \(count) from \(first)")
    }
  }

  @Test("Packets that come twice, or late, are not heard again")
  func repeated() {
    let packets = Self.packets("12")
    #expect(keys(listen(packets.flatMap { [$0, $0] })) == "12")
    var shuffled = packets
    for index in stride(from: 2, to: packets.count - 1, by: 3) { shuffled.swapAt(index, index + 1) }
    #expect(keys(listen(shuffled)) == "12")
  }
}
