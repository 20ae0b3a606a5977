import RTPPackets
import Testing

/// Packets as another implementation makes them: key derivation, cipher and tag by RFC 3711, RFC 6188 and RFC 7714.
@Suite("SRTP to the octet")
struct SRTPVectorTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var profile: SRTPProfile
    /// Of rollover counter 0.
    var packet: String
    /// Of the SRTCP index 1.
    var report: String
    var testDescription: String { "\(profile)" }

    /// 01, 02, 03 …
    var master: [UInt8] { (1...profile.masterLength).map { UInt8($0) } }
  }

  private static let clearPacket = octets("8000fffe000003e8deadbeef") + Array(0..<20)
  private static let clearReport = octets("80c90001deadbeef") + Array(0..<24)

  static let vectors = [
    Vector(
      profile: .aesCM128HMACSHA1Tag80,
      packet: "8000fffe000003e8deadbeef6bedeef944aecea1eb4c058de71027514302f782857070a33843362ce6a0",
      report: "80c90001deadbeeffa3ca9075875045368b46a1179b35c0b1082d67cc67f04ce80000001396a534c11ecae6d4fa5"),
    Vector(
      profile: .aesCM128HMACSHA1Tag32,
      packet: "8000fffe000003e8deadbeef6bedeef944aecea1eb4c058de71027514302f782857070a3",
      report: "80c90001deadbeeffa3ca9075875045368b46a1179b35c0b1082d67cc67f04ce80000001396a534c11ecae6d4fa5"),
    Vector(
      profile: .aes256CMHMACSHA1Tag80,
      packet: "8000fffe000003e8deadbeef68a36b3d26f9cbe64e4c4fa413cb1c94455f858a9ae1b16c9ed0b258cf0b",
      report: "80c90001deadbeef033769d2efa7a4643ab8c55d02188b38568adfe395534e56800000018c40615a55229e990dd6"),
    Vector(
      profile: .aeadAES128GCM,
      packet: "8000fffe000003e8deadbeef16b197061732ac85716f4f2059b1e47d8fad517e0f7c69b7a455bc457ed3780a8a65af8e",
      report: "80c90001deadbeef29d01b59f0d13557bfe65eb50c894c969b22c01290864bf74dce16364d91fe310b695dcc4bf7d36a80000001"
    ),
    Vector(
      profile: .aeadAES256GCM,
      packet: "8000fffe000003e8deadbeef7800a7368f89751d627337b9dfa80a635328f1e5cb50763bf34e7a52d151bac9631a6c0e",
      report: "80c90001deadbeef8d5be046a028f6c560b35047e0b5b8f8d323e19e6403d38cdddd2530767d9ab05d25461a0586569b80000001"
    ),
  ]

  @Test("a packet is protected and read as the standards have it", arguments: vectors)
  func packets(_ vector: Vector) throws {
    let sender = try SRTPEnds.sender(vector.profile, master: vector.master)
    #expect(SRTPEnds.protect(Self.clearPacket, with: sender) == Self.octets(vector.packet))
    let receiver = try SRTPEnds.receiver(vector.profile, master: vector.master)
    #expect(try SRTPEnds.unprotect(Self.octets(vector.packet), with: receiver) == Self.clearPacket)
  }

  @Test("a report is protected and read as the standards have it", arguments: vectors)
  func reports(_ vector: Vector) throws {
    let sender = try SRTPEnds.sender(vector.profile, master: vector.master)
    var octets = Self.clearReport + Array(repeating: 0, count: SRTPSenderContext.mostOverhead)
    var span = octets.mutableSpan
    let range = try #require(sender.protectControl(&span, 0..<Self.clearReport.count))
    #expect(Array(octets[range]) == Self.octets(vector.report))
    let receiver = try SRTPEnds.receiver(vector.profile, master: vector.master)
    span = octets.mutableSpan
    #expect(try receiver.unprotectControl(&span, count: range.count) == Self.clearReport.count)
    #expect(Array(octets.prefix(Self.clearReport.count)) == Self.clearReport)
  }

  @Test("the reference implementation's own packet")
  func reference() throws {
    let master = Self.octets("e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6")
    let packet = Self.octets("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb")
    let receiver = try SRTPEnds.receiver(.aesCM128HMACSHA1Tag80, master: master)
    #expect(
      try SRTPEnds.unprotect(packet, with: receiver)
        == Self.octets("800f1234decafbadcafebabe") + Array(repeating: 0xAB, count: 16))
  }

  @Test("every profile is there on the machines we know")
  func available() {
    #expect(SRTPProfile.allCases.filter { !$0.isAvailable }.isEmpty)
  }

  private static func octets(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal)
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
  }
}

/// The two ends of a protected stream.
enum SRTPEnds {
  static let ssrc: UInt32 = 0xDEAD_BEEF
  static let master: [UInt8] = (1...30).map { UInt8($0) }

  static func sender(
    _ profile: SRTPProfile = .aesCM128HMACSHA1Tag80, master: [UInt8] = master, ssrc: UInt32 = ssrc
  ) throws -> SRTPSenderContext {
    try #require(SRTPSenderContext(profile, master: master, ssrc: ssrc))
  }

  static func receiver(
    _ profile: SRTPProfile = .aesCM128HMACSHA1Tag80, master: [UInt8] = master, identifier: [UInt8] = [],
    continuing earlier: SRTPReceiverContext? = nil
  ) throws -> SRTPReceiverContext {
    try #require(SRTPReceiverContext(profile, master: master, identifier: identifier, continuing: earlier))
  }

  /// A packet of 20 ms.
  static func packet(_ sequence: Int, ssrc: UInt32 = ssrc) -> [UInt8] {
    RTPPacket(
      header: RTPHeader(
        marker: false, payloadType: 0, sequence: RTPSequence(rawValue: UInt16(truncatingIfNeeded: sequence)),
        timestamp: RTPTimestamp(rawValue: UInt32(truncatingIfNeeded: sequence * 160)), ssrc: ssrc),
      payload: Array(repeating: UInt8(truncatingIfNeeded: sequence), count: 160)
    ).serialized()
  }

  static func protect(_ packet: [UInt8], with sender: SRTPSenderContext) -> [UInt8]? {
    var octets = packet + Array(repeating: 0, count: SRTPSenderContext.mostOverhead)
    var span = octets.mutableSpan
    return sender.protect(&span, 0..<packet.count).map { Array(octets[$0]) }
  }

  static func unprotect(_ packet: [UInt8], with receiver: SRTPReceiverContext) throws -> [UInt8] {
    var octets = packet
    var span = octets.mutableSpan
    let count = try receiver.unprotect(&span, count: packet.count)
    return Array(octets.prefix(count))
  }
}
