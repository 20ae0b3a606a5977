package import SIPEngine

/// What `switchboard call` is asked to do.
package struct PhoneOrder: Sendable {
  /// Whom to call: a number of this service, or a SIP URI.
  package var callee: String
  /// Who we say we are.
  package var caller: String
  /// What answers the challenges of whom we call; nil: nothing.
  package var account: TrunkPlan.Account?
  /// The sound card, by its ALSA name; nil: none.
  package var device: String?
  /// Whether there shall be no call without the sound card.
  package var needsDevice: Bool
  /// A sound file that is played to the other side when it answers.
  package var playing: String?
  /// A WAV file that gets what is heard.
  package var recording: String?
  /// Whether the words shall be told that the other side speaks, as far as it says them.
  package var showsWords: Bool
  /// We hang up so long after the answer; nil: never.
  package var atMost: Duration?

  package init(
    callee: String, caller: String, account: TrunkPlan.Account? = nil, device: String? = nil, needsDevice: Bool = false,
    playing: String? = nil, recording: String? = nil, showsWords: Bool = false, atMost: Duration? = nil
  ) {
    self.callee = callee
    self.caller = caller
    self.account = account
    self.device = device
    self.needsDevice = needsDevice
    self.playing = playing
    self.recording = recording
    self.showsWords = showsWords
    self.atMost = atMost
  }
}

/// What happens on the phone, in this order.
package enum PhoneEvent: Sendable, Equatable {
  /// The INVITE has gone out, to this URI.
  case calling(String)
  case ringing
  /// The other side has taken the call, in this codec.
  case answered(codec: String)
  /// A key has been handed to the media.
  case pressed(Character)
  /// The words that the other side speaks now. Text from outside.
  case words(String)
  /// Something that is not as it was wanted, in a sentence; the call goes on.
  case notice(String)
}

/// How it ended.
package enum PhoneEnd: Sendable, Equatable {
  case hungUp(byUs: Bool, after: Duration)
  /// There was no call, or it broke off: why, in a sentence.
  case failed(String)
}
