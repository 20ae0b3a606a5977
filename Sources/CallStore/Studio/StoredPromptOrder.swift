package import CallFlows
package import Redaction
package import Timekeeping

/// An order to record a prompt by phone, as the store keeps it.
package struct StoredPromptOrder: Sendable, Equatable {
  package enum State: String, Sendable, Hashable, CaseIterable {
    /// No service has taken it.
    case asked
    case taken
    case ringing
    case answered
    /// The prompt has a new recording.
    case kept
    case notKept = "not-kept"

    /// Whether nothing follows.
    package var isEnd: Bool { self == .kept || self == .notKept }
  }

  package var id: String
  /// The recording's name without its ending.
  package var prompt: String
  package var language: Language
  /// An agent's short name, the number of an agent's phone, or a telephone number.
  package var phone: Redacted<String>
  package var ordered: WallTime
  package var state = State.asked
  /// Why nothing was kept, in a sentence without its full stop.
  package var detail: String?

  package init(id: String, prompt: String, language: Language, phone: Redacted<String>, ordered: WallTime) {
    self.id = id
    self.prompt = prompt
    self.language = language
    self.phone = phone
    self.ordered = ordered
  }
}
