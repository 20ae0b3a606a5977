/// One thing that keeps an agent busy and did not come from a queue: a call from the agent's phone, or a colleague's call
/// to it. Whoever asks for it makes the name, and no name is used twice.
package struct EngagementID: Hashable, Sendable {
  package let rawValue: String

  package init(_ rawValue: String) {
    self.rawValue = rawValue
  }
}

extension EngagementID: Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  package var description: String { rawValue }
}

/// What somebody asks for who wants an agent outside of the queues.
package struct Engagement: Sendable, Equatable {
  package var id: EngagementID
  package var agent: AgentID
  /// The agent's own phone has made a call: that is a fact and cannot be refused.
  package var isAgentsOwn: Bool

  package init(id: EngagementID, agent: AgentID, isAgentsOwn: Bool = false) {
    self.id = id
    self.agent = agent
    self.isAgentsOwn = isAgentsOwn
  }
}
