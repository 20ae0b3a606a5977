package import CallQueues
package import Redaction
package import Timekeeping

/// One caller's whole visit. Texts sort by the time of the call's beginning.
package struct CallID: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  package let rawValue: String

  package init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  package init(stringLiteral text: String) { self.init(text) }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  package var description: String { rawValue }
}

/// One party's side of a call.
package enum LegID: Hashable, Sendable, CustomStringConvertible {
  case caller
  /// The call's nth attempt to reach an agent, from 1; no number comes twice in a call.
  case agent(Int)
  /// Somebody outside, to whom an agent or the flow transfers or whom an agent consults; numbered together with the agents.
  case outside(Int)

  package var description: String {
    switch self {
    case .caller: "caller"
    case .agent(let attempt): "agent \(attempt)"
    case .outside(let attempt): "outside \(attempt)"
    }
  }
}

/// What is known of a caller when the call arrives.
package struct CallerFacts: Sendable, Equatable {
  /// The user part that the caller's side presented.
  package var user: Redacted<String>
  package var name: Redacted<String>?
  /// The dialled user part.
  package var dialled: Redacted<String>
  /// Who first forwarded the call to the dialled number.
  package var divertedFrom: Redacted<String>?
  /// The last conversation of whoever calls from that number; `nil` also where the number is withheld.
  package var last: LastConversation?

  /// Whether nobody knows who calls: such callers cannot be told apart.
  package var isAnonymous: Bool { user.exposed == "anonymous" }

  package init(
    user: Redacted<String>, name: Redacted<String>? = nil, dialled: Redacted<String>,
    divertedFrom: Redacted<String>? = nil, last: LastConversation? = nil
  ) {
    self.user = user
    self.name = name
    self.dialled = dialled
    self.divertedFrom = divertedFrom
    self.last = last
  }
}

/// With whom a caller has talked, and when.
package struct LastConversation: Sendable, Equatable {
  package var agent: AgentID
  package var at: WallTime

  package init(agent: AgentID, at: WallTime) {
    self.agent = agent
    self.at = at
  }
}
