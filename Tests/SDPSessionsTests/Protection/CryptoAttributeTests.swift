import Redaction
import SDPSessions
import Testing

@Suite("Crypto attributes (RFC 4568 §4, §6, §9)")
struct CryptoAttributeTests {
  /// 30, 46, 28 and 44 octets.
  static let key30 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
  static let key46 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLQ=="
  static let key28 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw=="
  static let key44 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKis="

  struct Row: Sendable, CustomTestStringConvertible {
    var value: String
    var suite: CryptoSuite
    var octets: Int
    var identifier: [UInt8] = []
    var tag = 1
    var testDescription: String { value }
  }

  @Test(
    "what can be used is read",
    arguments: [
      // The examples of RFC 4568 §4.3, §6.1 and §10.
      Row(
        value: "1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4",
        suite: .aesCM128HMACSHA1Tag80, octets: 30, identifier: [0, 0, 0, 1]),
      Row(
        value: "1 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj|2^20|1:32",
        suite: .aesCM128HMACSHA1Tag32, octets: 30, identifier: Array(repeating: 0, count: 31) + [1]),
      Row(
        value: "1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|1066:4",
        suite: .aesCM128HMACSHA1Tag80, octets: 30, identifier: [0, 0, 4, 42]),
      Row(
        value: "999999999 AES_CM_128_HMAC_SHA1_80 INLINE:\(key30)|2^48", suite: .aesCM128HMACSHA1Tag80, octets: 30,
        tag: 999_999_999),
      Row(
        value: "0  AES_CM_128_HMAC_SHA1_80  inline:\(key30)|281474976710656  WSH=64  -FEC=1",
        suite:
          .aesCM128HMACSHA1Tag80, octets: 30, tag: 0),
      Row(value: "1 AES_256_CM_HMAC_SHA1_80 inline:\(key46)", suite: .aes256CMHMACSHA1Tag80, octets: 46),
      Row(
        value: "1 AES_CM_256_HMAC_SHA1_80 inline:\(key46.dropLast(2))", suite: .aes256CMHMACSHA1Tag80, octets: 46),
      Row(value: "1 AEAD_AES_128_GCM inline:\(key28)|2^31|255:1", suite: .aeadAES128GCM, octets: 28, identifier: [255]),
      Row(
        value: "1 AEAD_AES_256_GCM inline:\(key44)|18446744073709551615:8", suite: .aeadAES256GCM, octets: 44,
        identifier: Array(repeating: 255, count: 8)),
    ])
  func usable(_ row: Row) throws {
    let attribute = try CryptoAttribute(row.value)
    #expect(attribute.tag == row.tag)
    #expect(attribute.key.suite == row.suite)
    #expect(attribute.key.master.exposed.count == row.octets)
    #expect(attribute.key.identifier == row.identifier)
    #expect(row.value.contains(attribute.suiteName))
  }

  @Test(
    "what cannot be used is passed over, and why is told without what was sent",
    arguments: [
      ("", .malformed), ("1", .malformed), ("1 AES_CM_128_HMAC_SHA1_80", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 \(key30)", .malformed), ("1 AES_CM_128_HMAC_SHA1_80 prompt:\(key30)", .malformed),
      ("01 AES_CM_128_HMAC_SHA1_80 inline:\(key30)", .malformed),
      ("1a AES_CM_128_HMAC_SHA1_80 inline:\(key30)", .malformed),
      ("-1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)", .malformed),
      ("1000000000 AES_CM_128_HMAC_SHA1_80 inline:\(key30)", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:InvalidBase64@@@###", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)=", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)A", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|2^20|1:4|5", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|1:4|2^20", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:", .wrongKeyLength),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", .wrongKeyLength),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key28)", .wrongKeyLength),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key46)", .wrongKeyLength),
      ("1 AEAD_AES_128_GCM inline:\(key30)", .wrongKeyLength),
      ("1 AES_CM_192_HMAC_SHA1_80 inline:\(key30)", .unknownSuite),
      ("1 F8_128_HMAC_SHA1_80 inline:\(key30)", .unknownSuite),
      ("1 aes_cm_128_hmac_sha1_80 inline:\(key30)", .unknownSuite),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|1:4;inline:\(key30)|2:4", .severalKeys),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|0", .badLifetime),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|2^49", .badLifetime),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|2^", .badLifetime),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|281474976710657", .badLifetime),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|", .badLifetime),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|1:0", .badIdentifier),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|1:129", .badIdentifier),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|256:1", .badIdentifier),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30)|:4", .badIdentifier),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) UNENCRYPTED_SRTP", .mandatoryParameter),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) UNAUTHENTICATED_SRTP", .mandatoryParameter),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) UNENCRYPTED_SRTCP", .mandatoryParameter),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) KDR=4", .mandatoryParameter),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) FEC_ORDER=FEC_SRTP", .mandatoryParameter),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) FANCY=1", .mandatoryParameter),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) WSH=63", .malformed),
      ("1 AES_CM_128_HMAC_SHA1_80 inline:\(key30) WSH", .malformed),
    ] as [(String, CryptoAttributeError)])
  func unusable(_ value: String, _ reason: CryptoAttributeError) {
    let error = #expect(throws: CryptoAttributeError.self) { try CryptoAttribute(value) }
    #expect(error == reason)
    #expect(error.map { !"\($0)".contains("AAEC") } ?? false)
  }

  @Test("a key of one octet too few or too many is no key, for every suite", arguments: CryptoSuite.allCases)
  func lengths(_ suite: CryptoSuite) {
    let length = suite.masterKeyLength + suite.masterSaltLength
    for count in 0...80 {
      #expect((SRTPKey(suite: suite, master: Array(repeating: 7, count: count)) != nil) == (count == length))
    }
  }

  @Test("keys are masked wherever they are printed, and in everything that holds them")
  func masked() throws {
    let attribute = try CryptoAttribute("1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key30)")
    let protection = AudioProtection(send: attribute.key, receive: attribute.key)
    let agreed = AgreedAudio(
      codec: .pcmu, sendPayloadType: 0, receivePayloadType: 0, sendEventPayloadType: nil, receiveEventPayloadType: nil,
      remoteHost: "192.0.2.1", remotePort: 4_000, direction: .sendReceive, remoteOnHold: false, protection: protection)
    var dumped = ""
    dump(agreed, to: &dumped)
    for text in ["\(agreed)", String(reflecting: agreed), dumped, "\(attribute)"] {
      #expect(text.contains("redacted"))
      #expect(!text.contains("28, 29") && !text.contains("AAEC"))
    }
  }
}
