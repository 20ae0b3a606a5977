import RTPPackets
import Testing

@Suite("RTP packets")
struct RTPPacketTests {
  private static let header = RTPHeader(
    marker: true, payloadType: 101, sequence: RTPSequence(rawValue: 0xFFFE),
    timestamp: RTPTimestamp(rawValue: 0x89AB_CDEF), ssrc: 0x0123_4567)

  private static let headerOctets: [UInt8] = [
    0x80, 0xE5, 0xFF, 0xFE, 0x89, 0xAB, 0xCD, 0xEF, 0x01, 0x23, 0x45, 0x67,
  ]

  @Test("The fixed header is written in network order")
  func writesHeader() {
    var octets = [UInt8](repeating: 0xAA, count: 14)
    var span = octets.mutableSpan
    Self.header.write(into: &span, at: 1)
    #expect(octets == [0xAA] + Self.headerOctets + [0xAA])
  }

  @Test("Sources, extension and padding are found and left out of the payload")
  func readsEverything() throws {
    var octets = Self.headerOctets
    octets[0] = 0xB2
    octets += [0, 0, 0, 1, 0, 0, 0, 2] + [0xBE, 0xDE, 0, 1, 9, 8, 7, 6] + [0xFF, 0xFE] + [0, 0, 3]
    let layout = try RTPLayout.parse(octets.span)
    #expect(layout.header == Self.header)
    #expect(layout.contributingSources == 12..<20)
    #expect(layout.headerExtension == .init(profile: 0xBEDE, content: 24..<28))
    #expect(layout.payload == 28..<30)
    #expect(layout.paddingLength == 3)
    #expect(
      try RTPPacket.parse(octets)
        == RTPPacket(
          header: Self.header, contributingSources: [1, 2],
          headerExtension: .init(profile: 0xBEDE, content: [9, 8, 7, 6]), payload: [0xFF, 0xFE], paddingLength: 3))
  }

  @Test("An empty payload is a packet")
  func emptyPayload() throws {
    #expect(try RTPLayout.parse(Self.headerOctets.span).payload == 12..<12)
  }

  struct Rejected: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var octets: [UInt8]
    var error: RTPParseError

    init(_ name: String, _ error: RTPParseError, _ first: UInt8, second: UInt8 = 0, _ rest: [UInt8]) {
      testDescription = name
      self.error = error
      octets = [first, second] + rest
    }
  }

  private static let ten = [UInt8](repeating: 0, count: 10)

  @Test(
    "What contradicts itself is rejected",
    arguments: [
      Rejected("one octet short of a header", .truncated, 0x80, Array(ten.dropLast())),
      Rejected("version 1", .notVersion2, 0x40, ten),
      Rejected("a STUN request", .notVersion2, 0x00, second: 1, ten),
      Rejected("a sender report", .isRTCP, 0x80, second: 200, ten),
      Rejected("a source list that is not there", .truncated, 0x8F, ten),
      Rejected("an extension without a head", .truncated, 0x90, ten + [0, 0, 0]),
      Rejected("an extension longer than the datagram", .truncated, 0x90, ten + [0, 0, 0xFF, 0xFF]),
      Rejected("padding of nothing", .badPadding, 0xA0, ten + [0]),
      Rejected("padding over the header", .badPadding, 0xA0, ten + [2]),
      Rejected("padding over the sources", .badPadding, 0xA1, ten + [0, 0, 0, 1]),
    ])
  func rejects(_ sample: Rejected) {
    #expect(throws: sample.error) { try RTPLayout.parse(sample.octets.span) }
  }

  @Test("Every packet reads back as it was written")
  func roundTrip() throws {
    var dice = SeededGenerator(seed: 3_550)
    for _ in 0..<2_000 {
      let packet = RTPPacket(
        header: RTPHeader(
          marker: .random(using: &dice), payloadType: .random(in: 0...63, using: &dice),
          sequence: RTPSequence(rawValue: .random(in: 0...(.max), using: &dice)),
          timestamp: RTPTimestamp(rawValue: .random(in: 0...(.max), using: &dice)),
          ssrc: .random(in: 0...(.max), using: &dice)),
        contributingSources: (0..<Int.random(in: 0...15, using: &dice)).map { UInt32($0) },
        headerExtension: Bool.random(using: &dice)
          ? .init(profile: 0xBEDE, content: Array(repeating: 5, count: 4 * Int.random(in: 0...9, using: &dice))) : nil,
        payload: Array(repeating: 0x7F, count: Int.random(in: 0...400, using: &dice)),
        paddingLength: .random(in: 0...(.max), using: &dice))
      #expect(try RTPPacket.parse(packet.serialized()) == packet)
    }
  }

  @Test("No datagram traps, and a layout lies within its datagram")
  func anyOctets() {
    var dice = SeededGenerator(seed: 1)
    for _ in 0..<50_000 {
      var octets = (0..<Int.random(in: 0...64, using: &dice)).map { _ in UInt8.random(in: 0...(.max), using: &dice) }
      if !octets.isEmpty, Bool.random(using: &dice) { octets[0] = 0x80 | octets[0] & 0x3F }
      guard let layout = try? RTPLayout.parse(octets.span) else { continue }
      #expect(layout.payload.upperBound + layout.paddingLength == octets.count)
      #expect(layout.payload.lowerBound >= 12 + layout.contributingSources.count)
    }
  }
}
