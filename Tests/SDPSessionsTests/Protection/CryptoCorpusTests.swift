import Foundation
import SDPSessions
import Testing

/// Offers with crypto attributes, sound and broken, from another implementation's fuzzing seeds and from the wild.
@Suite("Crypto attributes of the larger corpus")
struct CryptoCorpusTests {
  static let seeds = DescriptionCorpusTests.files(below: "fuzz/pjsip-sdes")

  /// The suite that is taken from each once its keys are as long as they should be: all of them are a few octets off.
  static let verdicts: [String: CryptoSuite?] = [
    "aes128": .aesCM128HMACSHA1Tag80, "aes256": .aes256CMHMACSHA1Tag80, "aes256-32": nil,
    "duplicate-tags": .aesCM128HMACSHA1Tag80, "invalid-base64": nil, "large-tag": .aesCM128HMACSHA1Tag80,
    "leading-zero-tag": nil, "lifetime-mki": .aesCM128HMACSHA1Tag80, "missing-components": nil, "missing-method": nil,
    "multiple-tags": .aesCM128HMACSHA1Tag80, "non-decimal-tag": nil, "session-params": .aesCM128HMACSHA1Tag80,
    "short-key": nil, "unsupported-suite": nil,
  ]

  @Test(
    "keys that are not as long as their suite wants them are refused, and with right ones only what can be read is taken",
    .enabled(if: !seeds.isEmpty, "the larger corpus is not beside the checkout"), arguments: seeds)
  func seed(_ file: URL) throws {
    let name = file.deletingPathExtension().lastPathComponent.replacing("seed-crypto-", with: "")
    let verdict = try #require(Self.verdicts[name], "a seed that nobody has judged")
    let text = try String(contentsOf: file, encoding: .utf8).replacing("m=audio", with: "c=IN IP4 192.0.2.7\r\nm=audio")
    var negotiation = SecureSamples.negotiation()
    #expect(throws: NegotiationError.self) { try negotiation.answer(offer: Array(text.utf8)) }
    let mended = text.replacing("GBkaGw==", with: "GBkaGxwd").replacing("KissLS4=", with: "KissLQ==")
    let agreed = try? negotiation.answer(offer: Array(mended.utf8)).agreed
    #expect(agreed?.protection?.send.suite == verdict)
  }

  static let telephones = [
    "snom_d785_invite_sdes.sip", "teams_direct_routing_invite.sip", "twilio_trunk_invite_tls_sdes.sip",
  ]
  .flatMap { name in DescriptionCorpusTests.files(below: "wild/ua-style").filter { $0.lastPathComponent == name } }

  @Test(
    "offers of telephones and carriers are answered with SRTP, and refused where SRTP is",
    .enabled(if: !telephones.isEmpty, "the larger corpus is not beside the checkout"), arguments: telephones)
  func answered(_ file: URL) throws {
    let offer = DescriptionCorpusTests.body([UInt8](try Data(contentsOf: file)))
    var negotiation = SecureSamples.negotiation(isSecure: false)
    let (answer, agreed) = try negotiation.answer(offer: offer)
    #expect(agreed.protection?.receive.suite == .aesCM128HMACSHA1Tag80)
    #expect(SecureSamples.shape(answer).prefix(2) == ["RTP/SAVP", "1 AES_CM_128_HMAC_SHA1_80"])
    var refusing = SecureSamples.negotiation(nil)
    #expect(throws: NegotiationError.self) { try refusing.answer(offer: offer) }
  }

  static let crowded = DescriptionCorpusTests.files(below: "malformed").filter {
    $0.lastPathComponent.hasPrefix("sdp_crypto")
  }

  @Test(
    "sixty-nine attributes, and a key too short, end in an answer or a refusal",
    .enabled(if: !crowded.isEmpty, "the larger corpus is not beside the checkout"), arguments: crowded)
  func many(_ file: URL) throws {
    let offer = DescriptionCorpusTests.body([UInt8](try Data(contentsOf: file)))
    var negotiation = SecureSamples.negotiation()
    let agreed = try? negotiation.answer(offer: offer).agreed
    #expect((agreed?.protection != nil) == !file.lastPathComponent.contains("short"))
  }
}
