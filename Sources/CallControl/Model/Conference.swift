package import CallQueues

/// The two of a consultation, on their way to the call whose caller the agent left waiting, so that all three talk.
package struct Conferees: Sendable, Equatable {
  /// Whose consultation it was.
  package var agent: AgentID
  package var isAgentHolding: Bool
  /// Whom the agent asked.
  package var guest: HandedOver

  package init(agent: AgentID, isAgentHolding: Bool, guest: HandedOver) {
    self.agent = agent
    self.isAgentHolding = isAgentHolding
    self.guest = guest
  }
}
