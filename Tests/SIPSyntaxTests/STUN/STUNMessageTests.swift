import SIPSyntax
import Testing

@Suite("STUN, as the keep-alive of SIP over UDP (RFC 8489, RFC 5626 §3.5.2)")
struct STUNMessageTests {
  /// The transaction of RFC 5769.
  private static let transactionID = hex("b7e7a701 bc34d686 fa87dfae")

  /// RFC 5769 §2.1.
  private static let sampleRequest = hex(
    """
    00010058 2112a442 b7e7a701 bc34d686 fa87dfae 80220010 5354554e 20746573 7420636c 69656e74 00240004 6e0001ff
    80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020 00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249
    c1b571a2 80280004 e57a3bcf
    """)

  /// RFC 5769 §2.2.
  private static let sampleIPv4Response = hex(
    """
    0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200008 0001a147 e112a643
    00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96
    """)

  /// RFC 5769 §2.3.
  private static let sampleIPv6Response = hex(
    """
    01010048 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220 00200014 0002a147 0113a9fa
    a5d3f179 bc25f4b5 bed2b9d9 00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c
    """)

  private static func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { $0.isHexDigit }.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private static let plainRequest = STUNMessage(.request, transactionID: transactionID)

  @Test("the request of RFC 5769 is read, its FINGERPRINT checked")
  func readsSampleRequest() throws {
    #expect(STUNMessage.claims(Self.sampleRequest))
    let message = try #require(STUNMessage(Self.sampleRequest))
    #expect(message.messageClass == .request)
    #expect(message.method == STUNMessage.binding)
    #expect(message.transactionID == Self.transactionID)
    #expect(message.attributes.map(\.type) == [0x8022, 0x0024, 0x8029, 0x0006, 0x0008])
    #expect(message.attributes.first.map { String(decoding: $0.value, as: UTF8.self) } == "STUN test client")
    #expect(message.hasFingerprint)
  }

  @Test("the responses of RFC 5769 hold the address as we write it")
  func mappedAddresses() throws {
    let version4 = try #require(STUNMessage(Self.sampleIPv4Response))
    #expect(version4.messageClass == .success)
    #expect(
      version4.attributes.contains(
        .xorMappedAddress(host: [192, 0, 2, 1], port: 32_853, transactionID: Self.transactionID)))
    let version6 = try #require(STUNMessage(Self.sampleIPv6Response))
    let host = Self.hex("20010db8 12345678 00112233 44556677")
    #expect(
      version6.attributes.contains(.xorMappedAddress(host: host, port: 32_853, transactionID: Self.transactionID)))
  }

  @Test("what is written reads the same, with and without FINGERPRINT", arguments: [false, true])
  func roundTrip(hasFingerprint: Bool) {
    var message = Self.plainRequest
    message.attributes = [
      STUNAttribute(type: 0x8022, value: Array("three".utf8)), STUNAttribute(type: 0x0006, value: []),
    ]
    message.hasFingerprint = hasFingerprint
    #expect(STUNMessage(message.serialized) == message)
  }

  @Test("a binding request is answered with where it came from")
  func answer() throws {
    let answer = try #require(Self.plainRequest.answer(toRequestFrom: [192, 0, 2, 1], port: 32_853))
    #expect(
      answer
        == STUNMessage(
          .success, transactionID: Self.transactionID,
          attributes: [.xorMappedAddress(host: [192, 0, 2, 1], port: 32_853, transactionID: Self.transactionID)]))
    #expect(answer.serialized.count == 32)
    #expect(!answer.hasFingerprint)
  }

  @Test("an answer has a FINGERPRINT when its request has one")
  func fingerprintedAnswer() throws {
    var request = Self.plainRequest
    request.hasFingerprint = true
    let answer = try #require(request.answer(toRequestFrom: [192, 0, 2, 1], port: 1))
    #expect(try #require(STUNMessage(answer.serialized)).hasFingerprint)
  }

  @Test("an attribute that must be understood and is not: 420 that names it")
  func unknownAttribute() throws {
    // PRIORITY belongs to ICE, which nobody speaks here.
    let answer = try #require(STUNMessage(Self.sampleRequest)?.answer(toRequestFrom: [192, 0, 2, 1], port: 1))
    #expect(answer.messageClass == .failure)
    #expect(answer.attributes.map(\.type) == [0x0009, 0x000A])
    #expect(answer.attributes.first.map { Array($0.value.prefix(4)) } == [0, 0, 4, 20])
    #expect(answer.attributes.last?.value == [0x00, 0x24])
  }

  @Test("what may be ignored is, and so is whatever stands behind MESSAGE-INTEGRITY")
  func ignored() throws {
    var request = Self.plainRequest
    request.attributes = [
      STUNAttribute(type: 0x8022, value: [1]), STUNAttribute(type: 0x0006, value: Array("u".utf8)),
      STUNAttribute(type: 0x0008, value: [UInt8](repeating: 7, count: 20)), STUNAttribute(type: 0x0099, value: []),
    ]
    #expect(request.answer(toRequestFrom: [192, 0, 2, 1], port: 1)?.messageClass == .success)
  }

  @Test(
    "neither responses nor indications nor other methods are answered",
    arguments: [
      STUNMessage(.indication, transactionID: transactionID), STUNMessage(.success, transactionID: transactionID),
      STUNMessage(.failure, transactionID: transactionID),
      STUNMessage(.request, method: 3, transactionID: transactionID),
    ])
  func unanswered(message: STUNMessage) {
    #expect(STUNMessage(message.serialized) == message)
    #expect(message.answer(toRequestFrom: [192, 0, 2, 1], port: 1) == nil)
  }

  @Test("an answer stays small, however many attributes are unknown")
  func amplification() throws {
    var request = Self.plainRequest
    request.attributes = (0..<1_000).map { STUNAttribute(type: 0x1000 + $0, value: []) }
    let answer = try #require(request.answer(toRequestFrom: [192, 0, 2, 1], port: 1))
    #expect(answer.serialized.count < 100)
  }

  @Test("a wrong FINGERPRINT, or anything behind it, makes it no STUN message")
  func wrongFingerprint() {
    var octets = Self.sampleRequest
    octets[octets.count - 1] ^= 1
    #expect(STUNMessage(octets) == nil)
    var longer = Self.sampleRequest + [0x80, 0x22, 0, 0]
    longer[3] += 4
    #expect(STUNMessage(longer) == nil)
  }

  @Test("every cut of a message, and every length but its own, is refused")
  func cuts() {
    for count in 0..<Self.sampleRequest.count { #expect(STUNMessage(Array(Self.sampleRequest.prefix(count))) == nil) }
    for length in UInt8.min...UInt8.max where length != 0x58 {
      var octets = Self.sampleRequest
      octets[3] = length
      #expect(STUNMessage(octets) == nil)
    }
  }

  @Test("no SIP message and no keep-alive claims to be STUN")
  func notClaimed() {
    for text in ["OPTIONS sip:a@b SIP/2.0\r\n\r\n", "SIP/2.0 200 OK", "\r\n\r\n", "", "\0\0\0\0"] {
      #expect(!STUNMessage.claims(Array(text.utf8)))
    }
  }

  @Test("changed octets are read or refused, never worse", arguments: [UInt64(1), 2])
  func mutations(seed: UInt64) {
    var state = seed
    func roll(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<5_000 {
      var octets = [Self.sampleRequest, Self.sampleIPv4Response, Self.plainRequest.serialized][roll(3)]
      for _ in 0...roll(4) { octets[roll(octets.count)] = UInt8(roll(256)) }
      guard let message = STUNMessage(Array(octets.prefix(roll(octets.count + 1)))) else { continue }
      #expect(STUNMessage(message.serialized) == message)
      _ = message.answer(toRequestFrom: [192, 0, 2, 1], port: 1)
    }
  }
}
