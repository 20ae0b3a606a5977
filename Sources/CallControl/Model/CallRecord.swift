package import CallFlows
package import CallQueues
package import Timekeeping

/// One entry of a call's durable record.
package struct CallRecord: Sendable, Equatable {
  package var call: CallID
  package var at: WallTime
  package var event: CallEvent

  package init(call: CallID, at: WallTime, event: CallEvent) {
    self.call = call
    self.at = at
    self.event = event
  }
}

/// What happened to a call. `began` is always the first and there is exactly one; so there is of `ended`, and nothing but
/// the quality of legs and the ends of recordings and of supervision comes after it.
package enum CallEvent: Sendable, Equatable {
  /// `release` is the identifier of the release whose flow the call runs.
  case began(CallerFacts, flow: FlowName, release: String)
  case leg(LegID, LegStage)
  /// A step of the path through the flow.
  case flow(FlowRecord)
  /// The call holds this ticket from now on; the queues' own record tells what became of it.
  case ticket(TicketID, QueueID, reason: String?)
  /// The waiting caller was told a place, a wait, or both.
  case announced(TicketID, place: Int?, wait: Duration?)
  /// The caller and this agent hear each other; without a ticket, because the flow has transferred the call there.
  case talking(TicketID?, AgentID, LegID)
  /// The conversation with the agent is over.
  case conversationEnded(TicketID?, AgentID, ConversationEnd)
  /// An agent transfers the caller, or, where there is neither ticket nor agent, the flow does: `nil` when it begins, then
  /// how it went.
  case transfer(TicketID?, by: AgentID?, to: TransferTarget, TransferProgress?)
  /// An agent has brought the caller and whom the agent consulted together, and talks with both.
  case threeWay(TicketID?, by: AgentID, with: Partner)
  /// A fault of ours that the flow was told about, or that came when there was no flow to tell.
  case fault(String)
  /// A recording has begun.
  case recordingBegan(CallRecording)
  /// A recording is over.
  case recordingEnded(RecordingName, RecordingEnd)
  /// An agent paused a recording, from this moment on.
  case recordingPaused(RecordingName, by: AgentID)
  case recordingResumed(RecordingName, by: AgentID)
  /// In the record of a conversation: this supervisor takes part in it, in this way; `nil`: no more.
  case supervised(by: AgentID, of: AgentID, SupervisionKind?)
  /// In the record of a supervisor's own call: what it takes part in; `nil`: nothing at present.
  case supervising(AgentID, CallID?, SupervisionKind)
  /// How well a leg was heard that is over.
  case quality(LegID, LegQuality)
  case ended(CallEnd)
}

/// What happened on a leg, for the record.
package enum LegStage: Sendable, Equatable {
  case dialled(AgentID)
  case dialledOutside
  case ringing
  case answered
  case connected
  case held
  case resumed
  /// No audio came for a while.
  case silent
  /// We ended it.
  case hungUp
  case ended(LegEnd)
}

/// Who ended a conversation.
package enum ConversationEnd: String, Sendable, Hashable, CaseIterable {
  case caller, agent
  /// The agent's phone vanished; a caller from a queue waits again, before the others.
  case agentLost = "agent-lost"
  case service
  /// The agent sent the caller elsewhere.
  case transferred
}

/// How a call ended.
package enum CallEnd: Sendable, Equatable {
  /// In this step; `nil`: before the flow began.
  case callerHungUp(StepName?)
  case flowEnded
  /// The agent hung up and the flow had nothing more to say.
  case agentHungUp
  /// The caller's line has taken the caller elsewhere, as an agent or the flow wanted.
  case handedOn
  /// The caller vanished without a word, in this step.
  case lost(StepName?)
  case rejected(RejectReason)
  /// The service stopped.
  case drained
}

/// Where the record is kept. An entry may be dropped only if the recorder says so in its own gauges; it never blocks.
package protocol CallRecorder: Sendable {
  func record(_ entry: CallRecord)
  func record(_ entry: QueueRecord)
}
