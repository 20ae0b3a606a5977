package import Redaction

/// What a call flow is told. Keys are handed in only while the caller is not connected to a person.
package enum FlowInput: Sendable, Equatable {
  /// The caller hears us: the flow begins.
  case started
  /// One press, once.
  case key(Key)
  /// The last sample of that playback has been sent; an older number is ignored.
  case playbackEnded(PlaybackNumber)
  case queue(QueueOutcome)
  /// A fax machine calls; at most once in a call. Handed in only while the caller is not connected to a person.
  case faxTone
  /// The message that `FlowEffect.beginRecording` asked for is over.
  case recordingEnded(MessageResult)
  /// The caller talks with this agent; before the queue's `answered`.
  case talking(agent: String)
  case lookup(RequestNumber, LookupResult)
  case transfer(RequestNumber, TransferOutcome)
  case callback(RequestNumber, CallbackOutcome)
  /// Whether the caller is to be asked.
  case survey(RequestNumber, isDue: Bool)
  case caseFile(RequestNumber, CaseOutcome)
  case followUp(RequestNumber, FollowUpOutcome)
  case message(RequestNumber, DeliveryOutcome)
  /// An engine fault, in a sentence for the record: leads to the flow's `failed`.
  case failed(String)
  case callerHungUp
  case deadlineReached
}

/// How waiting in a queue ended, other than by the caller's doing.
package enum QueueOutcome: String, Sendable, Hashable, CaseIterable {
  /// The caller talked with an agent, and the agent's side ended first.
  case answered
  case nobody, full, timeout
}

/// What became of a message.
package enum MessageResult: Sendable, Equatable {
  /// It is on the disk, under this name.
  case kept(name: String)
  /// Nothing was said; there is nothing to keep.
  case empty
  /// It could not be kept; a sentence for the record.
  case failed(String)
}

/// What is known of a call when its flow begins.
package struct CallFacts: Sendable, Equatable {
  package var id: String
  package var from: Redacted<String>
  package var name: Redacted<String>?
  /// The dialled user part.
  package var to: Redacted<String>
  /// Who first forwarded the call to the dialled number.
  package var divertedFrom: Redacted<String>?
  /// Counts the attempts of a callback; 1 in a call that the caller made.
  package var attempt: Int

  package init(
    id: String, from: Redacted<String>, name: Redacted<String>? = nil, to: Redacted<String>,
    divertedFrom: Redacted<String>? = nil, attempt: Int = 1
  ) {
    self.id = id
    self.from = from
    self.name = name
    self.to = to
    self.divertedFrom = divertedFrom
    self.attempt = attempt
  }
}
