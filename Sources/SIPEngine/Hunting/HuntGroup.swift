/// Targets of an outgoing call that are tried at once (RFC 3261 §16.6).
package struct HuntGroup: Sendable, Equatable {
  /// When the next group gets its turn after every target of this one has failed.
  package enum Continuation: Sendable, Hashable {
    /// Whatever the targets answered: the groups are different phones of one person.
    case afterAnyRefusal
    /// Only when no target had anything to say about the person who is called: the groups are different ways to one
    /// person (RFC 3263 §4.3).
    case afterFailure
  }

  package var targets: [OutgoingTarget]
  /// Further flows of phones that are among the targets; one is tried at once in place of a flow that has failed
  /// (RFC 5626 §5.3).
  package var spares: [OutgoingTarget]
  package var continuation: Continuation
  /// How long the group may ring before the next one gets its turn; nil rings until somebody decides.
  package var ringTime: Duration?

  package init(
    _ targets: [OutgoingTarget], spares: [OutgoingTarget] = [], continuation: Continuation,
    ringTime: Duration? = nil
  ) {
    self.targets = targets
    self.spares = spares
    self.continuation = continuation
    self.ringTime = ringTime
  }
}
