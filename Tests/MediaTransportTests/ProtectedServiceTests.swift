import AudioSignal
import MediaEngine
import MediaTransport
import RTPPackets
import SDPSessions
import Testing

@Suite("SRTP at real sockets", .timeLimit(.minutes(1)))
struct ProtectedServiceTests {
  private static let theirs: [UInt8] = (1...30).map { UInt8($0) }
  private static let ours: [UInt8] = (101...130).map { UInt8($0) }

  private func agreed(_ phone: UDPPhone) throws -> AgreedAudio {
    var agreed = phone.agreed()
    agreed.protection = AudioProtection(
      send: try #require(SRTPKey(suite: .aesCM128HMACSHA1Tag80, master: Self.ours)),
      receive: try #require(SRTPKey(suite: .aesCM128HMACSHA1Tag80, master: Self.theirs)))
    return agreed
  }

  private func protected(_ packet: RTPPacket, _ sender: SRTPSenderContext) throws -> [UInt8] {
    let clear = packet.serialized()
    var octets = clear + Array(repeating: 0, count: SRTPSenderContext.mostOverhead)
    var span = octets.mutableSpan
    let range = try #require(sender.protect(&span, 0..<clear.count))
    return Array(octets[range])
  }

  /// What a packet carries whose header is twelve octets long.
  private func payload(_ datagram: [UInt8], _ receiver: SRTPReceiverContext) throws -> [UInt8] {
    var octets = datagram
    var span = octets.mutableSpan
    let count = try receiver.unprotect(&span, count: datagram.count)
    return Array(octets[12..<count])
  }

  @Test(
    "Audio and keys go both ways; plain RTP, forged packets, replays and forged reports are counted and end nothing")
  func conversation() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let phone = UDPPhone()
    let sender = try #require(SRTPSenderContext(.aesCM128HMACSHA1Tag80, master: Self.theirs, ssrc: 0xBBBB))
    let receiver = try #require(SRTPReceiverContext(.aesCM128HMACSHA1Tag80, master: Self.ours))
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, try agreed(phone), signalledFrom: "127.0.0.1"))
    let audio = TelephoneAudio(samples: (0..<1_600).map { Int16($0 * 10) })
    rig.service.perform(.play(stream, [audio], PlaybackID(rawValue: 1)))

    var heard: [UInt8] = []
    for _ in 0..<10 {
      let octets = try #require(phone.receiveOctets())
      #expect(octets.count == 182)
      heard += try payload(octets, receiver)
    }
    #expect(heard == audio.muLaw)
    #expect(await rig.nextEvent()?.event == .playbackEnded(PlaybackID(rawValue: 1)))

    let genuine = try protected(.event(0, start: 0, key: "4"), sender)
    var forged = genuine
    forged[20] ^= 1
    phone.send(.event(0, start: 0, key: "9"), to: port)
    phone.send(forged, to: port)
    for _ in 0..<3 { phone.send(genuine, to: port) }
    phone.send([0x80, 201, 0, 1, 0, 0, 0xBB, 0xBB], to: port + 1)
    phone.send(try protected(.event(4, start: 4, key: "5"), sender), to: port)
    #expect(await rig.nextEvent()?.event == .key("4"))
    #expect(await rig.nextEvent()?.event == .key("5"))
    while rig.service.gauges().droppedUnauthentic < 3 { await rig.settled(stream) }
    let gauges = rig.service.gauges()
    #expect(gauges.protectedStreams == 1)
    #expect(gauges.packetsReceived == 2)
    #expect(gauges.droppedUnauthentic == 3)
    #expect(gauges.droppedReplayed == 2)
    #expect(gauges.controlPackets == 0)
    rig.service.perform(.close(stream))
    await rig.settled(stream)
    #expect(rig.service.gauges().protectedStreams == 0)
  }

  @Test(
    "Two phones, one with SRTP and one without, hear each other, octet for octet, at the largest size that is taken")
  func bridged() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let (secured, open) = (UDPPhone(), UDPPhone())
    let sender = try #require(SRTPSenderContext(.aesCM128HMACSHA1Tag80, master: Self.theirs, ssrc: 0xBBBB))
    let receiver = try #require(SRTPReceiverContext(.aesCM128HMACSHA1Tag80, master: Self.ours))
    let (one, onePort) = try rig.service.open()
    let (two, twoPort) = try rig.service.open(beside: one)
    rig.service.perform(.connect(one, try agreed(secured), signalledFrom: nil))
    rig.service.perform(.connect(two, open.agreed(), signalledFrom: nil))
    rig.service.perform(.bridge(one, two))
    await rig.settled(two)

    secured.send(try protected(.audio(0, fill: 0x21), sender), to: onePort)
    let toOpen = try #require(open.receive { $0.payload.first == 0x21 }.last)
    #expect(toOpen.payload == Array(repeating: 0x21, count: 160))
    var large = RTPPacket.audio(0, fill: 0x43)
    large.payload = Array(repeating: 0x43, count: 2_048 - 12)
    open.send(large, to: twoPort)
    var heard: [UInt8] = []
    while heard.first != 0x43 { heard = try payload(try #require(secured.receiveOctets()), receiver) }
    #expect(heard == large.payload)
  }
}
