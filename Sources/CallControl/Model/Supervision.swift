package import CallQueues

/// A caller's conversation with an agent, as somebody else may take part in it.
package struct Conversation: Hashable, Sendable {
  package var call: CallID
  package var agent: AgentID
  /// The agent's, in that call.
  package var leg: LegID

  package init(call: CallID, agent: AgentID, leg: LegID) {
    self.call = call
    self.agent = agent
    self.leg = leg
  }
}

/// How far a supervisor takes part in a conversation.
package enum SupervisionKind: String, Sendable, Hashable, CaseIterable {
  /// Hears both, and is heard by nobody.
  case listen
  /// Hears both, and is heard by the agent alone.
  case whisper
  /// All three hear each other.
  case join
}

/// The beginnings of the numbers by which a supervisor takes part in an agent's conversations: `*81201` listens to the
/// agent whose phone is 201. Without a beginning there is no such number.
package struct SupervisionNumbers: Sendable, Equatable {
  package var listen: String?
  package var whisper: String?
  package var join: String?

  package init(listen: String? = nil, whisper: String? = nil, join: String? = nil) {
    self.listen = listen
    self.whisper = whisper
    self.join = join
  }

  /// What a dialled number asks for, and of whose phone; `nil` for every other number.
  package func wish(in dialled: String) -> (kind: SupervisionKind, phone: String)? {
    let known: [(SupervisionKind, String?)] = [(.listen, listen), (.whisper, whisper), (.join, join)]
    for case (let kind, let beginning?) in known where dialled.hasPrefix(beginning) {
      let phone = String(dialled.dropFirst(beginning.count))
      if !phone.isEmpty { return (kind, phone) }
    }
    return nil
  }
}
