/// The half of a session's negotiation that is about SRTP: which crypto attributes are stated, chosen and kept
/// (RFC 4568 §5.1, §7).
///
/// What has been protected once stays so: a later offer or answer without a usable key is refused, and the session goes
/// on as it was. Our own key stays, too, so that the rollover counter goes on with it, unless another suite is chosen or
/// the other side has moved: whoever is there now cannot know the counter, and gets a new key to begin with (§7.1.4).
struct ProtectionNegotiation: Sendable {
  private struct Settled: Sendable {
    var own: CryptoAttribute
    var remote: SRTPKey
    var host: String
    var port: UInt16
  }

  private var terms: SRTPTerms?
  private var settled: Settled?

  init(_ terms: SRTPTerms?) {
    self.terms = terms
  }

  // MARK: - Offers of ours

  /// How our first offer is carried, and in which ways it may be protected.
  mutating func firstOffer() -> (transport: String, attributes: [CryptoAttribute]) {
    switch terms?.demand {
    case nil: ("RTP/AVP", [])
    case .optional: ("RTP/AVP", terms?.signallingIsSecure == true ? terms?.proposals() ?? [] : [])
    case .required: ("RTP/SAVP", terms?.proposals() ?? [])
    }
  }

  /// What to offer where RTP that need not be protected was refused; nil where nothing else can be said.
  ///
  /// - Parameter refused: the medium of the refused offer; keys that it names are offered again.
  mutating func offer(after refused: MediaDescription) -> (transport: String, attributes: [CryptoAttribute])? {
    guard let terms, settled == nil, refused.isRTPAudio else { return nil }
    let stated = refused.cryptoAttributes(terms.suites).usable
    let attributes = stated.isEmpty ? self.terms?.proposals() ?? [] : stated
    return attributes.isEmpty ? nil : ("RTP/SAVP", attributes)
  }

  /// The attributes of a later offer: of our crypto attributes only the one that is in use.
  func kept(_ attributes: [SessionAttribute]) -> [SessionAttribute] {
    guard let own = settled?.own.attribute else { return attributes }
    return attributes.filter { $0.name != "crypto" || $0 == own }
  }

  /// Reads from the answer to an offer of ours which attribute was taken; nil for none, which leaves the audio open.
  mutating func accept(
    _ audio: RemoteAudio, offered: MediaDescription
  ) throws(NegotiationError) -> AudioProtection? {
    guard offered.isSecureRTPAudio == audio.medium.isSecureRTPAudio else {
      throw .nothingInCommon("the answer's profile is not the offer's")
    }
    // Some answer with a key although none was offered: then there is nobody to protect anything for.
    let own = offered.cryptoAttributes(CryptoSuite.allCases).usable
    let (answered, complaint) = own.isEmpty ? ([], nil) : audio.medium.cryptoAttributes(CryptoSuite.allCases)
    for attribute in answered {
      guard let mine = own.first(where: { $0.tag == attribute.tag && $0.key.suite == attribute.key.suite }) else {
        continue
      }
      return settle(mine, attribute.key, audio)
    }
    guard answered.isEmpty, complaint == nil, !offered.isSecureRTPAudio else {
      throw .nothingInCommon("\(complaint?.description ?? "the answer takes none of the offered crypto attributes")")
    }
    guard settled == nil else { throw Self.wouldBecomeOpen }
    return nil
  }

  // MARK: - Offers of the other side

  /// The crypto attribute by which an offered medium would be protected; nil for none.
  ///
  /// - Throws: `.nothingInCommon` when the medium has to be protected and cannot be, or must not be and would be.
  func choice(for medium: MediaDescription) throws(NegotiationError) -> CryptoAttribute? {
    guard let terms else {
      guard !medium.isSecureRTPAudio else { throw Self.isRefused }
      return nil
    }
    let (usable, complaint) = medium.cryptoAttributes(terms.suites)
    if let first = usable.first { return first }
    guard !medium.isSecureRTPAudio else {
      throw .nothingInCommon("\(complaint?.description ?? "SRTP is offered without a key")")
    }
    guard terms.demand != .required else { throw .nothingInCommon("RTP is offered and SRTP required here") }
    guard settled == nil else { throw Self.wouldBecomeOpen }
    return nil
  }

  /// Our attribute in the answer to `choice`, under its tag, and what protects the audio from then on.
  mutating func answer(
    _ choice: CryptoAttribute, _ audio: RemoteAudio
  ) throws(NegotiationError) -> (attribute: CryptoAttribute, protection: AudioProtection) {
    guard let key = ownKey(choice.key.suite, toward: audio) else { throw Self.isRefused }
    let own = CryptoAttribute(tag: choice.tag, suiteName: choice.suiteName, key: key)
    return (own, settle(own, choice.key, audio))
  }

  private mutating func ownKey(_ suite: CryptoSuite, toward audio: RemoteAudio) -> SRTPKey? {
    if let settled, settled.own.key.suite == suite, !hasMoved(settled, audio) { return settled.own.key }
    return terms?.newKey(suite)
  }

  private func hasMoved(_ settled: Settled, _ audio: RemoteAudio) -> Bool {
    !audio.isNowhere && (settled.host != audio.host || settled.port != audio.medium.port)
  }

  private mutating func settle(_ own: CryptoAttribute, _ remote: SRTPKey, _ audio: RemoteAudio) -> AudioProtection {
    // An address that means "hold" is not where the other side has moved to.
    let place = audio.isNowhere ? settled.map { ($0.host, $0.port) } : nil
    settled = Settled(
      own: own, remote: remote, host: place?.0 ?? audio.host, port: place?.1 ?? audio.medium.port)
    return AudioProtection(send: own.key, receive: remote)
  }

  private static let isRefused = NegotiationError.nothingInCommon("SRTP is offered and refused here")
  private static let wouldBecomeOpen = NegotiationError.nothingInCommon("protected audio stays protected")
}
