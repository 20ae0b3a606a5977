package import CallQueues
package import Redaction

/// What an agent may do.
package enum AgentRole: String, Sendable, Hashable, CaseIterable {
  case agent, supervisor
  /// Who looks after flows, prompts and queues.
  case `operator`
  case administrator

  /// Whether somebody of this role may take part in the conversations of others.
  package var maySupervise: Bool {
    switch self {
    case .agent, .operator: false
    case .supervisor, .administrator: true
    }
  }
}

/// What an agent last asked for; it outlives restarts. A registered phone makes an agent available unless it says
/// otherwise.
package enum AgentWish: String, Sendable, Hashable, CaseIterable {
  case available, paused
  case signedOut = "signed-out"
}

/// What a phone's password has become: RFC 7616 §3.4.2, A1 hashed, in small hexadecimal digits.
package struct PhoneCredentials: Sendable, Equatable {
  /// The realm it was hashed with; with another realm the password has to be set again.
  package var realm: String
  package var md5: Redacted<String>
  package var sha256: Redacted<String>

  package init(realm: String, md5: Redacted<String>, sha256: Redacted<String>) {
    self.realm = realm
    self.md5 = md5
    self.sha256 = sha256
  }
}

/// An agent as the store keeps it.
package struct StoredAgent: Sendable, Equatable {
  package var id: AgentID
  package var name: String
  /// The account of the agent's phone.
  package var phone: Redacted<String>
  package var role: AgentRole
  package var queues: [QueueID]
  /// BCP 47, the best first.
  package var languages: [String]
  /// By the need's name, as `Agent.skills`: `["product": ["router:7", "tv"]]`.
  package var skills: [String: [String]]
  package var credentials: PhoneCredentials
  package var wish: AgentWish

  package init(
    id: AgentID, name: String, phone: Redacted<String>, role: AgentRole = .agent, queues: [QueueID] = [],
    languages: [String] = [], skills: [String: [String]] = [:], credentials: PhoneCredentials,
    wish: AgentWish = .available
  ) {
    self.id = id
    self.name = name
    self.phone = phone
    self.role = role
    self.queues = queues
    self.languages = languages
    self.skills = skills
    self.credentials = credentials
    self.wish = wish
  }

  /// The agent as the queues know one.
  package var queueAgent: Agent {
    Agent(id: id, name: name, phone: phone, queues: queues, languages: languages, skills: skills)
  }
}
