package import CallControl
package import CallQueues
package import Redaction
package import Timekeeping

/// One call as a list shows it.
package struct StoredCall: Sendable, Equatable {
  /// How and where a call ended, in the words of the record.
  package struct End: Sendable, Equatable {
    package var at: WallTime
    /// `caller-hung-up`, `flow-ended`, `agent-hung-up`, `lost`, `rejected` or `drained`.
    package var how: String
    /// The flow's step it was in.
    package var step: String?
    /// Why, where there is more to say: `overloaded`, `service-stopped`.
    package var detail: String?
  }

  package var id: CallID
  package var began: WallTime
  package var caller: Redacted<String>
  package var callerName: Redacted<String>?
  package var dialled: Redacted<String>
  package var flow: String
  package var release: String
  package var language: String?
  package var reason: String?
  /// `nil` while the call is in progress.
  package var end: End?
  /// The flow's steps in the order of visiting.
  package var path: [String]
  /// Who talked with the caller, in that order.
  package var agents: [AgentID]
}

/// One event of a call's path.
package struct StoredStep: Sendable, Equatable {
  /// The order of recording, through all tables.
  package var sequence: Int64
  package var at: WallTime
  package var kind: String
  package var step: String?
  /// What it is about: an action, a variable, a leg, a ticket or an agent.
  package var subject: String?
  /// What was keyed, kept, chosen or said.
  package var value: Redacted<String>?
  /// There was a value, which is secret and is not kept.
  package var isMasked: Bool
}

/// One party's side of a call.
package struct StoredLeg: Sendable, Equatable {
  package var leg: LegID
  package var agent: AgentID?
  package var began: WallTime
  package var answered: WallTime?
  package var ended: WallTime?
  package var howEnded: String?
  /// Nil while the leg is in progress, and for one without audio.
  package var quality: LegQuality?
}

/// One event of a ticket in a queue.
package struct StoredQueueEvent: Sendable, Equatable {
  /// The order of recording, through all tables.
  package var sequence: Int64
  package var at: WallTime
  package var kind: String
  package var ticket: TicketID
  package var queue: QueueID?
  package var agent: AgentID?
  package var offer: OfferID?
  /// How long the ticket had waited, or the two had talked.
  package var duration: Duration?
  package var detail: String?
  package var why: String
}

/// A change of what an agent is doing.
package struct StoredAgentState: Sendable, Equatable {
  package var sequence: Int64
  package var agent: AgentID
  package var status: String
  package var at: WallTime
  package var why: String
}

/// Everything about one call.
package struct CallAccount: Sendable, Equatable {
  package var call: StoredCall
  package var legs: [StoredLeg]
  package var steps: [StoredStep]
  /// Of all tickets of the call.
  package var queueEvents: [StoredQueueEvent]
  /// In the order of their beginnings; those whose files are deleted, too.
  package var recordings: [StoredRecording]
}
