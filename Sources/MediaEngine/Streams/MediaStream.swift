internal import AudioSignal
internal import RTPPackets
package import SDPSessions
package import Timekeeping

/// One party's audio, both ways: 20 ms out in every beat, packets in as they come.
///
/// While it is connected and nobody is on hold it never stops sending: what is not a prompt, music or another
/// party's audio is silence in the stream's codec. A caller behind a NAT then always sees our packets and
/// keeps its binding and its media timeout quiet, jitter buffers stay settled, and a prompt can begin at any beat.
/// The first frame after silence or a gap carries the marker bit.
///
/// On hold (the other party is sendonly or inactive, or its address is 0.0.0.0) nothing is sent, what was playing
/// waits, and no packets are expected. An address that cannot be one host's is never sent to; what plays then plays
/// unheard, so that the call goes on.
///
/// Where SRTP was agreed, nothing else is sent and nothing else believed: a packet is checked before it can teach
/// anybody anything, and one that is not the other party's own is counted and dropped, and that is all that follows.
///
/// A party that offered comfort noise is sent a description of it, five times a second, in place of silence.
///
/// No function here allocates, except `connect`, `press`, the first packet that is turned into another codec, the first
/// description of noise, a glance at what may be a fax, and to grow `notices`.
package struct MediaStream {
  package let id: MediaStreamID
  package internal(set) var statistics = StreamStatistics()
  package var playout = Playout()
  var agreement: StreamAgreement?
  var lock = SourceLock()
  var sender: RTPSender
  private var keys = KeyDetector()
  /// Nil where nobody listens for tones.
  private var ear: ToneEar?
  private var faxEar = FaxEar()
  /// Whether nobody hears the party. Whoever talks with somebody is no fax.
  var isAlone = true {
    didSet { if !isAlone { faxEar.stop() } }
  }
  /// Nil where the party is not heard in this room.
  var sound: StreamSound?
  private var silence = SilenceWatch()
  var protection = StreamProtection()
  var reports: ControlReports
  /// Where what comes from another party is in another codec.
  private var transcoder: Transcoder?
  /// Nil where neither the party's voice nor what it hears is needed as samples.
  var voices: VoicePath?
  var keySender = KeySender()
  /// Whether the party's telephone-events stay here.
  var withholdsKeys = false
  /// The sounds of the keys by their codes, in this form, where keys are sent as tones.
  var tones: [TelephoneAudio?] = []
  var tonesForm: TelephoneAudio.Forms?
  /// The noise that the other party described and that has been since, in decibels below overload; nil while it speaks.
  var describedLevel: UInt8?
  /// Makes that noise for a party that takes no descriptions.
  var background: BackgroundNoise?
  /// Beats until the next description.
  var noiseWait = 0

  /// The octets of the longest of our own packets before it is protected.
  package static let packetLength = RTPHeader.octetCount + Playout.longestPayload
  /// Octets that a buffer needs behind a packet, for what protection adds to it.
  package static let protectionRoom = SRTPSenderContext.mostOverhead

  package init(id: MediaStreamID, sender: RTPSender) {
    self.id = id
    self.sender = sender
    reports = ControlReports(sender)
  }

  /// Where packets go; nil as long as nobody knows.
  package var destination: MediaAddress? { lock.destination }

  /// Whether SRTP was agreed.
  package var isProtected: Bool { protection.isProtected }

  /// Whether what is to be played now may begin at `tick`, however long ago the last frame was sent.
  package func maySpeakEarly(tick: Int64) -> Bool {
    agreement?.sends == true && !keySender.isSounding && sender.maySpeakEarly(tick: tick)
  }

  /// How much of what arrives is worth reading while nobody hears it: keys and signs of life, once it is certain whose
  /// packets they are.
  package var leastAttention: Attention {
    guard let agreement, agreement.expects, lock.isLocked, ear == nil, !faxEar.isListening, sound == nil else {
      return .everything
    }
    return .sampled(payloadType: agreement.receivePayloadType)
  }

  /// Whether the kernel passes over most of the audio from now on.
  package mutating func attend(_ attention: Attention) {
    statistics.reception.isSampled = attention != .everything
  }

  /// Lets the party be heard at a sound port, and hear what is said there.
  package mutating func attach(_ port: SoundPort) {
    sound = StreamSound(port)
  }

  /// Takes over what was negotiated, for the first time or again.
  ///
  /// - Parameters:
  ///   - signallingHost: the IP address the other party's signalling comes from; with nil, or with anything
  ///     that is no such address, only the stated host may send.
  ///   - hearsTones: whether keys are listened for in the audio itself.
  ///   - isRefused: the driver knows a reason never to send to the stated address.
  package mutating func connect(
    _ agreed: AgreedAudio, signalledFrom signallingHost: String?, hearsTones: Bool = false, isRefused: Bool = false,
    at now: Moment
  ) {
    let stated = MediaAddress(host: agreed.remoteHost, port: agreed.remotePort)
    let isNowhere = stated?.isNowhere == true
    let agreement = StreamAgreement(agreed, isNowhere: isNowhere)
    var hasMoved = false
    // 0.0.0.0 and :: say "hold", not "I have moved".
    if !isNowhere {
      let place = stated.flatMap { $0.isUnicast && !isRefused ? $0 : nil }
      hasMoved = place != lock.stated
      lock.negotiate(
        stated: place, signalledFrom: signallingHost.flatMap { MediaAddress(host: $0, port: 0)?.host })
    }
    sender.use(agreed.codec.clock)
    playout.prepare(for: agreed.codec, opus: agreed.opus)
    keys.clock = agreement.eventClock
    protection.negotiate(agreed.protection, hasMoved: hasMoved, sender: &sender)
    silence.expect(agreement.expects, at: now)
    ear = hearsTones ? ear ?? ToneEar() : nil
    reports.begin(at: now)
    self.agreement = agreement
    prepareTones()
  }

  /// Writes this beat's packet into the first octets, of which there are `packetLength` and `protectionRoom`; how many
  /// there are to send, 0 for none.
  ///
  /// - Parameters:
  ///   - tick: milliseconds since the clock's zero; beats that were left out count as a gap.
  ///   - isBridged: another party's packets go here unless something plays.
  package mutating func beat(
    _ tick: Int64, isBridged: Bool, at now: Moment, into octets: inout MutableSpan<UInt8>,
    notices: inout [MediaNotice]
  ) -> Int {
    guard let agreement else { return 0 }
    if let event = silence.silence(at: now) { notices.append(MediaNotice(stream: id, event: event)) }
    guard agreement.sends else {
      keySender.interrupt()
      return 0
    }
    if keySender.isBusy, let length = keyFrame(tick, agreement, into: &octets) {
      noiseWait = 0
      return length
    }
    if isBridged, !playout.isActive, !isMixed, !isPaused, sender.isForwarding(at: now) {
      noiseWait = 0
      return 0
    }
    let (frame, length) = fill(&octets, at: RTPHeader.octetCount, agreement.codec)
    if case .last(let playback) = frame {
      notices.append(MediaNotice(stream: id, event: .playbackEnded(playback)))
    }
    if frame == .silence, let payloadType = agreement.sendNoisePayloadType {
      return noiseFrame(tick, payloadType, into: &octets)
    }
    noiseWait = 0
    guard destination != nil else { return 0 }
    guard
      let header = sender.ownHeader(
        tick: tick, payloadType: agreement.sendPayloadType, isAudio: frame != .silence)
    else { return 0 }
    header.write(into: &octets)
    guard let range = protection.protect(&octets, 0..<(RTPHeader.octetCount + length)) else { return 0 }
    countSent(length)
    return range.count
  }

  /// Judges the datagram in the first `count` octets and tells what it says; it is decrypted in place.
  package mutating func receive(
    _ octets: inout MutableSpan<UInt8>, count: Int, from source: MediaAddress, at now: Moment,
    notices: inout [MediaNotice]
  ) -> Reception {
    let length: Int
    let layout: RTPLayout
    do {
      try RTPLayout.checkFixedFields(octets.span.extracting(0..<count))
      guard !protection.isProtected || lock.considers(source) else {
        statistics.packetsForeign += 1
        return .foreign
      }
      length = try protection.unprotect(&octets, count: count)
      layout = try RTPLayout.parse(octets.span.extracting(0..<length))
    } catch let error as SRTPError {
      return dropped(error)
    } catch RTPParseError.isRTCP {
      return receiveControl(&octets, count: count, from: source, at: now)
    } catch {
      statistics.packetsMalformed += 1
      return .malformed
    }
    let meaning = agreement?.meaning(of: layout.header.payloadType) ?? .notAgreed
    guard admits(layout.header, meaning, from: source, at: now) else {
      statistics.packetsForeign += 1
      return .foreign
    }
    switch meaning {
    case .audio:
      if let event = silence.heard(at: now) { notices.append(MediaNotice(stream: id, event: event)) }
    case .event, .noise, .notAgreed: silence.showedLife(at: now)
    }
    return read(layout, meaning, octets.span.extracting(0..<length), at: now, notices: &notices)
  }

  /// Turns a packet that another party sent into one for this party, in place; where its octets are then.
  ///
  /// The header is written right before the payload, over CSRC list and extension; padding is left out. Audio in another
  /// codec is written anew from the beginning. What protection adds is written behind it, where there must be
  /// `protectionRoom`.
  package mutating func forward(
    _ octets: inout MutableSpan<UInt8>, _ reception: Reception, at now: Moment
  ) -> Range<Int>? {
    guard let agreement, agreement.sends, destination != nil, !playout.isActive, !keySender.isSounding else {
      return nil
    }
    let payload: Range<Int>
    let header: RTPHeader?
    switch reception {
    case .audio(let codec, let audio):
      forgetNoise()
      header = sender.forwardedHeader(
        audio.header, clock: codec.clock, payloadType: agreement.sendPayloadType,
        ticks: codec.ticks(of: octets.span.extracting(audio.payload)), isAudio: true, at: now)
      guard header != nil, let made = transcode(&octets, audio, from: codec, agreement) else { return nil }
      payload = made
    case .event(let duration, let clock, let codec, let event):
      guard let payloadType = agreement.sendEventPayloadType else { return nil }
      // No frame of ours may part the packets of an event.
      forgetNoise()
      payload = event.payload
      header = sender.forwardedHeader(
        event.header, clock: codec.clock, payloadType: payloadType, ticks: duration * codec.clock.rate / clock.rate,
        isAudio: false, at: now)
      if clock != agreement.eventClock {
        TelephoneEvent.write(duration: duration * agreement.eventClock.rate / clock.rate, into: &octets, at: payload)
      }
    case .noise(let noise):
      // It goes on with our next beat.
      describe(noise, octets.span)
      sender.leaveOut(noise.header)
      return nil
    case .control, .malformed, .foreign, .notAgreed, .unauthentic, .replayed:
      return nil
    }
    guard let header else { return nil }
    let start = payload.lowerBound - RTPHeader.octetCount
    header.write(into: &octets, at: start)
    guard let range = protection.protect(&octets, start..<payload.upperBound) else { return nil }
    countSent(payload.count)
    return range
  }

  /// What another party sent does not go to this one.
  mutating func leaveOut(_ reception: Reception) {
    if case .event(_, _, _, let event) = reception { sender.leaveOut(event.header) }
  }

  private mutating func admits(
    _ header: RTPHeader, _ meaning: StreamAgreement.Meaning, from source: MediaAddress, at now: Moment
  ) -> Bool {
    guard let agreement else { return false }
    let isAgreed =
      switch meaning {
      case .audio, .event, .noise: true
      case .notAgreed: false
      }
    return lock.admits(header, from: source, isAgreed: isAgreed && agreement.expects, at: now)
  }

  private mutating func read(
    _ layout: RTPLayout, _ meaning: StreamAgreement.Meaning, _ octets: Span<UInt8>, at now: Moment,
    notices: inout [MediaNotice]
  ) -> Reception {
    let isAudio = if case .audio = meaning { true } else { false }
    let codec = agreement?.codec ?? .pcmu
    statistics.reception.receive(
      layout.header, octets: layout.payload.count, isAudio: isAudio, clock: codec.clock, at: now)
    switch meaning {
    case .audio(let codec):
      if isAlone, faxEar.hears(octets, layout, codec, at: now) {
        notices.append(MediaNotice(stream: id, event: .faxTone))
      }
      if let key = ear?.key(in: octets, layout, codec) { notices.append(MediaNotice(stream: id, event: .tone(key))) }
      sound?.hear(octets, layout, codec)
      return .audio(codec, layout)
    case .event:
      guard let event = TelephoneEvent.parse(octets, payload: layout.payload) else {
        statistics.packetsMalformed += 1
        return .malformed
      }
      if let key = keys.key(in: event, layout.header, at: now) {
        notices.append(MediaNotice(stream: id, event: .key(key)))
      }
      return .event(duration: Int(event.duration), clock: keys.clock, beside: codec, layout)
    case .noise: return .noise(layout)
    case .notAgreed:
      statistics.packetsNotAgreed += 1
      return .notAgreed
    }
  }

  mutating func dropped(_ error: SRTPError) -> Reception {
    switch error {
    case .unauthentic:
      statistics.packetsUnauthentic += 1
      return .unauthentic
    case .replayed:
      statistics.packetsReplayed += 1
      return .replayed
    }
  }

  mutating func countSent(_ octets: Int) {
    statistics.packetsSent += 1
    statistics.octetsSent += octets
  }

  /// Where the packet's payload is in our party's codec; nil when it is not to be sent on.
  ///
  /// The first packet of another codec makes what turns it, which allocates.
  private mutating func transcode(
    _ octets: inout MutableSpan<UInt8>, _ packet: RTPLayout, from source: AudioCodec, _ agreement: StreamAgreement
  ) -> Range<Int>? {
    let (target, opus) = (agreement.codec, agreement.opus)
    // Opus goes on as it is to whoever takes as much as its sender was told to send at most.
    guard source != target || (target == .opus && !opus.takesWhatOthersSend) else { return packet.payload }
    if source.isG711, target.isG711 {
      for index in packet.payload {
        octets[index] = source == .pcmu ? G711.aLaw(fromMuLaw: octets[index]) : G711.muLaw(fromALaw: octets[index])
      }
      return packet.payload
    }
    let transcoder: Transcoder
    if let known = self.transcoder, known.source == source, known.target == target, known.opus == opus {
      transcoder = known
    } else {
      transcoder = Transcoder(from: source, to: target, opus: opus)
      self.transcoder = transcoder
    }
    let start = RTPHeader.octetCount
    return transcoder.transcode(&octets, packet, to: start).map { start..<(start + $0) }
  }
}
