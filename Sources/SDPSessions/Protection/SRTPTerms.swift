/// On which terms the audio of one session is protected by SRTP, and where our keys come from.
///
/// A session without terms refuses SRTP. With them:
///
/// | | optional | required |
/// |---|---|---|
/// | offered `RTP/SAVP` with a crypto attribute we can use | SRTP | SRTP |
/// | offered `RTP/SAVP` without one | 488 | 488 |
/// | offered `RTP/AVP` with one (RFC 8643) | SRTP | SRTP |
/// | offered `RTP/AVP` without one | RTP | 488 |
/// | our own offer, signalled over TLS | `RTP/AVP` with crypto attributes | `RTP/SAVP` |
/// | our own offer, signalled in clear | `RTP/AVP` | `RTP/SAVP` |
/// | our next offer where that was refused with 488 | `RTP/SAVP` | – |
///
/// The keys stand in the description, so whoever reads the signalling reads them (RFC 4568 §1). Unasked we therefore
/// put none into a message that travels in clear. Whoever demands SRTP over such signalling gets it all the same: the
/// call would fail otherwise, its own key has travelled already, and the audio is at least closed to those who see no
/// more than the audio.
package struct SRTPTerms: Sendable {
  package enum Demand: Sendable, Hashable {
    case optional
    case required
  }

  package var demand: Demand

  /// Whether nobody on the way can read the descriptions.
  package var signallingIsSecure: Bool

  /// The suites we have; of them those that we propose, in this order.
  package var suites: [CryptoSuite]
  private var random: any RandomNumberGenerator & Sendable

  /// - Parameter random: makes the keys: one that nobody can foresee, except in tests.
  package init(
    demand: Demand, signallingIsSecure: Bool, suites: [CryptoSuite] = CryptoSuite.allCases,
    random: any RandomNumberGenerator & Sendable
  ) {
    self.demand = demand
    self.signallingIsSecure = signallingIsSecure
    self.suites = suites
    self.random = random
  }

  mutating func newKey(_ suite: CryptoSuite) -> SRTPKey {
    SRTPKey(new: suite, from: &random)
  }

  /// The attributes of an offer, tagged from 1, each with a key of its own.
  mutating func proposals() -> [CryptoAttribute] {
    var proposals: [CryptoAttribute] = []
    for suite in suites where suite.isProposed {
      proposals.append(CryptoAttribute(tag: proposals.count + 1, key: newKey(suite)))
    }
    return proposals
  }
}

extension MediaDescription {
  /// Whether it is RTP audio that has to be protected, with or without early feedback (RFC 4568 §5.1.1).
  package var isSecureRTPAudio: Bool {
    kind.lowercased() == "audio" && ["RTP/SAVP", "RTP/SAVPF"].contains(transport.uppercased())
  }

  /// The crypto attributes that can be used, in the order of preference, and what is wrong with the first that cannot.
  ///
  /// A tag that comes a second time names nothing, and of a long list only the beginning is looked at.
  func cryptoAttributes(_ suites: [CryptoSuite]) -> (usable: [CryptoAttribute], complaint: CryptoAttributeError?) {
    var usable: [CryptoAttribute] = []
    var tags: Set<Int> = []
    var complaint: CryptoAttributeError?
    let values = attributes.lazy.filter { $0.name == "crypto" }.prefix(SDPLimits.cryptoAttributes)
    for value in values {
      do throws(CryptoAttributeError) {
        let attribute = try CryptoAttribute(value.value ?? "")
        guard suites.contains(attribute.key.suite) else { throw .unknownSuite }
        guard tags.insert(attribute.tag).inserted else { throw .malformed }
        usable.append(attribute)
      } catch {
        complaint = complaint ?? error
      }
    }
    return (usable, complaint)
  }
}
