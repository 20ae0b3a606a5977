import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Streams with SRTP")
struct ProtectedStreamTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  @Test(
    "What is sent is read by the other party and by nobody else",
    arguments: [
      CryptoSuite.aesCM128HMACSHA1Tag80, .aeadAES128GCM,
    ])
  func sending(suite: CryptoSuite) throws {
    let phone = try ProtectedPhone(suite: suite)
    let audio = TelephoneAudio.pattern(1_600)
    var rig = MatrixRig()
    rig.open(1, phone.agreed())
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(200))
    let stranger = try ProtectedPhone(key: 9, suite: suite)
    #expect(rig.sent.count == 10)
    #expect(rig.sent.allSatisfy { stranger.read($0.octets) == nil })
    #expect(rig.sent.flatMap { phone.read($0.octets)?.payload ?? [] } == audio.muLaw)
    #expect(rig.sent.allSatisfy { Array($0.octets[12..<172]) != Array(audio.muLaw.prefix(160)) })
  }

  @Test("Where SRTP was agreed, plain RTP is never sent and never believed")
  func neverPlain() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    rig.advance(by: .seconds(2))
    for number in 0..<50 { rig.receive(.audio(number), slot: slot) }
    rig.receive(.event(50, start: 50, key: "5", duration: 160), slot: slot)
    #expect(rig.notices.isEmpty)
    #expect(rig.matrix.totals.droppedUnauthentic == 51)
    #expect(rig.matrix.totals.packetsReceived == 0)
    // All that was sent is as long as protection makes it, and is read with the key only.
    #expect(rig.sent.count == 100)
    #expect(rig.sent.allSatisfy { $0.octets.count == 182 && phone.read($0.octets) != nil })
    try rig.receive(phone.protected(.event(51, start: 51, key: "6", duration: 160)), slot: slot)
    #expect(rig.events == [.key("6")])
  }

  @Test("A key that makes no context leaves the stream deaf, not open")
  func withoutContext() throws {
    let phone = try ProtectedPhone()
    var agreed = phone.agreed()
    agreed.protection?.receive.identifier = Array(repeating: 1, count: 200)
    var rig = MatrixRig()
    let slot = rig.open(1, agreed)
    rig.receive(.audio(0), slot: slot)
    try rig.receive(phone.protected(.audio(1)), slot: slot)
    #expect(rig.notices.isEmpty)
    #expect(rig.matrix.totals.droppedUnauthentic == 2)
  }

  @Test("Packets with a wrong tag, a wrong SSRC or sent twice are counted and dropped, and the call lives")
  func unauthentic() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    try rig.receive(phone.protected(.audio(0)), slot: slot)
    #expect(rig.events == [.heard])
    let genuine = try phone.protected(.audio(1))
    for number in 0..<200 {
      var forged = genuine
      forged[number % 2 == 0 ? genuine.count - 1 : 8] ^= 0x55
      rig.receive(forged, slot: slot)
    }
    rig.receive(genuine, slot: slot)
    for _ in 0..<3 { rig.receive(genuine, slot: slot) }
    let statistics = try #require(rig.matrix.statistics(of: one))
    #expect(statistics.packetsUnauthentic == 200)
    #expect(statistics.packetsReplayed == 3)
    #expect(statistics.reception.packetsReceived == 2)
    #expect(rig.matrix.totals.droppedUnauthentic == 200)
    #expect(rig.matrix.totals.droppedReplayed == 3)
    try rig.receive(phone.protected(.event(2, start: 2, key: "1", duration: 160)), slot: slot)
    rig.advance(by: .seconds(1))
    #expect(rig.events == [.heard, .key("1")])
    #expect(rig.sent.count == 50)
  }

  @Test("Ten seconds of forged packets are ten seconds of silence")
  func forgedIsSilent() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    for number in 0..<550 {
      rig.receive(.audio(number), slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.events == [.silent(for: .seconds(10))])
  }

  @Test("Forged packets never teach the source lock; authentic ones do as ever")
  func sourceLock() throws {
    let phone = try ProtectedPhone()
    let natted = MediaAddress(host: MatrixRig.phone.host, port: 55_555)
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    for number in 0..<20 { rig.receive(.audio(number), slot: slot, from: natted) }
    rig.receive(.audio(20), slot: slot)
    rig.advance(by: .milliseconds(40))
    #expect(rig.sent.allSatisfy { $0.destination == MatrixRig.phone })
    for number in 0..<5 { try rig.receive(phone.protected(.audio(number)), slot: slot, from: natted) }
    rig.sent = []
    rig.advance(by: .milliseconds(40))
    #expect(rig.sent.map(\.destination) == [natted, natted])
  }

  @Test("What comes from a foreign host is dropped before anything is spent on it, even with the right key")
  func foreign() throws {
    let phone = try ProtectedPhone()
    let elsewhere = MediaAddress(host: 0xCB00_7101, port: 40_000)
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    let packet = try phone.protected(.audio(0))
    rig.receive(packet, slot: slot, from: elsewhere)
    #expect(rig.matrix.totals.droppedForeign == 1)
    // It has not been marked as taken in either.
    rig.receive(packet, slot: slot)
    #expect(rig.events == [.heard])
  }

  @Test("Keys and padding of a protected phone are read")
  func keysAndPadding() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    var padded = RTPPacket.event(0, start: 0, key: "7", duration: 160)
    padded.paddingLength = 4
    padded.headerExtension = .init(profile: 0xBEDE, content: [1, 2, 3, 4])
    try rig.receive(phone.protected(padded), slot: slot)
    #expect(rig.events == [.key("7")])
  }

  @Test("A bridge of a protected and an open phone carries speech both ways, to the octet")
  func bridged() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let caller = rig.open(1, phone.agreed())
    let agent = rig.open(2, ssrc: 0xCCCC, .with(MatrixRig.agent))
    rig.perform(.bridge(one, two))
    for number in 0..<20 {
      try rig.receive(phone.protected(.audio(number, fill: UInt8(number))), slot: caller)
      rig.receive(.audio(number, fill: UInt8(100 + number)), slot: agent, from: MatrixRig.agent)
    }
    #expect(rig.packets(slot: agent).map { $0.payload.first } == (0..<20).map { UInt8($0) })
    let heard = rig.sent.filter { $0.slot == caller }.map { phone.read($0.octets) }
    #expect(heard.map { $0?.payload.first } == (0..<20).map { UInt8(100 + $0) })
    #expect(heard.allSatisfy { $0?.payload.count == 160 })
  }

  @Test("Two protected phones hear each other, each with its own key, and other codecs are turned into each other")
  func bothProtected() throws {
    let (phone, other) = (try ProtectedPhone(), try ProtectedPhone(key: 50, suite: .aeadAES128GCM))
    var rig = MatrixRig()
    let caller = rig.open(1, phone.agreed())
    let agent = rig.open(2, ssrc: 0xCCCC, other.agreed(MatrixRig.agent, .pcma))
    rig.perform(.bridge(one, two))
    try rig.receive(phone.protected(.audio(0, fill: 0x11)), slot: caller)
    try rig.receive(other.protected(.audio(0, payloadType: 8, fill: 0x22)), slot: agent, from: MatrixRig.agent)
    let toAgent = try #require(rig.sent.first { $0.slot == agent })
    let toCaller = try #require(rig.sent.first { $0.slot == caller })
    #expect(other.read(toAgent.octets)?.payload.first == G711.aLaw(fromMuLaw: 0x11))
    #expect(phone.read(toCaller.octets)?.payload.first == G711.muLaw(fromALaw: 0x22))
  }

  @Test("A packet that the other leg sends twice goes on once: no two packets under one number of a key")
  func duplicates() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let caller = rig.open(1, phone.agreed())
    let agent = rig.open(2, ssrc: 0xCCCC, .with(MatrixRig.agent))
    rig.perform(.bridge(one, two))
    for number in [0, 1, 1, 2, 0] { rig.receive(.audio(number), slot: agent, from: MatrixRig.agent) }
    #expect(rig.sent.filter { $0.slot == caller }.count == 3)
  }

  @Test("The sequence number wraps on the way, and both sides go on")
  func wraps() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.matrix.open(one, sender: RTPSender(ssrc: 1, sequence: 65_530, timestamp: 0))
    rig.perform(.connect(one, phone.agreed(), signalledFrom: nil))
    rig.advance(by: .seconds(1))
    #expect(rig.sent.compactMap { phone.read($0.octets) }.count == 50)
    // The phone's own numbers begin at 65 530, too.
    for number in 0..<20 { try rig.receive(phone.protected(.audio(number)), slot: slot) }
    #expect(rig.matrix.totals.packetsReceived == 20)
  }

  @Test("A re-negotiation with the same keys goes on where it was, wrapped counters included")
  func renegotiated() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.matrix.open(one, sender: RTPSender(ssrc: 1, sequence: 65_530, timestamp: 0))
    rig.perform(.connect(one, phone.agreed(), signalledFrom: nil))
    rig.advance(by: .milliseconds(400))
    for number in 0..<20 { try rig.receive(phone.protected(.audio(number)), slot: slot) }
    var held = phone.agreed()
    held.remoteOnHold = true
    rig.perform(.connect(one, held, signalledFrom: nil))
    rig.perform(.connect(one, phone.agreed(), signalledFrom: nil))
    rig.advance(by: .milliseconds(400))
    try rig.receive(phone.protected(.audio(20)), slot: slot)
    #expect(rig.sent.compactMap { phone.read($0.octets) }.count == 40)
    #expect(Set(rig.sent.map(\.packet.header.ssrc)) == [1])
    #expect(rig.matrix.totals.packetsReceived == 21)
    #expect(rig.matrix.totals.droppedUnauthentic == 0)
  }

  @Test("New keys are taken over: the old ones are worth nothing, and ours begins under another SSRC")
  func rekeyed() throws {
    let (before, after) = (try ProtectedPhone(), try ProtectedPhone(key: 2))
    var rig = MatrixRig()
    let slot = rig.open(1, before.agreed())
    rig.advance(by: .milliseconds(100))
    try rig.receive(before.protected(.audio(0)), slot: slot)
    let late = try before.protected(.audio(1))
    rig.perform(.connect(one, after.agreed(), signalledFrom: nil))
    rig.sent = []
    rig.advance(by: .milliseconds(100))
    rig.receive(late, slot: slot)
    try rig.receive(after.protected(.audio(2)), slot: slot)
    #expect(rig.sent.compactMap { after.read($0.octets) }.count == 5)
    #expect(rig.sent.allSatisfy { before.read($0.octets) == nil && $0.packet.header.ssrc != 0xAAAA })
    #expect(rig.sent.first?.packet.header.marker == true)
    #expect(rig.matrix.totals.droppedUnauthentic == 1)
    #expect(rig.matrix.totals.packetsReceived == 2)
  }

  @Test("Reports are checked like audio, at either port; open streams take them from the other party's host")
  func reports() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    let control = MediaAddress(host: MatrixRig.phone.host, port: MatrixRig.phone.port + 1)
    let report = try phone.protectedReport()
    rig.receiveControl(report, slot: slot, from: control)
    try rig.receive(phone.protectedReport(), slot: slot)
    #expect(rig.matrix.totals.controlPackets == 2)
    rig.receiveControl(report, slot: slot, from: control)
    #expect(rig.matrix.totals.droppedReplayed == 1)
    rig.receiveControl([0x80, 201, 0, 1, 0, 0, 0xBB, 0xBB], slot: slot, from: control)
    rig.receiveControl([0x80], slot: slot, from: control)
    #expect(rig.matrix.totals.droppedUnauthentic == 2)
    rig.receiveControl(try phone.protectedReport(), slot: slot, from: MediaAddress(host: 1, port: 1))
    #expect(rig.matrix.totals.droppedForeign == 1)
    let open = rig.open(2, .with(MatrixRig.agent))
    let theirs = MediaAddress(host: MatrixRig.agent.host, port: 9)
    rig.receiveControl([0x80, 201, 0, 1, 0, 0, 0xBB, 0xBB], slot: open, from: theirs)
    #expect(rig.matrix.totals.controlPackets == 3)
    rig.receiveControl([0x80, 201, 0, 1, 0, 0, 0xBB, 0xBB], slot: open, from: control)
    #expect(rig.matrix.totals.droppedForeign == 2)
    #expect(rig.events.isEmpty)
  }

  @Test("Protected streams are counted for as long as they live")
  func counted() throws {
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    rig.open(1, .with())
    #expect(rig.matrix.protectedCount == 0)
    rig.perform(.connect(one, phone.agreed(), signalledFrom: nil))
    rig.perform(.connect(one, phone.agreed(), signalledFrom: nil))
    rig.open(2, phone.agreed(MatrixRig.agent))
    #expect(rig.matrix.protectedCount == 2)
    rig.perform(.close(one))
    #expect(rig.matrix.protectedCount == 1)
    rig.matrix.closeAll()
    #expect(rig.matrix.protectedCount == 0)
  }

  @Test("Mutated protected packets and reports never trap and never are heard", arguments: Array(0..<UInt64(4)))
  func mutations(seed: UInt64) throws {
    var dice = SeededGenerator(seed: seed)
    let phone = try ProtectedPhone()
    var rig = MatrixRig()
    let slot = rig.open(1, phone.agreed())
    for number in 0..<500 {
      var octets = try number % 4 == 0 ? phone.protectedReport() : phone.protected(.audio(number))
      for _ in 0...Int.random(in: 0...3, using: &dice) where !octets.isEmpty {
        let place = Int.random(in: 0..<octets.count, using: &dice)
        if Bool.random(using: &dice) {
          octets[place] ^= UInt8.random(in: 1...255, using: &dice)
        } else {
          octets.removeLast(Int.random(in: 1...octets.count, using: &dice))
        }
      }
      if Bool.random(using: &dice) { rig.receive(octets, slot: slot) } else { rig.receiveControl(octets, slot: slot) }
    }
    #expect(rig.notices.isEmpty)
    #expect(rig.matrix.totals.packetsReceived == 0)
  }
}
