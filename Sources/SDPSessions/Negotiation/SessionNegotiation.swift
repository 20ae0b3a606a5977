/// The offers and answers of one SIP session (RFC 3264): one audio stream with telephone-event, protected by SRTP on the
/// session's terms (RFC 4568), with its RTCP on the same port where the other side wants that (RFC 5761).
///
/// It owns the session's `o=` identifier and version and remembers our last description, so that every later one keeps
/// its media lines and raises the version when, and only when, something changed (§8). A call that throws changes
/// nothing.
package struct SessionNegotiation: Sendable {
  private let host: String
  private let port: UInt16
  private let codecs: [AudioCodec]
  private let sessionIdentifier: UInt64
  private var version: UInt64

  /// Our media lines as last sent; empty before the first description.
  private var localMedia: [MediaDescription] = []

  /// Which of our media lines is the audio.
  private var audioIndex = 0

  /// What we want, whatever the other side wants.
  private var wish: MediaDirection = .sendReceive
  private var protecting: ProtectionNegotiation

  /// - Parameters:
  ///   - host: our media address, as the other side reaches it.
  ///   - codecs: what we speak, the best first.
  ///   - sessionIdentifier: a random number; 62 bits of it name the session in `o=`, so that nobody overflows.
  ///   - srtp: on which terms audio is protected; with nil it is not.
  package init(
    host: String, port: UInt16, codecs: [AudioCodec], sessionIdentifier: UInt64, srtp: SRTPTerms? = nil
  ) {
    self.host = host
    self.port = port
    self.codecs = codecs
    self.sessionIdentifier = sessionIdentifier & 0x3FFF_FFFF_FFFF_FFFF
    version = 1
    protecting = ProtectionNegotiation(srtp)
  }

  /// The first offer; later ones are `reoffer`s, and after one has been made this repeats it.
  package mutating func offer() -> [UInt8] {
    reoffer(direction: wish)
  }

  /// An offer for a session that may already have media: same lines, same payload types, another direction.
  package mutating func reoffer(direction: MediaDirection) -> [UInt8] {
    wish = direction
    guard localMedia.indices.contains(audioIndex) else {
      let (transport, protection) = protecting.firstOffer()
      return describe([firstAudio(transport, protection, direction)], audioAt: 0)
    }
    var media = localMedia
    media[audioIndex].attributes = protecting.kept(media[audioIndex].attributes).with(direction)
    return describe(media, audioAt: audioIndex)
  }

  /// The offer to make where the first one was refused with 488: RTP that must be protected, for telephones that take
  /// nothing else. Nil where that has been offered, or is not to be.
  package mutating func secureOffer() -> [UInt8]? {
    guard localMedia.count == 1, localMedia.indices.contains(audioIndex),
      let (transport, protection) = protecting.offer(after: localMedia[audioIndex])
    else { return nil }
    return describe([firstAudio(transport, protection, wish)], audioAt: 0)
  }

  /// Reads the answer to our last offer (§7).
  package mutating func accept(answer: [UInt8]) throws(NegotiationError) -> AgreedAudio {
    let remote = try Self.parse(answer)
    guard remote.media.count == localMedia.count, remote.media.indices.contains(audioIndex) else {
      throw .malformed(SDPParseError(line: 1, "expected as many m= as the offer has"))
    }
    guard remote.media[audioIndex].port != 0 else { throw .refusedByPeer }
    let answered = remote.media[audioIndex]
    guard answered.isRTPAudio || answered.isSecureRTPAudio else {
      throw .nothingInCommon("the answer is no RTP audio")
    }
    let audio = try RemoteAudio(remote, index: audioIndex, codecs: codecs, ownHost: host, ownPort: port)
    let own = AudioFormats(localMedia[audioIndex], allowed: codecs)
    for choice in audio.formats.codecs {
      guard let mine = own.codecs.first(where: { $0.codec == choice.codec }) else { continue }
      let protection = try protecting.accept(audio, offered: localMedia[audioIndex])
      return agreed(audio, choice, own: own, receive: mine.payloadType, protection: protection)
    }
    throw .nothingInCommon("the answer names no codec of the offer")
  }

  /// Answers an offer (§6): the first usable audio with the first usable codec of its order, under the offer's payload
  /// types; every other medium is refused with port 0. Audio that can be protected goes before audio that cannot.
  package mutating func answer(offer: [UInt8]) throws(NegotiationError) -> (answer: [UInt8], agreed: AgreedAudio) {
    let remote = try Self.parse(offer)
    guard remote.media.count >= localMedia.count else {
      throw .malformed(SDPParseError(line: 1, "expected every m= of the session, gone ones with port 0"))
    }
    let (audio, crypto) = try firstUsableAudio(remote)
    guard let choice = audio.formats.codecs.first else { throw .nothingInCommon("no codec in common") }
    var attributes: [CryptoAttribute] = []
    var protection: AudioProtection?
    if let crypto {
      let own = try protecting.answer(crypto, audio)
      attributes = [own.attribute]
      protection = own.protection
    }
    let agreed = agreed(
      audio, choice, own: audio.formats, receive: choice.payloadType, protection: protection)
    var media = remote.media.map(\.refused)
    media[audio.index] = medium(
      transport: audio.medium.transport, [choice], noise: audio.formats.noise(beside: choice.codec),
      events: audio.formats.event(beside: choice.codec).map { [$0] } ?? [],
      multiplexesControl: agreed.multiplexesControl, protection: attributes, direction: agreed.direction)
    // As the offer spells it.
    media[audio.index].kind = audio.medium.kind
    return (describe(media, audioAt: audio.index), agreed)
  }

  private func firstUsableAudio(
    _ remote: SessionDescription
  ) throws(NegotiationError) -> (RemoteAudio, CryptoAttribute?) {
    var complaint = NegotiationError.nothingInCommon("no RTP audio is offered")
    var open: RemoteAudio?
    for (index, medium) in remote.media.enumerated() where medium.port != 0 {
      guard medium.isRTPAudio || medium.isSecureRTPAudio else { continue }
      do throws(NegotiationError) {
        let crypto = try protecting.choice(for: medium)
        let audio = try RemoteAudio(remote, index: index, codecs: codecs, ownHost: host, ownPort: port)
        if let crypto { return (audio, crypto) }
        open = open ?? audio
      } catch {
        complaint = error
      }
    }
    guard let open else { throw complaint }
    return (open, nil)
  }

  private static func parse(_ bytes: [UInt8]) throws(NegotiationError) -> SessionDescription {
    do throws(SDPParseError) {
      return try SessionDescription.parse(bytes)
    } catch {
      throw .malformed(error)
    }
  }

  /// - Parameter own: what our description names.
  private func agreed(
    _ audio: RemoteAudio, _ choice: AudioFormats.Choice, own: AudioFormats, receive: UInt8,
    protection: AudioProtection?
  ) -> AgreedAudio {
    let event = audio.formats.event(beside: choice.codec)
    let noise = audio.formats.noise(beside: choice.codec)
    let ownNoise = own.noise(beside: choice.codec)
    let ownEvent = event.flatMap { event in own.events.first { $0.clockRate == event.clockRate } }
    return AgreedAudio(
      codec: choice.codec, sendPayloadType: choice.payloadType, receivePayloadType: receive,
      sendEventPayloadType: ownEvent == nil ? nil : event?.payloadType, receiveEventPayloadType: ownEvent?.payloadType,
      sendNoisePayloadType: ownNoise == nil ? nil : noise, receiveNoisePayloadType: noise == nil ? nil : ownNoise,
      eventClockRate: ownEvent?.clockRate ?? choice.codec.clockRate, remoteHost: audio.host,
      remotePort: audio.medium.port, remoteControlPort: audio.controlPort,
      multiplexesControl: audio.multiplexesControl, direction: audio.direction.reversed.intersection(wish),
      remoteOnHold: audio.isOnHold,
      opus: OpusPreferences(audio.medium.attributes, payloadType: choice.payloadType), protection: protection)
  }
}

extension SessionNegotiation {
  private func firstAudio(
    _ transport: String, _ protection: [CryptoAttribute], _ direction: MediaDirection
  ) -> MediaDescription {
    let choices = codecs.map { AudioFormats.Choice(codec: $0, payloadType: $0.offeredPayloadType) }
    var events: [AudioFormats.Event] = []
    for codec in codecs where !events.contains(where: { $0.clockRate == codec.clockRate }) {
      events.append(AudioFormats.Event(payloadType: codec.offeredEventPayloadType, clockRate: codec.clockRate))
    }
    return medium(
      transport: transport, choices, noise: nil, events: events, multiplexesControl: true, protection: protection,
      direction: direction)
  }

  private func medium(
    transport: String, _ choices: [AudioFormats.Choice], noise: UInt8?, events: [AudioFormats.Event],
    multiplexesControl: Bool, protection: [CryptoAttribute], direction: MediaDirection
  ) -> MediaDescription {
    var attributes: [SessionAttribute] = []
    for choice in choices {
      attributes.append(SessionAttribute("rtpmap", "\(choice.payloadType) \(choice.codec.encoding)"))
      if let parameters = choice.codec.formatParameters {
        attributes.append(SessionAttribute("fmtp", "\(choice.payloadType) \(parameters)"))
      }
    }
    if let noise { attributes.append(SessionAttribute("rtpmap", "\(noise) \(ComfortNoiseFormat.encoding)")) }
    for event in events {
      attributes.append(SessionAttribute("rtpmap", "\(event.payloadType) telephone-event/\(event.clockRate)"))
      attributes.append(SessionAttribute("fmtp", "\(event.payloadType) 0-15"))
    }
    attributes += protection.map(\.attribute)
    attributes.append(SessionAttribute("ptime", "20"))
    if multiplexesControl { attributes.append(SessionAttribute("rtcp-mux")) }
    attributes.append(SessionAttribute(direction.rawValue))
    return MediaDescription(
      kind: "audio", port: port, transport: transport,
      formats: (choices.map(\.payloadType) + (noise.map { [$0] } ?? []) + events.map(\.payloadType)).map { "\($0)" },
      attributes: attributes)
  }

  /// Makes `media` our description; the version grows when it differs from the last one (§8).
  private mutating func describe(_ media: [MediaDescription], audioAt index: Int) -> [UInt8] {
    if !localMedia.isEmpty, localMedia != media { version &+= 1 }
    localMedia = media
    audioIndex = index
    let origin = Origin(
      sessionIdentifier: "\(sessionIdentifier)", version: "\(version)", addressType: AddressType(of: host),
      address: host)
    return SessionDescription(origin: origin, connection: ConnectionData(host: host), media: media).serialized()
  }
}

extension [SessionAttribute] {
  /// The attributes with this direction in place of theirs.
  fileprivate func with(_ direction: MediaDirection) -> [SessionAttribute] {
    filter { MediaDirection(rawValue: $0.name) == nil } + [SessionAttribute(direction.rawValue)]
  }
}
