import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Two parties who hear each other")
struct BridgingTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  /// A caller in slot 0 and an agent in slot 1, bridged.
  private func bridged(
    _ caller: AgreedAudio = .with(), _ agent: AgreedAudio = .with(MatrixRig.agent, eventPayloadType: 96)
  ) -> MatrixRig {
    var rig = MatrixRig()
    rig.open(1, ssrc: 0x1111, caller)
    rig.open(2, ssrc: 0x2222, agent)
    rig.perform(.bridge(one, two))
    return rig
  }

  @Test("A packet goes on at once, to the octet, under our own SSRC and numbers")
  func atOnce() throws {
    var rig = bridged()
    rig.receive(.audio(0, fill: 0x42), slot: 0)
    rig.receive(.audio(0, ssrc: 0xCCCC, fill: 0x24), slot: 1, from: MatrixRig.agent)
    #expect(rig.sent.map(\.destination) == [MatrixRig.agent, MatrixRig.phone])
    #expect(rig.sent.allSatisfy { $0.at == Moment(sinceZero: .seconds(1_000)) })
    let toAgent = try #require(rig.packets(slot: 1).first)
    #expect(toAgent.payload == Array(repeating: 0x42, count: 160))
    #expect(toAgent.header.ssrc == 0x2222)
    #expect(toAgent.header.sequence.rawValue == 100)
    #expect(toAgent.header.marker)
    #expect(rig.packets(slot: 0).first?.payload == Array(repeating: 0x24, count: 160))
  }

  @Test("A minute of speech both ways, on our own beat's row of numbers, without a frame of our own")
  func conversation() {
    var rig = bridged()
    rig.perform(.unbridge(one))
    rig.advance(by: .milliseconds(100))
    rig.perform(.bridge(two, one))
    for number in 0..<3_000 {
      rig.receive(.audio(number, fill: UInt8(number % 100)), slot: 0)
      rig.receive(.audio(number, ssrc: 0xCCCC, fill: 0x24), slot: 1, from: MatrixRig.agent)
      rig.advance(by: .milliseconds(20))
    }
    let headers = rig.packets(slot: 1).map(\.header)
    #expect(headers.count == 5 + 3_000)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.timestamp.distance(to: $1.timestamp) == 160 })
    #expect(headers.indices.filter { headers[$0].marker } == [0, 5])
    #expect(rig.packets(slot: 1).dropFirst(5).map(\.payload[0]) == (0..<3_000).map { UInt8($0 % 100) })
  }

  @Test("Loss, reordering and duplicates stay visible in the numbers")
  func lossStaysVisible() {
    var rig = bridged()
    for number in [0, 1, 3, 2, 2, 6] { rig.receive(.audio(number), slot: 0) }
    let headers = rig.packets(slot: 1).map(\.header)
    #expect(headers.map(\.sequence.rawValue) == [100, 101, 103, 102, 102, 106])
    #expect(headers.map { headers[0].timestamp.distance(to: $0.timestamp) / 160 } == [0, 1, 3, 2, 2, 6])
  }

  @Test("A packet older than the bridge is not sent under a number that was used before")
  func tooLate() {
    var rig = bridged()
    rig.receive(.audio(5), slot: 0)
    rig.receive(.audio(4), slot: 0)
    rig.receive(.audio(6), slot: 0)
    #expect(rig.packets(slot: 1).map(\.header.sequence.rawValue) == [100, 101])
  }

  @Test("Keys are carried over with the other leg's payload type and told as well")
  func keys() {
    var rig = bridged()
    rig.receive(.audio(0), slot: 0)
    for number in 1...4 {
      rig.receive(.event(number, start: 1, key: "7", duration: number * 160, isEnd: number == 4), slot: 0)
    }
    rig.receive(.audio(5), slot: 0)
    let packets = rig.packets(slot: 1)
    #expect(packets.map(\.header.payloadType) == [0, 96, 96, 96, 96, 0])
    #expect(
      packets.map { packets[0].header.timestamp.distance(to: $0.header.timestamp) } == [0, 160, 160, 160, 160, 800])
    #expect(packets.map(\.header.sequence.rawValue) == Array(100...105))
    #expect(packets.map(\.header.marker) == [true, true, false, false, false, false])
    #expect(packets[4].payload == TelephoneEvent(code: 7, isEnd: true, volume: 10, duration: 640).serialized())
    #expect(rig.events == [.heard, .key("7")])
  }

  @Test("Speech goes on in its own time after a key was held for 30 s")
  func heldKey() {
    var rig = bridged()
    for number in 0..<1_600 {
      let isHeld = (1..<1_500).contains(number)
      rig.receive(isHeld ? .event(number, start: 1, key: "7", duration: number * 160) : .audio(number), slot: 0)
      rig.advance(by: .milliseconds(20))
    }
    let headers = rig.packets(slot: 1).map(\.header)
    #expect(headers.map(\.sequence.rawValue) == (0..<1_600).map { 100 + UInt16($0) })
    #expect(headers[0].timestamp.distance(to: headers[1_599].timestamp) == 1_599 * 160)
    #expect(headers.indices.filter { headers[$0].marker } == [0, 1])
    #expect(rig.notices.filter { $0.stream == one }.map(\.event) == [.heard, .key("7")])
  }

  @Test("Who tries out the line hears themselves, until something plays or the test stops")
  func echo() {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    rig.perform(.echo(one))
    for number in 0..<10 {
      rig.receive(.audio(number, fill: UInt8(number)), slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.packets(slot: slot).map(\.payload[0]) == (0..<10).map { UInt8($0) })
    #expect(rig.packets(slot: slot).allSatisfy { $0.header.ssrc == 0x1111 })
    rig.perform(.unbridge(one))
    let before = rig.sent.count
    rig.receive(.audio(10, fill: 77), slot: slot)
    #expect(rig.sent.count == before)
    rig.perform(.echo(one))
    rig.perform(.close(one))
    #expect(rig.matrix.isEmpty)
  }

  @Test("A leg without telephone-event is not sent any")
  func noEventsThere() {
    var rig = bridged(.with(), .with(MatrixRig.agent, eventPayloadType: nil))
    rig.receive(.event(0, start: 0, key: "7", duration: 160), slot: 0)
    rig.receive(.audio(1), slot: 0)
    #expect(rig.packets(slot: 1).map(\.header.payloadType) == [0])
    #expect(rig.events == [.key("7"), .heard])
  }

  @Test(
    "Different codecs are turned into each other by table",
    arguments: [(AudioCodec.pcmu, AudioCodec.pcma), (.pcma, .pcmu)])
  func transcodes(from: AudioCodec, to: AudioCodec) {
    var rig = bridged(.with(MatrixRig.phone, from), .with(MatrixRig.agent, to))
    var packet = RTPPacket.audio(0, payloadType: from.offeredPayloadType)
    packet.payload = (0...255).map { UInt8($0) }
    rig.receive(packet, slot: 0)
    let table = from == .pcmu ? G711.muLawToALaw : G711.aLawToMuLaw
    #expect(rig.packets(slot: 1).map(\.payload) == [table])
    #expect(rig.packets(slot: 1).map(\.header.payloadType) == [to.offeredPayloadType])
  }

  @Test("A phone that changes between the two codecs on its own is understood")
  func codecChange() {
    var rig = bridged()
    rig.receive(.audio(0, payloadType: 0, fill: 0xFF), slot: 0)
    rig.receive(.audio(1, payloadType: 8, fill: 0xD5), slot: 0)
    #expect(rig.packets(slot: 1).map(\.payload[0]) == [0xFF, G711.muLaw(fromALaw: 0xD5)])
    #expect(rig.packets(slot: 1).map(\.header.payloadType) == [0, 0])
  }

  @Test("Sources, extension and padding are left out on the way")
  func stripped() {
    var rig = bridged()
    var packet = RTPPacket.audio(0, fill: 0x42)
    packet.contributingSources = [1, 2, 3]
    packet.headerExtension = .init(profile: 0xBEDE, content: [1, 2, 3, 4])
    packet.paddingLength = 4
    rig.receive(packet, slot: 0)
    #expect(rig.packets(slot: 1).map(\.contributingSources) == [[]])
    #expect(rig.packets(slot: 1).map(\.headerExtension) == [nil])
    #expect(rig.packets(slot: 1).map(\.payload) == [Array(repeating: 0x42, count: 160)])
  }

  @Test("A sender that begins anew is fitted in behind what was sent")
  func newSource() {
    var rig = bridged()
    rig.receive(.audio(0), slot: 0)
    rig.advance(by: .milliseconds(20))
    rig.receive(.audio(1), slot: 0)
    rig.advance(by: .milliseconds(20))
    rig.receive(.audio(30_000, ssrc: 0xBBBC), slot: 0)
    rig.advance(by: .milliseconds(20))
    var jumped = RTPPacket.audio(30_001, ssrc: 0xBBBC)
    jumped.header.timestamp = jumped.header.timestamp.advanced(by: 900_000)
    rig.receive(jumped, slot: 0)
    let headers = rig.packets(slot: 1).map(\.header)
    #expect(headers.map(\.sequence.rawValue) == [100, 101, 102, 103])
    #expect(headers.map { headers[0].timestamp.distance(to: $0.timestamp) } == [0, 160, 320, 480])
    #expect(headers.map(\.marker) == [true, false, true, true])
    #expect(headers.allSatisfy { $0.ssrc == 0x2222 })
  }

  @Test("Where the other party pauses, comfort silence fills, and speech goes on behind it")
  func pause() {
    var rig = bridged()
    rig.receive(.audio(0), slot: 0)
    rig.advance(by: .seconds(1))
    rig.receive(.audio(1), slot: 0)
    let packets = rig.packets(slot: 1)
    #expect(packets.count == 42)
    #expect(packets[1..<41].allSatisfy { $0.payload.allSatisfy { $0 == 0xFF } })
    #expect(packets.map(\.header.sequence.rawValue) == Array(100..<142))
    #expect(
      zip(packets, packets.dropFirst()).allSatisfy { $0.header.timestamp.distance(to: $1.header.timestamp) >= 160 })
    #expect(packets[41].header.marker)
    #expect(packets[41].payload[0] == 0x11)
  }

  @Test("Bridging cuts what plays, and what is played afterwards takes the ear until it ends")
  func playOver() {
    var rig = MatrixRig()
    rig.open(1, .with())
    rig.open(2, .with(MatrixRig.agent))
    rig.perform(.play(one, [.pattern(80_000)], PlaybackID(rawValue: 1)))
    rig.perform(.loop(two, .pattern(80_000)))
    rig.perform(.bridge(one, two))
    rig.receive(.audio(0, fill: 0x42), slot: 0)
    rig.perform(.play(two, [.pattern(320)], PlaybackID(rawValue: 2)))
    rig.receive(.audio(1, fill: 0x43), slot: 0)
    rig.advance(by: .milliseconds(40))
    rig.receive(.audio(2, fill: 0x44), slot: 0)
    let heard = rig.packets(slot: 1)
    #expect(heard.map(\.payload[0]) == [0x42] + [0, 160].map { TelephoneAudio.pattern(320).muLaw[$0] } + [0x44])
    #expect(heard.map(\.header.sequence.rawValue) == [100, 101, 102, 103])
    #expect(zip(heard, heard.dropFirst()).allSatisfy { $0.header.timestamp.distance(to: $1.header.timestamp) > 0 })
    #expect(rig.events == [.heard, .playbackEnded(PlaybackID(rawValue: 2))])
  }

  @Test("Nothing goes on to a party on hold")
  func held() {
    var rig = bridged()
    rig.perform(.connect(two, .with(MatrixRig.agent, direction: .receiveOnly, remoteOnHold: true), signalledFrom: nil))
    rig.receive(.audio(0), slot: 0)
    #expect(rig.sent.isEmpty)
  }

  @Test("Nothing goes on after the bridge has ended, by whichever end", arguments: [true, false])
  func unbridged(byFirst: Bool) {
    var rig = bridged()
    rig.perform(.unbridge(byFirst ? one : two))
    rig.receive(.audio(0), slot: 0)
    rig.receive(.audio(0), slot: 1, from: MatrixRig.agent)
    #expect(rig.sent.isEmpty)
  }

  @Test("Closing one leg leaves the other alone and sound")
  func closed() {
    var rig = bridged()
    let now = rig.now
    let performed = [rig.matrix.perform(.close(two), at: now), rig.matrix.perform(.close(two), at: now)]
    #expect(performed == [.closed(slot: 1), .unknownStream(two)])
    rig.receive(.audio(0), slot: 0)
    rig.receive(.audio(0), slot: 1, from: MatrixRig.agent)
    #expect(rig.sent.isEmpty)
    #expect(rig.matrix.count == 1)
    let slot = rig.open(3, .with(MatrixRig.agent))
    #expect(slot == 1)
    rig.advance(by: .milliseconds(20))
    #expect(rig.sent.count == 2)
  }

  @Test("A third party takes over: the old one hears no more")
  func rebridged() {
    var rig = bridged()
    let third = rig.open(3, .with(MatrixRig.agent))
    rig.perform(.bridge(one, MediaStreamID(rawValue: 3)))
    rig.receive(.audio(0), slot: 0)
    rig.receive(.audio(0), slot: 1, from: MatrixRig.agent)
    #expect(rig.sent.map(\.slot) == [third])
    rig.perform(.bridge(one, one))
    rig.receive(.audio(1), slot: 0)
    #expect(rig.sent.map(\.slot) == [third, third])
  }
}
