internal import RTPPackets
internal import SDPSessions

/// What a stream needs of the negotiated audio in every beat, decided once.
struct StreamAgreement: Sendable {
  let codec: AudioCodec
  /// How the other party wants Opus.
  let opus: OpusPreferences
  let sendPayloadType: UInt8
  let sendEventPayloadType: UInt8?
  let receivePayloadType: UInt8
  private let receiveEventPayloadType: UInt8?
  /// Under which the other party takes descriptions of noise in place of silence; nil where it does not.
  let sendNoisePayloadType: UInt8?
  private let receiveNoisePayloadType: UInt8?
  /// The clock of telephone-events, both ways.
  let eventClock: RTPClock
  /// Where RTCP goes on the host that is sent to; 0 where it goes nowhere.
  let controlPort: UInt16
  /// RTCP shares the ports of RTP (RFC 5761).
  let multiplexesControl: Bool
  /// We may send: nobody is on hold, and the other party listens.
  let sends: Bool
  /// The other party should be sending all the time.
  let expects: Bool

  /// What a payload type means to the receiver.
  enum Meaning {
    case audio(AudioCodec)
    case event
    /// A description of noise instead of audio.
    case noise
    case notAgreed
  }

  init(_ agreed: AgreedAudio, isNowhere: Bool) {
    codec = agreed.codec
    opus = agreed.opus
    sendPayloadType = agreed.sendPayloadType
    sendEventPayloadType = agreed.sendEventPayloadType
    receivePayloadType = agreed.receivePayloadType
    receiveEventPayloadType = agreed.receiveEventPayloadType
    sendNoisePayloadType = agreed.sendNoisePayloadType
    receiveNoisePayloadType = agreed.receiveNoisePayloadType
    eventClock = RTPClock(rate: Int(agreed.eventClockRate))
    controlPort = agreed.remoteControlPort
    multiplexesControl = agreed.multiplexesControl
    let isHeld = agreed.remoteOnHold || isNowhere
    switch agreed.direction {
    case .sendReceive:
      sends = !isHeld
      expects = !isHeld
    case .sendOnly:
      sends = !isHeld
      expects = false
    case .receiveOnly:
      sends = false
      expects = !isHeld
    case .inactive:
      sends = false
      expects = false
    }
  }

  /// The agreed meaning; payload types 0, 8 and 13 keep theirs (RFC 3551 §6) for senders that change codec on their own.
  func meaning(of payloadType: UInt8) -> Meaning {
    if payloadType == receivePayloadType { return .audio(codec) }
    if payloadType == receiveEventPayloadType { return .event }
    if payloadType == receiveNoisePayloadType { return .noise }
    // Beside a codec of another clock they could not be told in time.
    guard codec.clockRate == AudioCodec.pcmu.clockRate else { return .notAgreed }
    if payloadType == AudioCodec.pcmu.staticPayloadType { return .audio(.pcmu) }
    if payloadType == AudioCodec.pcma.staticPayloadType { return .audio(.pcma) }
    return payloadType == ComfortNoiseFormat.payloadType ? .noise : .notAgreed
  }
}
