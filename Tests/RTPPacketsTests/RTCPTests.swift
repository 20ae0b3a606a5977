import RTPPackets
import Testing

@Suite("RTCP")
struct RTCPTests {
  static let report = ReceptionReport(
    ssrc: 0x0102_0304, fractionLost: 64, packetsLost: -2, highestSequence: 0x0001_FFFE, jitter: 17,
    lastSenderReport: 0xAABB_CCDD, delaySinceSenderReport: 0x0001_8000)

  @Test("a sender's report is read and written as RFC 3550 §6.4.1 draws it")
  func senderReport() throws {
    let octets: [UInt8] =
      [0x81, 200, 0, 12, 0, 0, 0, 9]
      + [0xE0, 0, 0, 1, 0x80, 0, 0, 0, 0, 0, 0x03, 0x20, 0, 0, 0, 5, 0, 0, 0x03, 0x20]
      + [1, 2, 3, 4, 64, 0xFF, 0xFF, 0xFE, 0, 1, 0xFF, 0xFE, 0, 0, 0, 17, 0xAA, 0xBB, 0xCC, 0xDD, 0, 1, 0x80, 0]
    let information = SenderInformation(
      time: 0xE000_0001_8000_0000, timestamp: RTPTimestamp(rawValue: 800), packets: 5, octets: 800)
    let packet = ControlPacket.senderReport(ssrc: 9, information, [Self.report])
    #expect(try CompoundControl.parse(octets) == [packet])
    #expect(CompoundControl.serialized([packet]) == octets)
  }

  @Test("a compound of everything reads the same after writing")
  func compound() throws {
    let packets: [ControlPacket] = [
      .receiverReport(ssrc: 9, [Self.report, Self.report]),
      .sourceDescription([
        SourceDescription(ssrc: 9, items: [.canonicalName("a@b"), .init(type: 2, text: [0xFF])]),
        SourceDescription(ssrc: 10, items: []),
      ]),
      .goodbye([9, 10], reason: Array("over".utf8)), .goodbye([9], reason: nil), .goodbye([], reason: []),
    ]
    let octets = CompoundControl.serialized(packets)
    #expect(octets.count % 4 == 0)
    #expect(try CompoundControl.parse(octets) == packets)
  }

  @Test(
    "losses are a number with a sign of 24 bits",
    arguments: [(Int32.max, 0x7F_FFFF), (Int32.min, -0x80_0000), (-1, -1), (0, 0)] as [(Int32, Int32)])
  func losses(given: Int32, kept: Int32) throws {
    let report = ReceptionReport(ssrc: 1, fractionLost: 0, packetsLost: given, highestSequence: 0, jitter: 0)
    let octets = CompoundControl.serialized([.receiverReport(ssrc: 1, [report])])
    guard case .receiverReport(_, let reports)? = try CompoundControl.parse(octets).first else {
      Issue.record("no report")
      return
    }
    #expect(reports.map(\.packetsLost) == [kept])
  }

  @Test("what follows the blocks, and packets of unknown types, are passed over; padding belongs to the last packet")
  func passedOver() throws {
    let report: [UInt8] = [0x80, 201, 0, 2, 0, 0, 0, 9, 1, 2, 3, 4]
    let application: [UInt8] = [0x80, 204, 0, 2, 0, 0, 0, 9, 0x41, 0x42, 0x43, 0x44]
    let padded: [UInt8] = [0xA1, 203, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4]
    #expect(
      try CompoundControl.parse(report + application + padded)
        == [.receiverReport(ssrc: 9, []), .other(type: 204), .goodbye([9], reason: nil)])
    #expect(throws: RTPParseError.badPadding) { try CompoundControl.parse(report + padded + application) }
  }

  @Test(
    "a datagram that is no compound is refused",
    arguments: [
      ([], .truncated), ([0x80, 201, 0], .truncated), ([0x80, 201, 0, 1], .truncated),
      ([0x80, 201, 0, 0], .truncated), ([0x40, 201, 0, 1, 0, 0, 0, 9], .notVersion2),
      // A report comes first.
      ([0x81, 203, 0, 1, 0, 0, 0, 9], .notRTCP), ([0x80, 0, 0, 1, 0, 0, 0, 9], .notRTCP),
      // More blocks announced than there are.
      ([0x81, 201, 0, 1, 0, 0, 0, 9], .truncated),
      // Octets behind the last packet.
      ([0x80, 201, 0, 1, 0, 0, 0, 9, 0x80], .truncated),
      // Padding of nothing, of no whole words, and of more than there is.
      ([0xA0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0], .badPadding),
      ([0xA0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 3], .badPadding),
      ([0xA0, 201, 0, 1, 0, 0, 0, 9], .badPadding),
    ] as [([UInt8], RTPParseError)])
  func refused(octets: [UInt8], error: RTPParseError) {
    #expect(throws: error) { try CompoundControl.parse(octets) }
  }

  @Test("one datagram holds so many packets and not one more")
  func bound() throws {
    let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 9]
    let most = CompoundControl.mostPackets
    #expect(try CompoundControl.parse(Array(repeatElement(report, count: most).joined())).count == most)
    #expect(throws: RTPParseError.truncated) {
      try CompoundControl.parse(Array(repeatElement(report, count: most + 1).joined()))
    }
  }
}
