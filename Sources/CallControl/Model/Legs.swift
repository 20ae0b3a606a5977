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
  /// Call this telephone number, showing who calls.
  case dialOutside(Redacted<String>, callerUser: Redacted<String>, callerName: Redacted<String>?)
  /// Call this SIP address, showing who calls.
  case dialAddress(Redacted<String>, callerUser: Redacted<String>, callerName: Redacted<String>?)
  /// Ask the caller's line to take the caller to this telephone number by itself.
  case handOn(Redacted<String>)
  /// Tell the phone how the transfer goes that it asked for; also when it has hung up.
  case reportTransfer(TransferNumber, TransferProgress)
  /// Fetch the party of the consultation that this phone named in its transfer; the answer is `handedOver`.
  case collect(TransferNumber)
  /// The leg is the one that was handed over.
  case adopt
  /// Hand the leg over to whoever asked, with what is known of it: it is not this call's any more.
  case handOver(HandedOver)
  /// Whoever asked for the party of this leg does not get it.
  case keep
  /// Ask the far side whether it is still there. If it is not, the leg ends as `lost`; if it is, nothing comes of it.
  case probe
  /// End it, whatever state it is in. Of a leg that is gone: nothing.
  case hangUp
  /// End it: somebody else has answered, and its phone has missed nothing (RFC 3326).
  case stopRinging
}

/// Why a call is not taken.
package enum RejectReason: String, Sendable, Hashable, CaseIterable {
  case busyHere = "busy-here"
  case noSuchNumber = "no-such-number"
  /// Whoever is called does not want to talk.
  case declined
  /// Whoever is called cannot be reached, or does not answer.
  case unavailable
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
  /// The far side's phone asks for its partner to be connected elsewhere.
  case transferRequested(TransferNumber, TransferTarget)
  /// The caller's line has been asked to take the caller elsewhere.
  case handOn(HandOnProgress)
  /// Another agent's phone has taken the far side's place, with the far side's knowledge (RFC 3891).
  case takenOver(AgentID)
  /// The leg is gone; nothing follows.
  case ended(LegEnd)
}

/// How a leg ended.
package enum LegEnd: Sendable, Hashable {
  case remoteHangUp
  case busy
  case declined
  /// Not called, because nobody may call there; in a sentence for the record.
  case barred(String)
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
