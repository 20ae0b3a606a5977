/// A codec of a call's audio.
package enum AudioCodec: String, Sendable, Hashable, CaseIterable {
  case pcmu
  case pcma
  /// Wideband in 64 kbit/s (ITU-T G.722).
  case g722
  /// RFC 7587.
  case opus
  /// Linear samples at 16 kHz, which nothing distorts (RFC 3551 §4.5.11).
  case l16

  /// The payload type that needs no `rtpmap` (RFC 3551 §6); nil for codecs without one.
  package var staticPayloadType: UInt8? {
    switch self {
    case .pcmu: 0
    case .pcma: 8
    case .g722: 9
    case .opus, .l16: nil
    }
  }

  /// The payload type under which we offer it.
  package var offeredPayloadType: UInt8 {
    switch self {
    case .pcmu: 0
    case .pcma: 8
    case .g722: 9
    case .opus: 96
    case .l16: 97
    }
  }

  /// Ticks of the RTP timestamp in a second. That of G.722 is half its sampling rate, by an old mistake (RFC 3551 §4.5.2);
  /// that of Opus is the same at every bandwidth (RFC 7587 §4.1).
  package var clockRate: UInt32 {
    switch self {
    case .pcmu, .pcma, .g722: 8_000
    case .opus: 48_000
    case .l16: 16_000
    }
  }

  /// Samples in a second, as we make and take them.
  package var sampleRate: Int {
    switch self {
    case .pcmu, .pcma: 8_000
    case .g722, .opus, .l16: 16_000
    }
  }

  /// What an `rtpmap` says: name, clock and, for Opus always, channels (RFC 7587 §7).
  package var encoding: String {
    switch self {
    case .pcmu: "PCMU/8000"
    case .pcma: "PCMA/8000"
    case .g722: "G722/8000"
    case .opus: "opus/48000/2"
    case .l16: "L16/16000"
    }
  }

  /// What an `fmtp` of ours says: how we want to be sent to (RFC 7587 §6.1). Nil where there is nothing to say.
  var formatParameters: String? {
    switch self {
    case .opus:
      "maxplaybackrate=16000;sprop-maxcapturerate=16000;maxaveragebitrate=\(Self.opusMostBits);useinbandfec=1"
    case .pcmu, .pcma, .g722, .l16: nil
    }
  }

  /// Bits a second of Opus that we want at most: wideband speech gains nothing above it (RFC 7587 §3.1.1). Whoever takes
  /// as much can be sent another party's packets as they are.
  package static let opusMostBits = 40_000

  /// The payload type under which we offer telephone-events whose clock is this codec's: 101 is what everybody uses.
  var offeredEventPayloadType: UInt8 {
    switch clockRate {
    case 48_000: 102
    case 16_000: 103
    default: 101
    }
  }
}
