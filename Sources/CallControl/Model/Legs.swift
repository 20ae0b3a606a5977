package import CallQueues
package import Redaction

/// What a leg is told to do. An adapter turns it into the words of a protocol.
package enum LegCommand: Sendable, Equatable {
  /// Tell the caller that it rings.
  case ring
  case answer
  /// Refuse the caller's call before it was answered.
  case reject(RejectReason)
  /// Let an agent's phone ring, showing the caller.
  case dial(AgentID, phone: Redacted<String>, callerUser: Redacted<String>, callerName: Redacted<String>?)
  /// Ask the far side whether it is still there. If it is not, the leg ends as `lost`; if it is, nothing comes of it.
  case probe
  /// End it, whatever state it is in. Of a leg that is gone: nothing.
  case hangUp
}

/// Why a call is not taken.
package enum RejectReason: String, Sendable, Hashable, CaseIterable {
  case busyHere = "busy-here"
  case noSuchNumber = "no-such-number"
  case overloaded
  /// No audio in common.
  case notAcceptable = "not-acceptable"
}

/// What happened on a leg.
package enum LegEvent: Sendable, Equatable {
  case ringing
  /// The far side picked up.
  case answered
  /// Audio may flow both ways.
  case connected
  /// The far side put us on hold.
  case held
  case resumed
  /// The leg is gone; nothing follows.
  case ended(LegEnd)
}

/// How a leg ended.
package enum LegEnd: Sendable, Hashable {
  case remoteHangUp
  case busy
  case declined
  case noAnswer
  /// No such registration, or no way to it.
  case unreachable
  /// Stopped before it was answered, by whoever began it.
  case cancelled
  /// Ended by us.
  case localHangUp
  /// The far side vanished without a word.
  case lost
  /// Something went wrong, in a sentence for the record.
  case failed(String)
}
