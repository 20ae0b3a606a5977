import SDPSessions

/// Descriptions and negotiations with SRTP.
enum SecureSamples {
  static let line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(CryptoAttributeTests.key30)"
  static let other = "a=crypto:2 AEAD_AES_128_GCM inline:\(CryptoAttributeTests.key28)"

  /// An audio medium with `RTP/SAVP` or `RTP/AVP` and these crypto attributes.
  static func offer(
    _ profile: String, _ crypto: [String] = [line], port: Int = 4_000, direction: String = "sendrecv"
  ) -> [UInt8] {
    SampleDescriptions.offer(["m=audio \(port) \(profile) 0"] + crypto + ["a=\(direction)"])
  }

  static func negotiation(
    _ demand: SRTPTerms.Demand? = .optional, isSecure: Bool = true, seed: UInt64 = 1,
    suites: [CryptoSuite] = CryptoSuite.allCases
  ) -> SessionNegotiation {
    SessionNegotiation(
      host: "198.51.100.1", port: 20_000, codecs: [.pcmu, .pcma], sessionIdentifier: 77,
      srtp: demand.map {
        SRTPTerms(demand: $0, signallingIsSecure: isSecure, suites: suites, random: SeededGenerator(seed: seed))
      })
  }

  /// The profile of the first medium and the tags and suites of its crypto attributes.
  static func shape(_ octets: [UInt8]) -> [String] {
    SampleDescriptions.lines(octets).compactMap { line in
      let words = line.split(separator: " ")
      if line.hasPrefix("m=") { return String(words[2]) }
      return line.hasPrefix("a=crypto:") ? "\(words[0].dropFirst(9)) \(words[1])" : nil
    }
  }

  static func cryptoLines(_ octets: [UInt8]) -> [String] {
    SampleDescriptions.lines(octets).filter { $0.hasPrefix("a=crypto:") }
  }
}
