import Redaction
import SDPSessions
import Testing

@Suite("Sessions with SRTP: our offers, and what follows (RFC 4568 §5.1.1, §5.1.3, §7)")
struct ProtectedSessionTests {
  private static let proposals = [
    "1 AES_CM_128_HMAC_SHA1_80", "2 AES_256_CM_HMAC_SHA1_80", "3 AEAD_AES_128_GCM", "4 AEAD_AES_256_GCM",
  ]

  @Test(
    "our own offer names keys where they are required, and where nobody reads them on the way",
    arguments: [
      (nil, true, ["RTP/AVP"]), (nil, false, ["RTP/AVP"]), (.optional, true, ["RTP/AVP"] + proposals),
      (.optional, false, ["RTP/AVP"]), (.required, true, ["RTP/SAVP"] + proposals),
      (.required, false, ["RTP/SAVP"] + proposals),
    ] as [(SRTPTerms.Demand?, Bool, [String])])
  func ours(_ demand: SRTPTerms.Demand?, _ isSecure: Bool, _ shape: [String]) {
    var negotiation = SecureSamples.negotiation(demand, isSecure: isSecure)
    let offer = negotiation.offer()
    #expect(SecureSamples.shape(offer) == shape)
    #expect(negotiation.offer() == offer)
    #expect(Set(SecureSamples.cryptoLines(offer).map { $0.split(separator: " ")[2] }).count == shape.count - 1)
  }

  @Test("the suites that the machine lacks are not proposed, and the weak tag never is")
  func lackingSuites() {
    var negotiation = SecureSamples.negotiation(.required, suites: [.aesCM128HMACSHA1Tag32, .aes256CMHMACSHA1Tag80])
    #expect(SecureSamples.shape(negotiation.offer()) == ["RTP/SAVP", "1 AES_256_CM_HMAC_SHA1_80"])
  }

  @Test(
    "a telephone that takes nothing but SRTP is offered it when it has refused the first offer",
    arguments: [true, false])
  func secureOffer(_ isSecure: Bool) throws {
    var negotiation = SecureSamples.negotiation(.optional, isSecure: isSecure)
    let first = negotiation.offer()
    let offer = negotiation.secureOffer()
    let second = try #require(offer)
    #expect(SecureSamples.shape(second) == ["RTP/SAVP"] + Self.proposals)
    if isSecure { #expect(SecureSamples.cryptoLines(first) == SecureSamples.cryptoLines(second)) }
    #expect(negotiation.secureOffer() == nil)
    let agreed = try negotiation.accept(answer: SecureSamples.offer("RTP/SAVP"))
    #expect(agreed.protection?.receive.master.exposed == Array(0..<30))
  }

  @Test("where SRTP is refused, required or agreed already there is no second offer")
  func noSecureOffer() throws {
    for demand in [nil, SRTPTerms.Demand.required] {
      var negotiation = SecureSamples.negotiation(demand)
      #expect(negotiation.secureOffer() == nil)
      _ = negotiation.offer()
      #expect(negotiation.secureOffer() == nil)
    }
    var agreed = SecureSamples.negotiation()
    _ = try agreed.answer(offer: SecureSamples.offer("RTP/AVP"))
    #expect(agreed.secureOffer() == nil)
  }

  struct Answer: Sendable, CustomTestStringConvertible {
    var demand: SRTPTerms.Demand
    var isSecure = true
    var profile: String
    var crypto: [String] = []
    /// Which of our keys is used, by its tag; 0 for plain RTP, nil for an answer that does not fit.
    var tag: Int?
    var testDescription: String { "\(demand), answered \(profile) with \(crypto.map { $0.prefix(12) })" }
  }

  @Test(
    "an answer takes one of the offered attributes, or none where none had to be taken",
    arguments: [
      Answer(demand: .optional, profile: "RTP/AVP", tag: 0),
      Answer(demand: .optional, profile: "RTP/AVP", crypto: [SecureSamples.line], tag: 1),
      Answer(demand: .optional, profile: "RTP/SAVP", crypto: [SecureSamples.line], tag: nil),
      // The suite belongs to another tag; a tag that was not offered; a key that is none.
      Answer(demand: .optional, profile: "RTP/AVP", crypto: [SecureSamples.other], tag: nil),
      Answer(
        demand: .optional, profile: "RTP/AVP", crypto: [SecureSamples.line.replacing(":1 ", with: ":7 ")], tag: nil),
      Answer(
        demand: .optional, profile: "RTP/AVP", crypto: ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"], tag: nil),
      // Nothing was offered: some answer with a key all the same.
      Answer(demand: .optional, isSecure: false, profile: "RTP/AVP", crypto: [SecureSamples.line], tag: 0),
      Answer(demand: .required, profile: "RTP/SAVP", crypto: [SecureSamples.line], tag: 1),
      Answer(
        demand: .required, profile: "RTP/SAVP", crypto: [SecureSamples.other.replacing(":2 ", with: ":3 ")], tag: 3),
      Answer(demand: .required, profile: "RTP/SAVP", tag: nil),
      Answer(demand: .required, profile: "RTP/AVP", crypto: [SecureSamples.line], tag: nil),
      Answer(demand: .required, profile: "RTP/AVP", tag: nil),
    ])
  func answers(_ row: Answer) throws {
    var negotiation = SecureSamples.negotiation(row.demand, isSecure: row.isSecure)
    let offered = try SecureSamples.cryptoLines(negotiation.offer()).map {
      try CryptoAttribute(String($0.dropFirst(9)))
    }
    let answer = SecureSamples.offer(row.profile, row.crypto)
    guard let tag = row.tag else {
      #expect(throws: NegotiationError.self) { try negotiation.accept(answer: answer) }
      return
    }
    let agreed = try negotiation.accept(answer: answer)
    #expect(agreed.protection?.send == offered.first { $0.tag == tag }?.key)
    #expect((agreed.protection == nil) == (tag == 0))
  }

  @Test("an offer that changes nothing keeps both keys, and so does one that only changes the direction")
  func keptKeys() throws {
    var negotiation = SecureSamples.negotiation()
    let (answer, agreed) = try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP"))
    #expect(try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP")).answer == answer)
    let held = try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP", direction: "sendonly")).agreed
    #expect(held.protection == agreed.protection)
    let nowhere = SampleDescriptions.offer(["m=audio 4000 RTP/SAVP 0", "c=IN IP4 0.0.0.0", SecureSamples.line])
    #expect(try negotiation.answer(offer: nowhere).agreed.protection == agreed.protection)
    #expect(try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP")).agreed.protection == agreed.protection)
  }

  @Test("a new key of the other side is taken over, and ours stays")
  func rekeyed() throws {
    var negotiation = SecureSamples.negotiation()
    let first = try #require(try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP")).agreed.protection)
    let new = SecureSamples.line.replacing("AAEC", with: "ZZZZ")
    let second = try #require(try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP", [new])).agreed.protection)
    #expect(second.send == first.send)
    #expect(second.receive != first.receive)
  }

  @Test("who has moved, or changes the suite, is given a new key of ours (§7.1.4)")
  func moved() throws {
    var negotiation = SecureSamples.negotiation()
    let first = try #require(try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP")).agreed.protection)
    let moved = try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP", port: 4_002)).agreed.protection
    #expect(moved?.send.suite == first.send.suite)
    #expect(moved?.send != first.send)
    let changed = try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP", [SecureSamples.other], port: 4_002))
    #expect(changed.agreed.protection?.send.suite == .aeadAES128GCM)
  }

  @Test("what is protected stays so: a later offer of plain RTP is refused, and changes nothing")
  func neverBecomesOpen() throws {
    for profile in ["RTP/SAVP", "RTP/AVP"] {
      var negotiation = SecureSamples.negotiation()
      let before = try negotiation.answer(offer: SecureSamples.offer(profile)).answer
      for crypto in [[], ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"]] {
        #expect(throws: NegotiationError.self) {
          try negotiation.answer(offer: SecureSamples.offer("RTP/AVP", crypto))
        }
      }
      #expect(try negotiation.answer(offer: SecureSamples.offer(profile)).answer == before)
      _ = negotiation.reoffer(direction: .sendOnly)
      #expect(throws: NegotiationError.self) { try negotiation.accept(answer: SecureSamples.offer("RTP/AVP", [])) }
    }
  }

  @Test("what is open may be protected later")
  func becomesProtected() throws {
    var negotiation = SecureSamples.negotiation()
    #expect(try negotiation.answer(offer: SecureSamples.offer("RTP/AVP", [])).agreed.protection == nil)
    #expect(try negotiation.answer(offer: SecureSamples.offer("RTP/AVP")).agreed.protection != nil)
  }

  @Test("a later offer of ours names the one key that is in use, under its tag and profile")
  func reoffer() throws {
    var negotiation = SecureSamples.negotiation(.required)
    let offered = SecureSamples.cryptoLines(negotiation.offer())
    let chosen = SecureSamples.other.replacing(":2 ", with: ":3 ")
    let agreed = try negotiation.accept(answer: SecureSamples.offer("RTP/SAVP", [chosen]))
    let again = negotiation.reoffer(direction: .sendOnly)
    #expect(SecureSamples.cryptoLines(again) == [offered[2]])
    #expect(SecureSamples.shape(again).first == "RTP/SAVP")
    let resumed = try negotiation.accept(answer: SecureSamples.offer("RTP/SAVP", [chosen], direction: "recvonly"))
    #expect(resumed.protection == agreed.protection)

    var answering = SecureSamples.negotiation()
    let answer = try answering.answer(offer: SecureSamples.offer("RTP/AVP", [SecureSamples.other])).answer
    #expect(SecureSamples.cryptoLines(answering.reoffer(direction: .inactive)) == SecureSamples.cryptoLines(answer))
  }
}
