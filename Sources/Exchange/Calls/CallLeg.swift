import CallControl
import MediaEngine
import SDPSessions
import SIPEngine
import SIPSyntax

/// How a key that was pressed is told to us: one way for each leg, so that none is counted twice.
enum KeySource: Sendable, Equatable {
  /// As telephone-event, with the audio (RFC 4733).
  case audio
  /// In the signalling (RFC 6086, `application/dtmf-relay`).
  case info
  /// As tones in the audio (ITU-T Q.23).
  case tones
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
  /// What the far side uses for its keys where no telephone-event was agreed, as far as it has shown.
  var shown: ShownKeys?
  /// Whether its phone shows the words that are spoken to it.
  var wantsWords = false
  /// Whether its keys are tones in its audio, however else it says them: a bridge passes those on.
  var alsoSounds = false

  /// The way in which a leg without telephone-event has said its keys so far.
  enum ShownKeys {
    case info
    /// With the key that was heard last.
    case tones(Character)
  }
}

extension CallLeg {
  /// Whether keys are listened for in the audio itself.
  var hearsTones: Bool {
    switch keys {
    case .tones: true
    case .info: false
    case .audio: agreed.map { $0.receiveEventPayloadType == nil } ?? false
    }
  }

  /// Whether keys go to it as telephone-event.
  var takesEvents: Bool { keys == .audio && agreed?.sendEventPayloadType != nil }

  /// What the media is told of the audio: where keys go another way there are no telephone-events, so that none is passed
  /// on beside it.
  func withItsKeys(_ agreed: AgreedAudio) -> AgreedAudio {
    guard keys != .audio else { return agreed }
    var agreed = agreed
    agreed.sendEventPayloadType = nil
    agreed.receiveEventPayloadType = nil
    return agreed
  }

  /// Whether a key counts that was said in this way.
  ///
  /// Where no telephone-event was agreed, tones count until the far side says a key by INFO; from then on INFO alone
  /// does. The INFO that says what has just been heard as a tone is the same press.
  mutating func counts(_ key: Character, saidBy source: KeySource) -> Bool {
    if source == .tones { alsoSounds = true }
    guard keys == .audio, let agreed, agreed.receiveEventPayloadType == nil else {
      return source == (agreed == nil && keys == .audio ? .info : keys)
    }
    switch (source, shown) {
    case (.audio, _), (.tones, .info): return false
    case (.tones, _):
      shown = .tones(key)
      return true
    case (.info, .tones(let heard)):
      shown = .info
      return heard != key
    case (.info, _):
      shown = .info
      return true
    }
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
