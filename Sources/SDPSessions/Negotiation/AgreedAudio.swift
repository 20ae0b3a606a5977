/// What a negotiation settled, from our point of view.
package struct AgreedAudio: Sendable, Hashable {
  /// The one codec both sides use.
  package var codec: AudioCodec

  /// The payload type on packets we send: the other side's number for the codec.
  package var sendPayloadType: UInt8

  /// The payload type on packets we receive: the number in our description.
  package var receivePayloadType: UInt8

  /// telephone-event (RFC 4733) in both directions; nil when there is none.
  package var sendEventPayloadType: UInt8?
  package var receiveEventPayloadType: UInt8?

  /// Comfort noise (RFC 3389) in both directions, in place of silence; nil when there is none, so that silence is sent as
  /// audio.
  package var sendNoisePayloadType: UInt8?
  package var receiveNoisePayloadType: UInt8?

  /// Ticks in a second of telephone-events: the codec's own clock, or that of the telephone.
  package var eventClockRate: UInt32

  /// Where to send; an address, never a name. It may be unspecified (`0.0.0.0`) when `direction` does not send.
  package var remoteHost: String
  package var remotePort: UInt16

  /// Where RTCP goes; 0 where it can go nowhere.
  package var remoteControlPort: UInt16

  /// Whether RTCP shares the ports of RTP, on both sides (RFC 5761).
  package var multiplexesControl: Bool

  /// Which way media flows, as we see it.
  package var direction: MediaDirection

  /// Whether the other side asked us to be silent.
  package var remoteOnHold: Bool

  /// How much audio a packet we send holds.
  package var packetTime: Duration

  /// How the other side wants to be sent Opus; without meaning where another codec is agreed.
  package var opus: OpusPreferences

  /// The keys of SRTP; nil for RTP that nothing protects. With them nothing else is sent or believed.
  package var protection: AudioProtection?

  package init(
    codec: AudioCodec, sendPayloadType: UInt8, receivePayloadType: UInt8, sendEventPayloadType: UInt8?,
    receiveEventPayloadType: UInt8?, sendNoisePayloadType: UInt8? = nil, receiveNoisePayloadType: UInt8? = nil,
    eventClockRate: UInt32 = 8_000, remoteHost: String, remotePort: UInt16,
    remoteControlPort: UInt16? = nil, multiplexesControl: Bool = false, direction: MediaDirection,
    remoteOnHold: Bool, packetTime: Duration = .milliseconds(20), opus: OpusPreferences = OpusPreferences(),
    protection: AudioProtection? = nil
  ) {
    self.codec = codec
    self.sendPayloadType = sendPayloadType
    self.receivePayloadType = receivePayloadType
    self.sendEventPayloadType = sendEventPayloadType
    self.receiveEventPayloadType = receiveEventPayloadType
    self.sendNoisePayloadType = sendNoisePayloadType
    self.receiveNoisePayloadType = receiveNoisePayloadType
    self.remoteHost = remoteHost
    self.eventClockRate = eventClockRate
    self.remotePort = remotePort
    self.remoteControlPort = remoteControlPort ?? (remotePort == .max ? 0 : remotePort + 1)
    self.multiplexesControl = multiplexesControl
    self.direction = direction
    self.remoteOnHold = remoteOnHold
    self.packetTime = packetTime
    self.opus = opus
    self.protection = protection
  }
}

/// Why a description leads to no audio.
package enum NegotiationError: Error, Hashable, Sendable {
  /// It cannot be read: 400.
  case malformed(SDPParseError)

  /// It can be read but offers nothing we have, or no place we may send to: 488. The text says what is missing.
  case nothingInCommon(String)

  /// The answer refuses our audio with port 0.
  case refusedByPeer
}

extension NegotiationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let error): "\(error)"
    case .nothingInCommon(let what): what
    case .refusedByPeer: "the other side refused audio"
    }
  }
}
