import CallControl
import MediaEngine
import SDPSessions
import SIPEngine

/// One leg as the protocols see it: its SIP session, its negotiation and its media stream.
struct CallLeg {
  var session: SessionID
  let stream: MediaStreamID
  /// Where its signalling comes from: besides the address it states, the only host it may send audio from.
  var signallingHost: String
  var negotiation: SessionNegotiation
  /// The answer to a caller's offer, settled when the call arrived and sent when it is answered.
  var answer: [UInt8] = []
  /// What was settled last; `nil` until the far side has answered.
  var agreed: AgreedAudio?
  /// What was asked of whom we call; `nil` for a leg that called us.
  var invitation: Invitation?
}

extension LegEnd {
  /// How a call we made ended before it was answered.
  init(refusedWith status: Int) {
    switch status {
    case 486, 600: self = .busy
    case 403, 433, 603, 607, 608: self = .declined
    case 404, 408, 410, 480, 502, 503, 504: self = .unreachable
    case 487: self = .cancelled
    case 488, 606: self = .failed("the phone shares no codec with the caller")
    default: self = .failed("the phone answered \(status)")
    }
  }

  init(_ end: SessionEnd) {
    switch end {
    case .remoteHangUp: self = .remoteHangUp
    case .remoteCancel, .answeredElsewhere: self = .cancelled
    case .localHangUp: self = .localHangUp
    case .lost: self = .lost
    }
  }
}
