import Testing

import SDPSessions

/// A generator whose numbers follow from its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Mutated session descriptions")
struct DescriptionMutationTests {
  static let seed = SampleDescriptions.offer([
    "m=video 5000 RTP/AVP 31", "a=rtpmap:31 H261/90000", "m=audio 40000 RTP/AVP 8 0 101", "c=IN IP4 192.0.2.11",
    SecureSamples.line, "a=crypto:2 AEAD_AES_256_GCM inline:\(CryptoAttributeTests.key44)|2^31|1:4 WSH=64",
    "a=rtpmap:8 PCMA/8000/1", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=ptime:20", "a=sendonly",
  ])

  static let fragments = [
    "\r\n", "\n", "\r", "\0", " ", "=", ":", "/", "m=audio 1 RTP/AVP 0\r\n", "c=IN IP4 0.0.0.0\r\n", "a=", "é",
    "99999999999999999999", "-1", "a=inactive\r\n", "a=rtpmap:0 PCMU/8000\r\n", "255.255.255.255",
    "RTP/SAVP", SecureSamples.line + "\r\n", "inline:", "|", "2^", ";",
  ]

  @Test("no mutation traps, and every answer given fits its offer", arguments: Array(0..<UInt64(6)))
  func mutations(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<400 {
      var octets = Self.seed
      for _ in 0..<Int.random(in: 1...5, using: &generator) where !octets.isEmpty {
        let place = Int.random(in: 0..<octets.count, using: &generator)
        let end = min(octets.count, place + Int.random(in: 1...12, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: octets[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: octets.removeSubrange(place..<end)
        case 2: octets.insert(contentsOf: octets[place..<end], at: place)
        default: octets.insert(contentsOf: (Self.fragments.randomElement(using: &generator) ?? "").utf8, at: place)
        }
      }
      NegotiationProperties.check(octets)
    }
  }
}
