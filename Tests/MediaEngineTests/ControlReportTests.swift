import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("RTCP: what is reported, and what reports teach (RFC 3550 §6)")
struct ControlReportTests {
  private let one = MediaStreamID(rawValue: 1)
  private let control = MediaAddress(host: MatrixRig.phone.host, port: MatrixRig.phone.port + 1)

  /// The packets of the report that is written now.
  private func report(
    _ rig: inout MatrixRig, slot: Int, isLast: Bool = false
  ) throws -> (packets: [ControlPacket], outgoing: SwitchingMatrix.Outgoing) {
    var octets = [UInt8](repeating: 0, count: MediaStream.packetLength + MediaStream.protectionRoom)
    var span = octets.mutableSpan
    let outgoing = rig.matrix.report(slot: slot, isLast: isLast, at: rig.now, rig.wall, into: &span)
    let written = try #require(outgoing)
    return (try CompoundControl.parse(Array(octets[written.octets])), written)
  }

  /// A party who talks with another: of one whom nobody hears only samples are read, and losses are not known.
  private func talking(_ rig: inout MatrixRig) -> Int {
    let slot = rig.open(1, ssrc: 0x1111, .with())
    rig.open(2, ssrc: 0x2222, .with(MatrixRig.agent))
    rig.perform(.bridge(one, MediaStreamID(rawValue: 2)))
    return slot
  }

  /// What should be there is not.
  private struct Missing: Error {}

  private func senderReport(
    _ packets: [ControlPacket]
  ) throws -> (sent: SenderInformation, heard: [ReceptionReport]) {
    guard case .senderReport(0x1111, let sent, let heard) = packets.first else { throw Missing() }
    return (sent, heard)
  }

  /// What the end of the last stream said.
  private func quality(_ rig: MatrixRig) throws -> VoiceQuality {
    guard case .ended(let quality) = rig.events.last else { throw Missing() }
    return quality
  }

  @Test("A sender report says what was sent and what was heard, and names its source")
  func senderReport() throws {
    var rig = MatrixRig()
    let slot = talking(&rig)
    for number in [0, 1, 2, 4, 5] {
      rig.receive(.audio(number), slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    let (packets, outgoing) = try report(&rig, slot: slot)
    #expect(outgoing.destination == control)
    #expect(outgoing.isByControlPort)
    let (sent, heard) = try senderReport(packets)
    #expect(sent.packets == 5)
    #expect(sent.octets == 800)
    // 65 530 wraps once on the way to the fifth packet after it.
    #expect(heard.map(\.ssrc) == [0xBBBB])
    #expect(heard.first?.packetsLost == 1)
    #expect(heard.first?.fractionLost == UInt8(42))
    #expect(heard.first?.highestSequence == 65_535)
    guard case .sourceDescription(let descriptions) = packets.last else { throw Missing() }
    #expect(descriptions.first?.items.first?.type == 1)
    #expect(descriptions.first?.items.first?.text.isEmpty == false)
  }

  @Test("The share of losses is of the time since the report before")
  func fractions() throws {
    var rig = MatrixRig()
    let slot = talking(&rig)
    for number in [0, 2, 4, 6] { rig.receive(.audio(number), slot: slot) }
    rig.advance(by: .milliseconds(20))
    _ = try report(&rig, slot: slot)
    for number in 7..<17 { rig.receive(.audio(number), slot: slot) }
    let packets = try report(&rig, slot: slot).packets
    let heard = try senderReport(packets).heard
    #expect(heard.first?.fractionLost == 0)
    #expect(heard.first?.packetsLost == 3)
    #expect(heard.first?.highestSequence == UInt32(65_546))
  }

  @Test("Who has sent nothing reports what it hears")
  func receiverReport() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with(direction: .receiveOnly))
    rig.receive(.audio(0), slot: slot)
    let packets = try report(&rig, slot: slot).packets
    let first = try #require(packets.first)
    guard case .receiverReport(0x1111, let heard) = first else { throw Missing() }
    #expect(heard.count == 1)
  }

  @Test("The last report says goodbye")
  func goodbye() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    rig.advance(by: .milliseconds(100))
    let packets = try report(&rig, slot: slot, isLast: true).packets
    #expect(packets.last == .goodbye([0x1111], reason: nil))
  }

  @Test("Reports come once in five seconds on average, and not all streams' at once")
  func rhythm() {
    var rig = MatrixRig()
    let slots = (1...20).map { rig.open(UInt64($0), ssrc: UInt32($0) &* 0x1234_5678, .with()) }
    var reports: [Int: [Int]] = [:]
    for second in 0..<600 {
      for slot in slots where rig.matrix.isReportDue(slot: slot, at: rig.now) {
        reports[slot, default: []].append(second)
      }
      rig.now = rig.now + .milliseconds(100)
    }
    for slot in slots {
      let moments = reports[slot] ?? []
      #expect((8...20).contains(moments.count), "\(moments.count) in a minute")
      #expect(zip(moments, moments.dropFirst()).allSatisfy { (25...76).contains($1 - $0) })
    }
    let firsts = Set(reports.values.compactMap(\.first))
    #expect(firsts.count > 5)
  }

  @Test("The round trip is what has passed since our report, less what the other party took")
  func roundTrip() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    for number in 0..<60 {
      rig.receive(.audio(number), slot: slot)
      rig.advance(by: .milliseconds(20))
    }
    let packets = try report(&rig, slot: slot).packets
    let sent = try senderReport(packets).sent
    rig.now = rig.now + .milliseconds(280)
    let block = ReceptionReport(
      ssrc: 0x1111, fractionLost: 26, packetsLost: 7, highestSequence: 160, jitter: 80,
      lastSenderReport: UInt32(truncatingIfNeeded: sent.time >> 16), delaySinceSenderReport: 65_536 / 4)
    rig.receiveControl(CompoundControl.serialized([.receiverReport(ssrc: 0xBBBB, [block])]), slot: slot, from: control)
    rig.perform(.close(one))
    let quality = try self.quality(rig)
    let far = try #require(quality.far)
    #expect(far.roundTrip.map { abs($0 / .milliseconds(1) - 30) < 1 } == true)
    #expect(far.packetsLost == 7)
    #expect(far.jitter == .milliseconds(10))
    #expect(quality.codec == "pcmu")
    #expect(quality.packetsReceived == 60)
    #expect(quality.opinion.map { $0 > 4.2 } == true)
  }

  @Test("Reports come back after a sender report of the other party, with the time since")
  func lastSenderReport() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    rig.receive(.audio(0), slot: slot)
    let theirs = SenderInformation(
      time: 0x1234_5678_9ABC_DEF0, timestamp: RTPTimestamp(rawValue: 1), packets: 1, octets: 160)
    rig.receiveControl(
      CompoundControl.serialized([.senderReport(ssrc: 0xBBBB, theirs, [])]), slot: slot, from: control)
    rig.advance(by: .milliseconds(500))
    let packets = try report(&rig, slot: slot).packets
    let heard = try senderReport(packets).heard
    #expect(heard.first?.lastSenderReport == 0x5678_9ABC)
    #expect(heard.first?.delaySinceSenderReport == 32_768)
  }

  @Test("With RTCP on the port of RTP, reports go there, and are known from audio")
  func multiplexed() throws {
    var rig = MatrixRig()
    var agreed = AgreedAudio.with()
    agreed.multiplexesControl = true
    let slot = rig.open(1, ssrc: 0x1111, agreed)
    rig.advance(by: .milliseconds(40))
    let outgoing = try report(&rig, slot: slot).outgoing
    #expect(outgoing.destination == MatrixRig.phone)
    #expect(!outgoing.isByControlPort)
    rig.receive(CompoundControl.serialized([.receiverReport(ssrc: 0xBBBB, [])]), slot: slot)
    #expect(rig.matrix.totals.controlPackets == 1)
    #expect(rig.matrix.totals.droppedMalformed == 0)
  }

  @Test("A stranger's report teaches nothing and draws no reports")
  func stranger() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    rig.advance(by: .milliseconds(40))
    let stranger = MediaAddress(host: 0x0808_0808, port: 53)
    let block = ReceptionReport(ssrc: 0x1111, fractionLost: 255, packetsLost: 999, highestSequence: 0, jitter: 0)
    rig.receiveControl(CompoundControl.serialized([.receiverReport(ssrc: 1, [block])]), slot: slot, from: stranger)
    #expect(rig.matrix.totals.droppedForeign == 1)
    #expect(try report(&rig, slot: slot).outgoing.destination == control)
    rig.perform(.close(one))
    let quality = try self.quality(rig)
    #expect(quality.far == nil)
  }

  @Test("Reports about somebody else's stream, cut off or made up, are passed over")
  func nonsense() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, ssrc: 0x1111, .with())
    var dice = SeededGenerator(seed: 9)
    for _ in 0..<2_000 {
      let octets = (0..<Int.random(in: 0...120, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
      rig.receiveControl([0x81, 201] + octets, slot: slot, from: control)
    }
    rig.perform(.close(one))
    let quality = try self.quality(rig)
    #expect(quality.far == nil)
    #expect(quality.opinion == nil, "nothing was heard")
  }

  @Test(
    "The opinion falls with losses and with delay",
    arguments: [
      (0, 0, 4.3, 4.5), (0.01, 0, 4.2, 4.4), (0.05, 0, 3.4, 3.9), (0.2, 0, 1.5, 2.7), (0, 800, 2.5, 3.5),
      (1, 0, 1, 1.2),
    ] as [(Double, Int, Double, Double)])
  func opinions(loss: Double, roundTrip: Int, low: Double, high: Double) {
    let opinion = VoiceQuality.opinion(loss: loss, jitter: .milliseconds(2), roundTrip: .milliseconds(roundTrip))
    #expect((low...high).contains(opinion), "\(opinion)")
  }

  @Test("No loss and no delay leads off the scale, which the record would refuse")
  func scale() {
    for percent in 0...100 {
      for seconds in [0, 1, 3, 10, 100_000] {
        let opinion = VoiceQuality.opinion(
          loss: Double(percent) / 100, jitter: .seconds(seconds), roundTrip: .milliseconds(percent))
        #expect((1...4.5).contains(opinion))
      }
    }
  }
}
