/// How far a supervisor takes part in a conversation.
package enum Supervision: Sendable, Hashable {
  /// Hears both, and is heard by nobody.
  case listen
  /// Hears both, and is heard by the agent alone.
  case whisper
  /// All three hear each other.
  case join
}
