import CallControl
import CallQueues
import MediaEngine
import Synchronization

/// Who talks with whom: the calls write it down, and those that watch an agent are told at once.
///
/// From any thread. What is told waits in the watching call's inbox, so that nobody waits for anybody.
final class ConversationBoard: Sendable {
  private struct Entry {
    var conversation: Conversation
    /// The agent's.
    var stream: MediaStreamID
    var inbox: CallInbox
  }

  private struct State {
    /// The latest of each agent.
    var entries: [AgentID: Entry] = [:]
    var watchers: [AgentID: [CallInbox]] = [:]

    func tell(_ agent: AgentID, _ conversation: Conversation?) {
      for inbox in watchers[agent] ?? [] { inbox.post(.input(.conversation(agent, conversation))) }
    }
  }

  private let state = Mutex(State())

  func begin(_ conversation: Conversation, on stream: MediaStreamID, in inbox: CallInbox) {
    state.withLock { state in
      state.entries[conversation.agent] = Entry(conversation: conversation, stream: stream, inbox: inbox)
      state.tell(conversation.agent, conversation)
    }
  }

  /// Nothing, if another of the same agent's has begun.
  func end(_ conversation: Conversation) {
    state.withLock { state in
      guard state.entries[conversation.agent]?.conversation == conversation else { return }
      state.entries[conversation.agent] = nil
      state.tell(conversation.agent, nil)
    }
  }

  /// The agent's stream; `nil` when the conversation is over.
  func stream(of conversation: Conversation) -> MediaStreamID? {
    state.withLock { state in
      guard let entry = state.entries[conversation.agent], entry.conversation == conversation else { return nil }
      return entry.stream
    }
  }

  /// The call in which the agent has a caller.
  func inbox(of agent: AgentID) -> CallInbox? { state.withLock { $0.entries[agent]?.inbox } }

  /// Tells of the agent's conversations from now on, the present one first, or that there is none.
  func watch(_ agent: AgentID, for inbox: CallInbox) {
    state.withLock { state in
      state.watchers[agent, default: []].append(inbox)
      inbox.post(.input(.conversation(agent, state.entries[agent]?.conversation)))
    }
  }

  func stopWatching(_ agent: AgentID, for inbox: CallInbox) {
    state.withLock { state in
      state.watchers[agent]?.removeAll { $0 === inbox }
      if state.watchers[agent]?.isEmpty == true { state.watchers[agent] = nil }
    }
  }
}
