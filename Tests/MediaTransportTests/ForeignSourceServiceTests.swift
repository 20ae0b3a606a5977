import AudioSignal
import MediaEngine
import MediaTransport
import RTPPackets
import SDPSessions
import Testing

@Suite("Foreign hosts at real sockets", .timeLimit(.minutes(1)))
struct ForeignSourceServiceTests {
  private static let pairs = 10
  private let audio = TelephoneAudio(samples: Array(repeating: 900, count: 1_600))

  /// Sprays seven consecutive packets, the last one a key, at every port of the range.
  private func spray(_ round: Int, from attacker: UDPPhone, at ports: ClosedRange<UInt16>) {
    for port in ports where port % 2 == 0 {
      for number in round * 7..<round * 7 + 6 { attacker.send(.audio(number, fill: 0x33), to: port) }
      attacker.send(.event(round * 7 + 6, start: round * 7 + 6, key: "9"), to: port)
    }
  }

  @Test("Bursts over the whole range before the first genuine packet are neither adopted nor answered")
  func sprayed() async throws {
    let ports = ServiceRig.freshRange(pairs: Self.pairs)
    let rig = ServiceRig(ports: ports)
    try rig.service.start()
    let (phone, attacker) = (UDPPhone(), UDPPhone(host: "127.0.0.9"))
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: "127.0.0.1"))
    rig.service.perform(.play(stream, [audio], PlaybackID(rawValue: 1)))
    for round in 0..<15 {
      // The phone's next packet is the pace: one burst for every beat.
      try #require(phone.receive() != nil)
      spray(round, from: attacker, at: ports)
    }
    #expect(await rig.nextEvent()?.event == .playbackEnded(PlaybackID(rawValue: 1)))
    phone.send(.event(0, start: 0, key: "1"), to: port)
    #expect(await rig.nextEvent()?.event == .key("1"))
    #expect(rig.service.gauges().droppedForeign == 15 * 7)
    spray(15, from: attacker, at: ports)
    phone.send(.event(9, start: 9, key: "2"), to: port)
    #expect(await rig.nextEvent()?.event == .key("2"))
    await rig.settled(stream)
    // Of the last burst the kernel has passed over the audio.
    #expect((15 * 7 + 1...16 * 7).contains(rig.service.gauges().droppedForeign))
    #expect(attacker.receiveWaiting() == nil)
  }

  @Test("A phone behind a NAT is adopted on its signalling host in spite of bursts, and the stated address wins")
  func natted() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let (inside, outside) = (UDPPhone(host: "127.0.0.6"), UDPPhone())
    let attacker = UDPPhone(host: "127.0.0.9")
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, inside.agreed(), signalledFrom: "127.0.0.1"))
    rig.service.perform(.loop(stream, audio))
    for round in 0..<5 {
      try #require(inside.receive() != nil)
      spray(round, from: attacker, at: port...port)
    }
    for number in 0..<5 { outside.send(.audio(number), to: port) }
    outside.send(.event(5, start: 5, key: "1"), to: port)
    let learned = [await rig.nextEvent(), await rig.nextEvent()].map { $0?.event }
    #expect(learned == [.heard, .key("1")])
    #expect(outside.receive()?.payload == Array(audio.muLaw.prefix(160)))

    inside.send(.event(20, start: 20, key: "2"), to: port)
    #expect(await rig.nextEvent()?.event == .key("2"))
    await rig.settled(stream)
    while outside.receiveWaiting() != nil {}
    while inside.receiveWaiting() != nil {}
    #expect(inside.receive() != nil)
    #expect(outside.receiveWaiting() == nil)
    #expect(attacker.receiveWaiting() == nil)
    #expect(rig.service.gauges().droppedForeign == 5 * 7 + 4)
  }
}
