/// What a call flow asks for; to be done in the order given.
package enum FlowEffect: Sendable, Equatable {
  /// Replaces whatever plays. `FlowInput.playbackEnded` answers it, unless it is stopped or replaced.
  case play(Playback)
  /// Silences what plays at once: the caller barged in, or goes on. No `playbackEnded` is expected.
  case stopPlaying
  /// The caller waits, with music, until `FlowInput.queue`, or until `leaveQueue`.
  case enterQueue(QueueEntry)
  case leaveQueue
  /// The waiting caller asked for the announcement again (`repeat`): place and wait as they are now.
  case announceAgain
  /// What the caller says from now on is a message. It ends by itself, or by `endRecording`; in either case
  /// `FlowInput.recordingEnded` answers it, once the message is safe.
  case beginRecording(MessageRequest)
  case endRecording
  /// The caller is about to key a secret, or has keyed it: meanwhile nothing that is heard may be kept.
  case secret(isBeingKeyed: Bool)
  /// Ask something outside; `FlowInput.lookup` answers. Meanwhile the caller may be told to wait, and may turn elsewhere.
  case lookUp(LookupRequest)
  /// Connect the caller with somebody else, keys and all; `FlowInput.transfer` answers when that has failed, or when the
  /// two have talked.
  case transfer(TransferRequest)
  /// Promise the caller to be called back; `FlowInput.callback` answers once the promise is on the disk, or is none.
  case promiseCallback(CallbackRequest)
  /// Whether this caller may be asked again so soon; `FlowInput.survey` answers.
  case maySurvey(SurveyRequest)
  /// The caller's answers, for the record; nothing answers.
  case keepSurvey(SurveyAnswers)
  /// Do something with a case; `FlowInput.caseFile` answers.
  case caseFile(CaseRequest)
  /// Put somebody down to see to the caller later; `FlowInput.followUp` answers, unless the number is `nil`.
  case noteFollowUp(FollowUpRequest)
  /// Send a message; `FlowInput.message` answers when it is on its way.
  case send(OutgoingMessage)
  /// Nobody waits for the answer to this any more: a transfer is stopped, the rest may be. Whatever answers is ignored.
  case abandon(RequestNumber)
  case record(FlowRecord)
  /// The flow is over, and nothing is playing: the call ends now.
  case hangUp
}

/// Numbers a call's playbacks, increasing from 1.
package struct PlaybackNumber: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
  package let rawValue: Int

  package init(_ rawValue: Int) {
    self.rawValue = rawValue
  }

  package init(integerLiteral value: Int) {
    rawValue = value
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Prompts played one after another, without a gap.
package struct Playback: Sendable, Equatable {
  package var number: PlaybackNumber
  package var prompts: [PromptReference]
  /// A key stops it. The machine itself says `stopPlaying`; the media side may cut in sooner, never when this is false.
  package var interruptible: Bool
  /// A tone at the end tells the caller to speak.
  package var endsWithBeep: Bool

  package init(number: PlaybackNumber, prompts: [PromptReference], interruptible: Bool, endsWithBeep: Bool = false) {
    self.number = number
    self.prompts = prompts
    self.interruptible = interruptible
    self.endsWithBeep = endsWithBeep
  }
}

/// A message to be recorded.
package struct MessageRequest: Sendable, Equatable {
  package var longest: Duration
  /// It ends by itself after so long without a voice.
  package var silence: Duration
  /// Whose message it is.
  package var queue: QueueName?
  /// Why it is left, in the operator's word.
  package var reason: String?

  /// The reason of what is kept as a complaint.
  package static let complaint = "complaint"

  package init(longest: Duration, silence: Duration, queue: QueueName? = nil, reason: String? = nil) {
    self.reason = reason
    self.longest = longest
    self.silence = silence
    self.queue = queue
  }
}

/// A caller's entry into a queue, every expression evaluated.
package struct QueueEntry: Sendable, Equatable {
  package var queue: QueueName
  /// All required; `nil`: the queue's own.
  package var needs: [String: FlowValue]?
  /// The step's, else the call's as `set` left it; `nil`: the queue's own.
  package var priority: Priority?
  /// `nil`: the queue's own.
  package var announce: Announcements?
  /// `nil`: the queue's own.
  package var music: PromptName?
  /// After it the queue reports `timeout`; `nil`: never.
  package var longestWait: Duration?
  /// Whether the conversation is recorded; `nil`: as the queue says.
  package var recording: ConversationRecording?
  /// Whether the agent who knows the caller is preferred, even where the queue does not say so.
  package var prefersSameAgent: Bool
  /// Why the caller calls, in the operator's word; shown to the agent.
  package var reason: String?

  package init(
    queue: QueueName, needs: [String: FlowValue]? = nil, priority: Priority? = nil, announce: Announcements? = nil,
    music: PromptName? = nil, longestWait: Duration? = nil, recording: ConversationRecording? = nil,
    prefersSameAgent: Bool = false, reason: String? = nil
  ) {
    self.queue = queue
    self.needs = needs
    self.priority = priority
    self.announce = announce
    self.music = music
    self.longestWait = longestWait
    self.recording = recording
    self.prefersSameAgent = prefersSameAgent
    self.reason = reason
  }
}
