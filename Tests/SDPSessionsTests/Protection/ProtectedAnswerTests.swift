import Redaction
import SDPSessions
import Testing

@Suite("Answering offers of SRTP (RFC 4568 §5.1.2, RFC 8643)")
struct ProtectedAnswerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var demand: SRTPTerms.Demand?
    var profile: String
    var crypto: [String]
    /// The answer's profile, and what of it is protected; nil for 488.
    var answer: [String]?
    var testDescription: String {
      "\(demand.map { "\($0)" } ?? "refused"), offered \(profile) with \(crypto.count) attributes"
    }

    init(_ demand: SRTPTerms.Demand?, _ profile: String, _ crypto: [String], _ answer: [String]?) {
      (self.demand, self.profile, self.crypto, self.answer) = (demand, profile, crypto, answer)
    }
  }

  private static let line = SecureSamples.line
  private static let unusable = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"
  private static let taken = "1 AES_CM_128_HMAC_SHA1_80"

  static let rows: [Row] = [
    .init(nil, "RTP/AVP", [], ["RTP/AVP"]), .init(nil, "RTP/AVP", [line], ["RTP/AVP"]),
    .init(nil, "RTP/SAVP", [line], nil), .init(nil, "RTP/SAVPF", [line], nil), .init(nil, "RTP/SAVP", [], nil),
    .init(.optional, "RTP/AVP", [], ["RTP/AVP"]), .init(.optional, "RTP/AVP", [line], ["RTP/AVP", taken]),
    .init(.optional, "RTP/AVP", [unusable], ["RTP/AVP"]), .init(.optional, "RTP/SAVP", [line], ["RTP/SAVP", taken]),
    .init(.optional, "rtp/savp", [line], ["rtp/savp", taken]),
    .init(.optional, "RTP/SAVPF", [line], ["RTP/SAVPF", taken]), .init(.optional, "RTP/SAVP", [unusable], nil),
    .init(.optional, "RTP/SAVP", [], nil), .init(.optional, "UDP/TLS/RTP/SAVPF", [line], nil),
    .init(.required, "RTP/AVP", [], nil), .init(.required, "RTP/AVP", [line], ["RTP/AVP", taken]),
    .init(.required, "RTP/AVP", [unusable], nil), .init(.required, "RTP/SAVP", [line], ["RTP/SAVP", taken]),
    .init(.required, "RTP/SAVP", [unusable], nil), .init(.required, "RTP/SAVP", [], nil),
  ]

  @Test("SAVP is never answered as plain RTP, and every other offer as the terms say", arguments: rows)
  func terms(_ row: Row) throws {
    // Whether the signalling is secure matters for our own offers only.
    for isSecure in [true, false] {
      var negotiation = SecureSamples.negotiation(row.demand, isSecure: isSecure)
      let offer = SecureSamples.offer(row.profile, row.crypto)
      guard let expected = row.answer else {
        let error = #expect(throws: NegotiationError.self) { try negotiation.answer(offer: offer) }
        guard case .nothingInCommon = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        continue
      }
      let (answer, agreed) = try negotiation.answer(offer: offer)
      #expect(SecureSamples.shape(answer) == expected)
      #expect((agreed.protection != nil) == (expected.count == 2))
    }
  }

  @Test("the answer has our own key under the offer's tag, and each side receives with the other's")
  func keys() throws {
    var negotiation = SecureSamples.negotiation()
    let (answer, agreed) = try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP"))
    let protection = try #require(agreed.protection)
    #expect(protection.receive.master.exposed == Array(0..<30))
    let own = try CryptoAttribute(String(try #require(SecureSamples.cryptoLines(answer).first).dropFirst(9)))
    #expect(own.key == protection.send)
    #expect(own.key != protection.receive)
    var again = SecureSamples.negotiation(seed: 2)
    #expect(try again.answer(offer: SecureSamples.offer("RTP/SAVP")).agreed.protection?.send != protection.send)
  }

  @Test("the first attribute of the offer that can be used is taken, in the offer's spelling")
  func preference() throws {
    func taken(_ crypto: [String], _ suites: [CryptoSuite] = CryptoSuite.allCases) throws -> [String] {
      var negotiation = SecureSamples.negotiation(suites: suites)
      let answer = try negotiation.answer(offer: SecureSamples.offer("RTP/SAVP", crypto)).answer
      return Array(SecureSamples.shape(answer).dropFirst())
    }
    let draft = "a=crypto:3 AES_CM_256_HMAC_SHA1_80 inline:\(CryptoAttributeTests.key46)"
    let weak = "a=crypto:9 AES_CM_128_HMAC_SHA1_32 inline:\(CryptoAttributeTests.key30)"
    #expect(try taken([SecureSamples.other, SecureSamples.line]) == ["2 AEAD_AES_128_GCM"])
    #expect(
      try taken([SecureSamples.other, SecureSamples.line], [.aesCM128HMACSHA1Tag80]) == ["1 AES_CM_128_HMAC_SHA1_80"])
    #expect(try taken([Self.unusable, draft]) == ["3 AES_CM_256_HMAC_SHA1_80"])
    #expect(try taken([weak]) == ["9 AES_CM_128_HMAC_SHA1_32"])
    // A tag that comes twice means the first.
    #expect(try taken([SecureSamples.line, draft.replacing(":3", with: ":1")]) == ["1 AES_CM_128_HMAC_SHA1_80"])
  }

  @Test("of many crypto attributes the first sixteen are looked at", arguments: [15, 16, 17, 200])
  func many(_ place: Int) throws {
    var crypto = (1..<place).map { "a=crypto:\($0) AES_192_CM_HMAC_SHA1_80 inline:\(CryptoAttributeTests.key30)" }
    crypto.append(SecureSamples.line.replacing(":1 ", with: ":\(place) "))
    var negotiation = SecureSamples.negotiation()
    let agreed = try? negotiation.answer(offer: SecureSamples.offer("RTP/SAVP", crypto)).agreed
    #expect((agreed?.protection != nil) == (place <= SDPLimits.cryptoAttributes))
  }

  @Test("of two audio media the one that can be protected is taken, and the other refused in its place")
  func twoMedia() throws {
    let media = [
      "m=audio 4000 RTP/AVP 0", "m=video 4002 RTP/SAVP 96", SecureSamples.line, "m=audio 4004 RTP/SAVP 0",
      SecureSamples.line,
    ]
    func answered(_ demand: SRTPTerms.Demand?) throws -> [String] {
      var negotiation = SecureSamples.negotiation(demand)
      let answer = try negotiation.answer(offer: SampleDescriptions.offer(media)).answer
      return SampleDescriptions.lines(answer).filter { $0.hasPrefix("m=") }
    }
    let secured = ["m=audio 0 RTP/AVP 0", "m=video 0 RTP/SAVP 96", "m=audio 20000 RTP/SAVP 0"]
    #expect(try answered(.optional) == secured)
    #expect(try answered(.required) == secured)
    #expect(try answered(nil) == ["m=audio 20000 RTP/AVP 0", "m=video 0 RTP/SAVP 96", "m=audio 0 RTP/SAVP 0"])
  }

  @Test("a crypto attribute of the session protects no medium")
  func sessionLevel() {
    var negotiation = SecureSamples.negotiation()
    let offer = SampleDescriptions.offer(
      session: ["c=IN IP4 192.0.2.10", SecureSamples.line], ["m=audio 4000 RTP/SAVP 0"])
    #expect(throws: NegotiationError.self) { try negotiation.answer(offer: offer) }
  }
}
