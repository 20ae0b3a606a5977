import AudioSignal
import Glibc
import MediaEngine
import SDPSessions
import Synchronization

/// The other parties: as many sockets as there are streams, and a thread that speaks and listens for all of them.
///
/// What it costs is not counted; it only has to keep up.
final class FarSide: Sendable {
  /// One party: where it is, and whom it speaks to.
  private struct Party: Sendable {
    var descriptor: CInt
    var port: UInt16
    var peer: UInt16?
    var codec: AudioCodec
  }

  private let parties = Mutex<[Party]>([])
  private let isOver = Atomic(false)
  private let heardOctets = Atomic(0)

  /// Packets that have come to the parties.
  var heard: Int { heardOctets.load(ordering: .relaxed) }

  /// A new party that hears, and speaks to a port of ours where one is named.
  func add(speakingTo peer: UInt16?, in codec: AudioCodec) -> UInt16 {
    let descriptor = LoopbackSocket.open()
    let port = LoopbackSocket.port(of: descriptor)
    parties.withLock { $0.append(Party(descriptor: descriptor, port: port, peer: peer, codec: codec)) }
    return port
  }

  /// Speaks and listens until `stop`, on a thread of its own.
  func start() {
    let parties = parties.withLock { $0 }
    Worker.start { self.run(parties) }
  }

  func stop() { isOver.store(true, ordering: .relaxed) }

  private func run(_ parties: [Party]) {
    let speech = Speech()
    var packets = [UInt8](repeating: 0, count: 2_048)
    var number: UInt16 = 0
    var deadline = LoopbackSocket.monotonicNanoseconds()
    while !isOver.load(ordering: .relaxed) {
      for phase in 0..<20 {
        for index in stride(from: phase, to: parties.count, by: 20) {
          let party = parties[index]
          while recv(party.descriptor, &packets, packets.count, CInt(MSG_DONTWAIT)) > 0 {
            heardOctets.wrappingAdd(1, ordering: .relaxed)
          }
          guard let peer = party.peer else { continue }
          let packet = speech.packet(number, of: party.codec, source: UInt32(index) &* 2_654_435_761)
          LoopbackSocket.send(packet, from: party.descriptor, to: peer)
        }
        deadline += 1_000_000
        LoopbackSocket.sleep(until: deadline)
      }
      number &+= 1
    }
    for party in parties { LoopbackSocket.close(party.descriptor) }
  }
}

/// A second of a tone in every codec, in packets of 20 ms.
private struct Speech {
  private let payloads: [AudioCodec: [[UInt8]]]

  init() {
    let tone = (0..<8_000).map { Int16(8_000 * sin(Double($0) * 2 * .pi * 440 / 8_000)) }
    let audio = TelephoneAudio(AudioFile(samples: tone, rate: 8_000), also: [.linear, .opus], isLoop: true)
    var payloads: [AudioCodec: [[UInt8]]] = [:]
    payloads[.pcmu] = (0..<50).map { Array(audio.muLaw[($0 * 160)..<($0 * 160 + 160)]) }
    payloads[.pcma] = (0..<50).map { Array(audio.aLaw[($0 * 160)..<($0 * 160 + 160)]) }
    payloads[.opus] = (0..<50).map { Array(audio.opus.octets[audio.opus[$0]]) }
    let encoder = VoiceEncoder(.g722)
    payloads[.g722] = (0..<50).map { index in
      let samples = Array(audio.linear[(index * 320)..<(index * 320 + 320)])
      var octets = [UInt8](repeating: 0, count: 320)
      var place = octets.mutableSpan
      let count = encoder.encode(samples.span, into: &place)
      return Array(octets.prefix(count))
    }
    self.payloads = payloads
  }

  /// A whole RTP packet (RFC 3550 §5.1).
  func packet(_ number: UInt16, of codec: AudioCodec, source: UInt32) -> [UInt8] {
    let payload = payloads[codec]?[Int(number) % 50] ?? []
    let timestamp = UInt32(number) &* (codec == .opus ? 960 : 160)
    var packet: [UInt8] = [0x80, Scene.payloadType(of: codec)]
    for shift in [8, 0] { packet.append(UInt8(truncatingIfNeeded: number >> UInt16(shift))) }
    for word in [timestamp, source] {
      for shift in [24, 16, 8, 0] { packet.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }
    return packet + payload
  }
}
