package import SIPSyntax

/// What happens to a client transaction (RFC 3261 §17.1).
package enum ClientTransactionInput: Sendable {
  /// Send the request for the first time.
  case started
  /// A response that matches (§17.1.3).
  case response(SIPResponse)
  /// Only INVITE: a CANCEL for it has been sent; a final response must now come within 64*T1 (§9.1).
  case cancelSent
  /// Only INVITE: nobody wants it answered any more, but it may not be cancelled before a provisional response (§9.1).
  case withdrawn
  /// The request could not be sent.
  case transportFailed
  case deadlineReached
}

/// What a client transaction wants done.
package enum ClientTransactionEffect: Sendable, Equatable {
  case transmit([UInt8])
  /// The same octets once more.
  case retransmit([UInt8])
  /// Tell the transaction user.
  case deliver(SIPResponse)
  /// No final response came in time: the transaction user takes it as 408 (§8.1.3.1).
  case timedOut
  /// The transaction user takes it as 503 (§8.1.3.1).
  case transportFailed
  /// Forget the transaction.
  case terminated
}
