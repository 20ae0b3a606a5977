package import CallFlows
package import CallQueues
package import Redaction
package import Timekeeping

/// Who calls to hear messages.
package enum MessageBoxDoor: Sendable, Equatable {
  /// An agent's own phone, by its account: it has proved its password.
  case own(AgentID, account: Redacted<String>)
  /// Somebody else's phone, or a line from outside: an account and its PIN have to be keyed.
  case any
}

/// The messages that wait for one agent: those of all queues that the agent answers.
package struct MessageBox: Sendable, Equatable {
  /// In which the agent is spoken to.
  package var language: Language
  /// The oldest first.
  package var messages: [WaitingMessage]

  package init(language: Language, messages: [WaitingMessage]) {
    self.language = language
    self.messages = messages
  }

  package var newMessages: [WaitingMessage] { messages.filter(\.isNew) }
}

/// A message that a caller left.
package struct WaitingMessage: Sendable, Equatable {
  package var name: RecordingName
  package var left: WallTime
  /// The caller's telephone number; nil where there is none that can be called.
  package var caller: Redacted<String>?
  package var isNew: Bool
  package var isComplaint: Bool

  package init(
    name: RecordingName, left: WallTime, caller: Redacted<String>? = nil, isNew: Bool, isComplaint: Bool = false
  ) {
    self.name = name
    self.left = left
    self.caller = caller
    self.isNew = isNew
    self.isComplaint = isComplaint
  }
}

/// What a call that hears messages asks of whoever keeps them; each is answered by one `MessageBoxAnswer`.
package enum MessageBoxRequest: Sendable, Equatable {
  /// The messages of the agent whose own phone calls.
  case open(account: Redacted<String>)
  /// The messages of the agent of this account, whom the PIN has to prove.
  ///
  /// `source` is who keys it, as wrong PINs are counted.
  case prove(account: Redacted<String>, pin: Redacted<String>, source: PINSource)
  /// Keep that this agent has heard the message.
  case markHeard(RecordingName, by: AgentID)
  /// Delete the message, and keep that it is deleted.
  case delete(RecordingName)
  /// Read the message, play the words and then the message; a playback as any other. Whatever plays next gives it up.
  case play(RecordingName, Playback)
}

package enum MessageBoxAnswer: Sendable, Equatable {
  case opened(MessageBox, of: AgentID)
  /// The agent whose own phone calls wants a PIN asked there, too.
  case wantsPIN
  /// Account and PIN do not belong together, or nobody may try them now: nothing tells which. It is counted by now.
  case denied
  /// The message is marked or deleted, and that is on the disk.
  case done(RecordingName)
  /// The message of this playback cannot be read any more.
  case unreadable(PlaybackNumber)
  /// The record, or the disk, does not do what it should.
  case failed
}
