import CallControl
import MediaEngine
import SDPSessions
import SIPEngine
import SIPSyntax

/// How a key that was pressed is told to us: one way for each leg, so that none is counted twice.
enum KeySource: Sendable {
  /// As telephone-event, with the audio (RFC 4733).
  case audio
  /// In the signalling (RFC 6086, `application/dtmf-relay`).
  case info
}

/// One leg as the protocols see it: its SIP session, its negotiation and its media stream.
struct CallLeg {
  var session: SessionID
  let stream: MediaStreamID
  /// Our RTP port.
  let port: UInt16
  /// Where its signalling comes from: besides the address it states, the only host it may send audio from. `nil` for a
  /// leg of which only the engine knows by which trunk it goes.
  var signallingHost: String?
  var negotiation: SessionNegotiation
  /// The answer to a caller's offer, settled when the call arrived and sent when it is answered.
  var answer: [UInt8] = []
  /// What was settled last; `nil` until the far side has answered.
  var agreed: AgreedAudio?
  /// What was asked of whom we call; `nil` for a leg that called us.
  var invitation: Invitation?
  /// Why we did not call outside; its end follows.
  var refusal: DialRefusal?
  /// Where its keys are listened for, by the configuration.
  var keys = KeySource.audio

  /// Where its keys are listened for: without telephone-event nothing comes with the audio, so that INFO counts.
  var keySource: KeySource {
    agreed?.receiveEventPayloadType == nil ? .info : keys
  }
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

  /// A call to the outside that was not made.
  init(_ refusal: DialRefusal) {
    self = refusal.status == .forbidden ? .barred(refusal.sentence) : .failed(refusal.sentence)
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
