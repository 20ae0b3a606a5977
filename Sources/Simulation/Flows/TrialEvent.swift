package import CallFlows

/// Something that happened in a call on the bench, and when, counted from the beginning of the call.
package struct TrialEvent: Sendable, Equatable {
  package var time: Duration
  /// The step in which it happened.
  package var step: StepName?
  package var content: Content

  package enum Content: Sendable, Equatable {
    /// A prompt began to play.
    case heard(HeardPrompt)
    /// The tone that asks the caller to speak.
    case tone
    /// Music for one who waits: `nil` is the built-in tune.
    case music(PromptName?)
    /// A key; `nil`: one of a secret.
    case pressed(Key?)
    case said(String)
    /// The caller waits from now on, in this place.
    case queued(QueueEntry, needs: [String: String], place: Int)
    case leftQueue(QueueName)
    /// The caller talks with an agent of this queue.
    case connected(QueueName)
    case agentLeft(QueueName)
    /// A message was kept, with so much of the caller's voice.
    case messageKept(queue: QueueName?, voice: Duration)
    /// Nothing was said where a message was wanted.
    case nothingSaid
    /// A resource was asked, and this was the answer.
    case lookedUp(LookupName, LookupResult)
    /// The caller talks with whom the flow has connected the call.
    case transferred(TransferRequest)
    /// Who was transferred to hangs up.
    case outsideLeft(TransferRequest)
    case promised(CallbackRequest, due: PromisedTime)
    case caseFile(CaseRequest)
    case followUp(FollowUpRequest)
    case sent(OutgoingMessage)
    /// An entry of the call's record.
    case recorded(FlowRecord)
  }
}

/// A prompt as the caller hears it.
package struct HeardPrompt: Sendable, Equatable {
  package var prompt: PromptReference
  /// `nil`: nobody wrote them down.
  package var words: String?
  /// What follows in the same breath, unless a key comes first.
  package var following: [PromptReference]

  /// One of the service's own words, which need not be named. The apology is told after a fault, and must be.
  package var isServices: Bool {
    prompt.name.text.hasPrefix("service-") && prompt.name != ServicePrompt.apology.name
  }
}
