package import SIPSyntax

/// What a session tells its owner. `.rejected` and `.ended` are the last word: exactly one of them, once.
package enum SessionEvent: Sendable, Equatable {
  /// Incoming: an INVITE that passed admission; 100 has been sent. First event of an incoming session. Without an offer
  /// in it, the description in `.answer` is ours to offer and `.answerReceived` brings the caller's answer.
  case offered(IncomingCall)
  /// Outgoing: the first 180.
  case ringing
  /// Outgoing: a session description in a provisional response.
  case earlyMedia([UInt8])
  /// Outgoing, where several places were tried: what follows, early media or an answer, is this one's. It may be one of a
  /// trunk.
  case reached(SIPFlow, trunk: String?)
  /// Outgoing: the peer took the call; the answer to our offer. ACK has been sent.
  case answered([UInt8])
  /// Outgoing: the final refusal; 408 stands for no response at all, 480 for no registration, 503 for no way to send.
  case rejected(StatusCode)
  /// Incoming: the answer to the offer that we made, since the caller made none. Comes before `.confirmed`, or before
  /// the call is taken when `.progress` made the offer.
  case answerReceived([UInt8])
  /// Incoming: the ACK to our 200 came.
  case confirmed
  /// The peer offers a changed session, by re-INVITE, UPDATE or PRACK, perhaps before the call is taken; answer at once
  /// with `.acceptReoffer` or `.rejectReoffer`.
  case reoffered([UInt8])
  /// The peer wants an offer from us (a re-INVITE without one); answer at once with `.acceptReoffer`, whose description
  /// is then the offer, or `.rejectReoffer`.
  case offerRequested
  /// The peer's answer to our `.reoffer`, or to the offer that it requested. Also comes unasked, when the peer answers
  /// a refresh of the session with another description than before.
  case reofferAnswered([UInt8])
  /// The peer refused our `.reoffer`, or gave no answer to the offer that it requested; the session goes on as it was.
  case reofferRejected(StatusCode)
  /// The peer pressed a key and told us by INFO: `0` to `9`, `*`, `#`, `A` to `D`. May come before the call is taken, and
  /// beside the same key as telephone-event or tone.
  case keyPressed(Character)
  /// The peer says what it speaks now, as our `Invitation.wantsWords` asked. Text from outside: not to be trusted.
  case wordsSpoken(String)
  /// The phone of an account asks for its partner to be connected elsewhere; 202 has been sent. Say how it goes by
  /// `.reportTransfer`, the final status last.
  case transferRequested(TransferRequest)
  /// The peer takes itself elsewhere, as our `.refer` asked; `.transferProgress` may follow.
  case transferAccepted
  /// The peer does not; the session goes on as it was.
  case transferRefused(StatusCode)
  /// How the peer's own transfer goes; a final status is the last word, 408 stands for no word in time.
  case transferProgress(StatusCode)
  /// The session is over.
  case ended(SessionEnd)
}

/// How a session ended.
package enum SessionEnd: Sendable, Hashable {
  /// The peer sent BYE.
  case remoteHangUp
  /// The caller gave up before we answered: CANCEL, or its Expires ran out.
  case remoteCancel
  /// As `remoteCancel`, since somebody else took the call (RFC 3326): nobody has missed it.
  case answeredElsewhere
  /// We ended or refused it.
  case localHangUp
  /// The peer vanished: no ACK to our 200 (or one without the answer it owes), no PRACK to a reliable provisional
  /// response, no (or a "no such call") response within the dialog, or nobody refreshed the session in time.
  case lost
}
