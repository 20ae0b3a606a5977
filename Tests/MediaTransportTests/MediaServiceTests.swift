import AudioSignal
import Glibc
import MediaEngine
import MediaTransport
import RTPPackets
import SDPSessions
import Testing

@Suite("Media over real sockets", .timeLimit(.minutes(1)))
struct MediaServiceTests {
  @Test("200 ms of audio are ten packets: exact octets, consecutive numbers, 160 ticks apart")
  func plays() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let phone = UDPPhone()
    var dice = SeededGenerator(seed: 2)
    let audio = TelephoneAudio(samples: (0..<1_600).map { _ in Int16.random(in: -8_000...8_000, using: &dice) })
    let (stream, _) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: nil))
    let silent = phone.receive(until: { _ in true })
    #expect(silent.map(\.payload) == [Array(repeating: 0xFF, count: 160)])
    rig.service.perform(.play(stream, [audio], PlaybackID(rawValue: 3)))

    let before = phone.receive(until: \.header.marker)
    let first = try #require(before.last)
    let packets = [first] + (0..<10).compactMap { _ in phone.receive() }
    #expect(packets.count == 11)
    #expect(packets.prefix(10).flatMap(\.payload) == audio.muLaw)
    #expect(packets[10].payload == Array(repeating: 0xFF, count: 160))
    for (index, packet) in packets.enumerated() {
      #expect(packet.header.sequence == first.header.sequence.advanced(by: index))
      #expect(packet.header.ssrc == silent[0].header.ssrc)
      #expect(packet.header.payloadType == 0)
    }
    // A machine that stood still in between shows as late beats and a gap in the timestamps, never as less audio.
    if rig.service.gauges().lateBeats == 0 {
      let played = packets.prefix(10)
      #expect(played.map(\.header.marker) == [true] + Array(repeating: false, count: 9))
      #expect(
        played.indices.allSatisfy { played[$0].header.timestamp == first.header.timestamp.advanced(by: $0 * 160) })
    }
    #expect(await rig.nextEvent() == MediaNotice(stream: stream, event: .playbackEnded(PlaybackID(rawValue: 3))))
  }

  @Test("The kernel passes over audio that nobody hears, and no key; while two talk, every packet comes")
  func samples() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let (caller, agent) = (UDPPhone(), UDPPhone())
    let (first, port) = try rig.service.open()
    let (second, _) = try rig.service.open(beside: first)
    rig.service.perform(.connect(first, caller.agreed(), signalledFrom: nil))
    rig.service.perform(.connect(second, agent.agreed(), signalledFrom: nil))
    await rig.settled(first)
    caller.send(.audio(0), to: port)
    #expect(await rig.nextEvent()?.event == .heard)
    await rig.settled(first)
    func received() async -> Int {
      await rig.settled(first)
      return rig.service.gauges().packetsReceived
    }
    let before = await received()
    for number in 1...256 { caller.send(.audio(number), to: port) }
    caller.send(.event(257, start: 257, key: "4"), to: port)
    #expect(await rig.nextEvent()?.event == .key("4"))
    #expect(await received() == before + 256 / 64 + 1)
    rig.service.perform(.bridge(first, second))
    await rig.settled(first)
    for number in 300..<310 { caller.send(.audio(number, fill: 0x44), to: port) }
    let heard = agent.receive(until: { $0.payload.first == 0x44 }) + (0..<9).compactMap { _ in agent.receive() }
    #expect(heard.suffix(10).allSatisfy { $0.payload == Array(repeating: 0x44, count: 160) })
    #expect(await received() == before + 256 / 64 + 1 + 10)
  }

  @Test("A key goes in as packets and comes out as one event")
  func key() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let phone = UDPPhone()
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: nil))
    await rig.settled(stream)
    for number in 0..<6 { phone.send(.event(number, start: 0, key: "5", isEnd: number > 3), to: port) }
    for number in 10..<16 { phone.send(.event(number, start: 10, key: "#", isEnd: number > 13), to: port) }
    let events = [await rig.nextEvent(), await rig.nextEvent()].map { $0?.event }
    #expect(events == [.key("5"), .key("#")])
  }

  @Test("Two phones hear each other, octet for octet, keys included; after parting they do not")
  func bridge() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let (caller, agent) = (UDPPhone(), UDPPhone())
    let (first, firstPort) = try rig.service.open()
    let (second, secondPort) = try rig.service.open(beside: first)
    rig.service.perform(.connect(first, caller.agreed(), signalledFrom: nil))
    rig.service.perform(.connect(second, agent.agreed(.pcma, events: 96), signalledFrom: nil))
    rig.service.perform(.bridge(first, second))
    await rig.settled(second)

    for number in 0..<5 { caller.send(.audio(number, fill: 0x80 + UInt8(number)), to: firstPort) }
    caller.send(.event(5, start: 5, key: "7"), to: firstPort)
    let heardByAgent = agent.receive(until: { $0.header.payloadType == 96 }).filter { !$0.isSilence(0xD5) }
    #expect(
      heardByAgent.dropLast().map(\.payload)
        == (0..<5).map {
          Array(repeating: G711.aLaw(fromMuLaw: 0x80 + UInt8($0)), count: 160)
        })
    #expect(heardByAgent.last.flatMap { TelephoneEvent.parse($0.payload.span, payload: 0..<4) }?.key == "7")

    for number in 0..<5 { agent.send(.audio(number, payloadType: 8, fill: 0x90 + UInt8(number)), to: secondPort) }
    let last = G711.muLaw(fromALaw: 0x94)
    let heardByCaller = caller.receive(until: { $0.payload.first == last }).filter { !$0.isSilence(0xFF) }
    #expect(heardByCaller.map { $0.payload.first } == (0..<5).map { G711.muLaw(fromALaw: 0x90 + UInt8($0)) })

    rig.service.perform(.unbridge(first))
    await rig.settled(first)
    while agent.receiveWaiting() != nil {}
    for number in 6..<12 { caller.send(.audio(number, fill: 0x85), to: firstPort) }
    // The six are behind the seventh, whose key proves that they were read.
    caller.send(.event(12, start: 12, key: "8"), to: firstPort)
    while await rig.nextEvent() != MediaNotice(stream: first, event: .key("8")) {}
    rig.service.perform(.close(first))
    await rig.settled(first)
    while let packet = agent.receiveWaiting() { #expect(packet.isSilence(0xD5)) }
  }

  @Test("An attacker on another address gets nothing and says nothing")
  func bleed() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let (phone, attacker) = (UDPPhone(), UDPPhone(host: "127.0.0.9"))
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: nil))
    await rig.settled(stream)
    phone.send(.audio(0), to: port)
    #expect(await rig.nextEvent()?.event == .heard)
    for number in 0..<100 { attacker.send(.event(number, start: number, key: "9"), to: port) }
    phone.send(.event(1, start: 1, key: "1"), to: port)
    #expect(await rig.nextEvent()?.event == .key("1"))
    rig.service.perform(
      .play(stream, [TelephoneAudio(samples: Array(repeating: 900, count: 800))], PlaybackID(rawValue: 1)))
    #expect(await rig.nextEvent()?.event == .playbackEnded(PlaybackID(rawValue: 1)))
    await rig.settled(stream)
    #expect(attacker.receiveWaiting() == nil)
    #expect(rig.service.gauges().droppedForeign == 100)
    #expect(phone.receive() != nil)
  }

  @Test("After closing everything the gauges are zero and the ports are free for others")
  func closes() async throws {
    let rig = ServiceRig(pairs: 50)
    try rig.service.start()
    let phone = UDPPhone()
    let opened = try (0..<50).map { _ in try rig.service.open() }
    for (stream, _) in opened { rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: nil)) }
    await rig.settled(opened[0].stream)
    #expect(rig.service.gauges().streams == 50)
    #expect(rig.service.gauges().portsInUse == 50)
    #expect(Set(opened.map(\.port)).count == 50)
    #expect(phone.receive() != nil)
    for (stream, _) in opened { rig.service.perform(.close(stream)) }
    await rig.settled(opened[0].stream)
    let gauges = rig.service.gauges()
    #expect(gauges.streams == 0)
    #expect(gauges.portsInUse == 0)
    for (_, port) in opened {
      #expect(Self.canBind(port))
      #expect(Self.canBind(port + 1))
    }
  }

  @Test("With every pair in use there is none, and one that was closed is there again after its rest")
  func runsOut() async throws {
    let rig = ServiceRig(pairs: 2)
    try rig.service.start()
    let first = try rig.service.open()
    _ = try rig.service.open()
    let refusal = #expect(throws: MediaTransportError.self) { try rig.service.open() }
    #expect(refusal?.code == .noPortFree)
    #expect(refusal?.message.contains("widen the range") == true)
    rig.service.perform(.close(first.stream))
    await rig.settled(first.stream)
    #expect(try rig.service.open().port == first.port)
  }

  @Test("A call gets the port of the one before where there is no other, however short its rest")
  func rests() async throws {
    let rig = ServiceRig(pairs: 1, quarantine: .seconds(3_600))
    try rig.service.start()
    let (stream, port) = try rig.service.open()
    #expect(throws: MediaTransportError.self) { try rig.service.open() }
    rig.service.perform(.close(stream))
    await rig.settled(stream)
    #expect(rig.service.gauges().portsInUse == 0)
    #expect(try rig.service.open().port == port)
  }

  @Test("A pair that another process holds is passed over", arguments: [0, 1])
  func takenElsewhere(offset: UInt16) throws {
    let range = ServiceRig.freshRange(pairs: 2)
    let other = try #require(Self.bound(range.lowerBound + offset))
    defer { close(other) }
    let rig = ServiceRig(ports: range)
    try rig.service.start()
    #expect(try rig.service.open().port == range.lowerBound + 2)
    #expect(throws: MediaTransportError.self) { try rig.service.open() }
  }

  @Test(
    "Our own ports, broadcast, multicast and nowhere are never sent to",
    arguments: ["127.0.0.1", "127.0.0.77", "255.255.255.255", "224.0.0.1", "0.0.0.0"])
  func neverSentTo(host: String) async throws {
    let rig = ServiceRig(host: "0.0.0.0")
    try rig.service.start()
    let (stream, _) = try rig.service.open()
    let (_, ownPort) = try rig.service.open()
    var agreed = UDPPhone().agreed(host: host)
    agreed.remotePort = ownPort
    rig.service.perform(.connect(stream, agreed, signalledFrom: nil))
    rig.service.perform(
      .play(stream, [TelephoneAudio(samples: Array(repeating: 900, count: 800))], PlaybackID(rawValue: 1)))
    if host != "0.0.0.0" {
      #expect(await rig.nextEvent()?.event == .playbackEnded(PlaybackID(rawValue: 1)))
    }
    await rig.settled(stream)
    #expect(rig.service.gauges().packetsSent == 0)
    #expect(rig.service.gauges().sendFailures == 0)
  }

  @Test("Stopping closes everything; afterwards nothing can be opened and nothing hangs")
  func stops() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    try rig.service.start()
    let (stream, port) = try rig.service.open()
    rig.service.stop()
    #expect(Self.canBind(port))
    #expect(rig.service.gauges().streams == 0)
    #expect(rig.service.gauges().portsInUse == 0)
    rig.service.perform(.close(stream))
    await rig.settled(stream)
    rig.service.stop()
    let refusal = #expect(throws: MediaTransportError.self) { try rig.service.open() }
    #expect(refusal?.code == .notRunning)
  }

  @Test(
    "What cannot work is said at the start, with a remedy",
    arguments: [
      ("203.0.113.7", 20_000...20_099, .hostUnusable), ("media.example", 20_000...20_099, .hostUnusable),
      ("127.0.0.1", 20_001...20_002, .rangeUnusable),
    ] as [(String, ClosedRange<UInt16>, MediaTransportError.Code)])
  func unusable(host: String, ports: ClosedRange<UInt16>, code: MediaTransportError.Code) {
    let rig = ServiceRig(ports: ports, host: host)
    let refusal = #expect(throws: MediaTransportError.self) { try rig.service.start() }
    #expect(refusal?.code == code)
    #expect(refusal?.message.contains("name a") == true)
  }

  @Test("Streams live on all threads, and a bridge keeps to one")
  func severalThreads() async throws {
    let rig = ServiceRig(loops: 2)
    try rig.service.start()
    let (caller, agent) = (UDPPhone(), UDPPhone())
    let (first, firstPort) = try rig.service.open()
    let others = try (0..<3).map { _ in try rig.service.open() }
    let (second, _) = try rig.service.open(beside: first)
    #expect(Set(others.map { $0.stream.rawValue % 2 }) == [0, 1])
    rig.service.perform(.connect(first, caller.agreed(), signalledFrom: nil))
    rig.service.perform(.connect(second, agent.agreed(), signalledFrom: nil))
    rig.service.perform(.bridge(first, second))
    await rig.settled(second)
    caller.send(.audio(0, fill: 0x42), to: firstPort)
    #expect(agent.receive(until: { $0.payload.first == 0x42 }).last?.payload == Array(repeating: 0x42, count: 160))
  }

  @Test("RTCP and noise are taken off the sockets and counted")
  func noise() async throws {
    let rig = ServiceRig()
    try rig.service.start()
    let phone = UDPPhone()
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: nil))
    await rig.settled(stream)
    phone.send([UInt8](repeating: 0, count: 40), to: port)
    phone.send([UInt8](repeating: 0x80, count: 4_000), to: port)
    phone.send([0x80, 200] + [UInt8](repeating: 0, count: 26), to: port)
    phone.send(.event(0, start: 0, key: "1"), to: port)
    while await rig.nextEvent()?.event != .key("1") {}
    await rig.settled(stream)
    #expect(rig.service.gauges().droppedMalformed == 2)
    #expect(rig.service.gauges().controlPackets == 1)
    #expect(rig.service.gauges().packetsReceived == 1)
  }

  private static func canBind(_ port: UInt16) -> Bool {
    guard let descriptor = bound(port) else { return false }
    close(descriptor)
    return true
  }

  /// A socket that holds a port like another process would.
  private static func bound(_ port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }
}

extension RTPPacket {
  fileprivate func isSilence(_ octet: UInt8) -> Bool {
    payload.allSatisfy { $0 == octet }
  }
}
