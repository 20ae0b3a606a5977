package import SIPSyntax

/// What happens to a session.
package enum SessionInput: Sendable {
  case command(SessionCommand)
  /// A request within the dialog, other than ACK and CANCEL; its server transaction waits for a response.
  case request(SIPRequest, TransactionID)
  /// The peer took back this INVITE, which has no final response yet, by this CANCEL; without one, its connection is gone.
  case cancelled(TransactionID, by: SIPRequest?)
  /// An ACK to a 2xx of ours.
  case acknowledged(SIPRequest)
  /// A response to a request of ours.
  case response(SIPResponse)
  /// No response: 408, or 503 when the request could not leave.
  case failed(StatusCode, CSeq)
  /// Nothing will be heard of this request any more.
  case clientEnded(CSeq)
  /// We are going down: no BYE waits for an ACK any more.
  case hurried
  case deadlineReached
}

/// What a session wants done.
package enum SessionEffect: Sendable, Equatable {
  case respond(SIPResponse, to: TransactionID)
  /// The same 2xx once more, since its ACK has not come.
  case respondAgain(SIPResponse, to: TransactionID)
  /// Send in a new client transaction.
  case request(SIPRequest, on: SIPFlow)
  /// Send this INVITE no more: it is to be cancelled, but nothing has been heard of it yet.
  case withdraw(SIPRequest)
  /// Send the ACK to a 2xx, which has no transaction.
  case acknowledge(SIPRequest, on: SIPFlow)
  case event(SessionEvent)
  /// Forget the session.
  case finished
}
