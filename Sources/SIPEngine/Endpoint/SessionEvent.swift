package import SIPSyntax

/// What a session tells its owner. `.rejected` and `.ended` are the last word: exactly one of them, once.
package enum SessionEvent: Sendable, Equatable {
  /// Incoming: an INVITE that passed admission; 100 has been sent. First event of an incoming session.
  case offered(IncomingCall)
  /// Outgoing: the first 180.
  case ringing
  /// Outgoing: a session description in a provisional response.
  case earlyMedia([UInt8])
  /// Outgoing: the peer took the call; the answer to our offer. ACK has been sent.
  case answered([UInt8])
  /// Outgoing: the final refusal; 408 stands for no response at all, 480 for no registration, 503 for no way to send.
  case rejected(StatusCode)
  /// Incoming: the ACK to our 200 came.
  case confirmed
  /// The peer offers a changed session; answer with `.acceptReoffer` or `.rejectReoffer`.
  case reoffered([UInt8])
  /// The peer's answer to our `.reoffer`.
  case reofferAnswered([UInt8])
  /// The peer refused our `.reoffer`; the session goes on as it was.
  case reofferRejected(StatusCode)
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
  /// We ended or refused it.
  case localHangUp
  /// The peer vanished: no ACK to our 200, or no (or a "no such call") response within the dialog.
  case lost
}
