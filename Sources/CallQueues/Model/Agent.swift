package import Redaction
package import Timekeeping

/// One agent as the agents' list says it.
package struct Agent: Sendable, Equatable {
  package var id: AgentID
  /// The name that colleagues read.
  package var name: String
  /// The account of the agent's phone.
  package var phone: Redacted<String>
  /// The queues whose tickets the agent takes.
  package var queues: [QueueID]
  /// What the agent speaks, in BCP 47: answers the need `language`.
  package var languages: [String]
  /// What else the agent can do, by the need's name: answers every other need. `router:7` says how well, from 1 to 9;
  /// without it, it is 5.
  package var skills: [String: [String]]

  package init(
    id: AgentID, name: String, phone: Redacted<String>, queues: [QueueID], languages: [String] = [],
    skills: [String: [String]] = [:]
  ) {
    self.id = id
    self.name = name
    self.phone = phone
    self.queues = queues
    self.languages = languages
    self.skills = skills
  }
}

/// What an agent is doing.
///
///     signed-out ──▶ available ──▶ ringing ──▶ talking ──▶ wrapping-up ──▶ available
///                     ▲  │ ▲          │  └─▶ resting (declined, busy) ────────▲
///              paused ┘◀─┘ └ unreachable (no answer, no phone)
///
/// From anywhere but `talking`: engaged, while the phone is in a call that no queue gave.
package enum AgentStatus: Sendable, Hashable {
  case signedOut
  /// Free, since then.
  case available(since: Moment)
  case paused
  /// The phone rings for this ticket.
  case ringing(TicketID)
  case talking(TicketID)
  /// In a call that no queue gave: the agent's own, or a colleague's.
  case engaged
  case wrappingUp(until: Moment)
  /// Declined, was busy elsewhere, or the call to the phone failed: nothing is offered until then.
  case resting(until: Moment)
  /// The phone did not answer or could not be reached: nothing is offered until it registers again.
  case unreachable

  /// The status without its payload: what is counted, shown and recorded.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case signedOut = "signed-out"
    case available, paused, ringing, talking, engaged
    case wrappingUp = "wrapping-up"
    case resting, unreachable
  }

  package var kind: Kind {
    switch self {
    case .signedOut: .signedOut
    case .available: .available
    case .paused: .paused
    case .ringing: .ringing
    case .talking: .talking
    case .engaged: .engaged
    case .wrappingUp: .wrappingUp
    case .resting: .resting
    case .unreachable: .unreachable
    }
  }
}
