/// A codec of telephone audio that has a static payload type (RFC 3551 §6).
package enum AudioCodec: String, Sendable, Hashable, CaseIterable {
  case pcmu
  case pcma

  /// The payload type that needs no `rtpmap`.
  package var staticPayloadType: UInt8 {
    switch self {
    case .pcmu: 0
    case .pcma: 8
    }
  }

  /// Hertz, of the samples and of the RTP timestamp.
  package var clockRate: UInt32 { 8_000 }

  /// The name in an `rtpmap`.
  package var encodingName: String { rawValue.uppercased() }
}

/// What a negotiation settled, from our point of view.
package struct AgreedAudio: Sendable, Hashable {
  /// The one codec both sides use.
  package var codec: AudioCodec

  /// The payload type on packets we send: the other side's number for the codec.
  package var sendPayloadType: UInt8

  /// The payload type on packets we receive: the number in our description.
  package var receivePayloadType: UInt8

  /// telephone-event at 8000 Hz (RFC 4733) in both directions; nil when there is none.
  package var sendEventPayloadType: UInt8?
  package var receiveEventPayloadType: UInt8?

  /// Where to send; an address, never a name. It may be unspecified (`0.0.0.0`) when `direction` does not send.
  package var remoteHost: String
  package var remotePort: UInt16

  /// Which way media flows, as we see it.
  package var direction: MediaDirection

  /// Whether the other side asked us to be silent.
  package var remoteOnHold: Bool

  /// How much audio a packet we send holds.
  package var packetTime: Duration

  /// The keys of SRTP; nil for RTP that nothing protects. With them nothing else is sent or believed.
  package var protection: AudioProtection?

  package init(
    codec: AudioCodec, sendPayloadType: UInt8, receivePayloadType: UInt8, sendEventPayloadType: UInt8?,
    receiveEventPayloadType: UInt8?, remoteHost: String, remotePort: UInt16, direction: MediaDirection,
    remoteOnHold: Bool, packetTime: Duration = .milliseconds(20), protection: AudioProtection? = nil
  ) {
    self.codec = codec
    self.sendPayloadType = sendPayloadType
    self.receivePayloadType = receivePayloadType
    self.sendEventPayloadType = sendEventPayloadType
    self.receiveEventPayloadType = receiveEventPayloadType
    self.remoteHost = remoteHost
    self.remotePort = remotePort
    self.direction = direction
    self.remoteOnHold = remoteOnHold
    self.packetTime = packetTime
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
