internal import AudioSignal
internal import RTPPackets

/// Keys that are sent to the party: as telephone-events where they were agreed, else as tones in the audio.
extension MediaStream {
  /// Power of our events below 0 dBm0.
  private static let eventVolume: UInt8 = 8
  private static let frameMilliseconds = 20

  /// Sends these keys behind those that wait. What is no key, and what finds no room, is left out. It allocates.
  package mutating func press(_ pressed: [Character]) {
    keySender.press(pressed)
    prepareTones()
  }

  /// Gets the tones ready where keys wait that cannot be sent otherwise, so that no beat has to.
  mutating func prepareTones() {
    guard keySender.isBusy, let agreement, agreement.sendEventPayloadType == nil, tonesForm != agreement.codec.form
    else { return }
    tonesForm = agreement.codec.form
    tones = (0..<16).map { code in
      TelephoneEvent.key(of: code).flatMap { KeyTone.audio(of: $0, also: agreement.codec.form) }
    }
  }

  /// This beat's part of a key, written into the octets; how many there are to send, 0 for a beat in which nothing is
  /// sent, nil for one that belongs to others.
  mutating func keyFrame(
    _ tick: Int64, _ agreement: StreamAgreement, into octets: inout MutableSpan<UInt8>
  ) -> Int? {
    let frame = keySender.beat()
    if case .open = frame { return nil }
    guard destination != nil else { return 0 }
    if let payloadType = agreement.sendEventPayloadType {
      return event(frame, tick, agreement.eventClock, payloadType, into: &octets)
    }
    return tone(frame, tick, agreement, into: &octets)
  }

  /// A beginning with the marker, then the event once in a beat, each time longer, and its end three times
  /// (RFC 4733 §2.5.1.2 to §2.5.1.4).
  private mutating func event(
    _ frame: KeySender.Frame, _ tick: Int64, _ clock: RTPClock, _ payloadType: UInt8,
    into octets: inout MutableSpan<UInt8>
  ) -> Int {
    let code: UInt8
    let frames: Int
    switch frame {
    case .open: return 0
    case .tone(let key, let frame): (code, frames) = (key, frame + 1)
    case .gap(let key, let frame):
      guard frame < 2 else { return 0 }
      (code, frames) = (key, KeySender.toneFrames)
    }
    let header = sender.eventHeader(
      tick: tick, payloadType: payloadType, begins: frame == .tone(code: code, frame: 0),
      milliseconds: frames * Self.frameMilliseconds)
    header.write(into: &octets)
    TelephoneEvent(
      code: code, isEnd: frames == KeySender.toneFrames, volume: Self.eventVolume,
      duration: UInt16(clamping: frames * Self.frameMilliseconds * clock.rate / 1_000)
    ).write(into: &octets, at: RTPHeader.octetCount)
    return sealed(TelephoneEvent.octetCount, &octets)
  }

  private mutating func tone(
    _ frame: KeySender.Frame, _ tick: Int64, _ agreement: StreamAgreement, into octets: inout MutableSpan<UInt8>
  ) -> Int {
    let code: UInt8
    let number: Int
    switch frame {
    case .open: return 0
    case .tone(let key, let frame): (code, number) = (key, frame)
    case .gap(let key, let frame): (code, number) = (key, KeySender.toneFrames + frame)
    }
    guard Int(code) < tones.count, let audio = tones[Int(code)] else { return 0 }
    let length = playout.fill(&octets, at: RTPHeader.octetCount, agreement.codec, with: audio, frame: number)
    guard length > 0,
      let header = sender.ownHeader(tick: tick, payloadType: agreement.sendPayloadType, isAudio: true)
    else { return 0 }
    header.write(into: &octets)
    return sealed(length, &octets)
  }

  /// Protects and counts the packet with this much payload; how many octets it has then.
  mutating func sealed(_ length: Int, _ octets: inout MutableSpan<UInt8>) -> Int {
    guard let range = protection.protect(&octets, 0..<(RTPHeader.octetCount + length)) else { return 0 }
    countSent(length)
    return range.count
  }
}
