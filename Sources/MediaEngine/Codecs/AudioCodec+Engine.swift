package import AudioSignal
internal import RTPPackets
package import SDPSessions

extension AudioCodec {
  /// In which form prompts must be there to be played in this codec; none for G.711, whose forms always are.
  package var form: TelephoneAudio.Forms {
    switch self {
    case .pcmu, .pcma: []
    case .opus: .opus
    case .g722, .l16: .linear
    }
  }

  /// The clock of its timestamps.
  var clock: RTPClock { RTPClock(rate: Int(clockRate)) }

  /// How long a payload lasts, in ticks of the clock.
  func ticks(of payload: Span<UInt8>) -> Int {
    switch self {
    case .pcmu, .pcma, .g722: payload.count
    case .opus: Opus.sampleCount(of: payload, rate: Int(clockRate))
    case .l16: payload.count / 2
    }
  }

  /// Whether one octet is one sample at 8 kHz of either law, so that a table turns one into the other.
  var isG711: Bool {
    switch self {
    case .pcmu, .pcma: true
    case .g722, .opus, .l16: false
    }
  }
}
