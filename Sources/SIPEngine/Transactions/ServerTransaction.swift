package import SIPSyntax

/// What happens to a server transaction (RFC 3261 §17.2). It begins with the arrival of its request.
package enum ServerTransactionInput: Sendable {
  /// The request came once more.
  case retransmission
  /// Only INVITE: an ACK that matches (§17.2.3).
  case ack
  /// The transaction user responds; the octets are the whole response.
  case respond(StatusCode, [UInt8])
  /// A response could not be sent.
  case transportFailed
  case deadlineReached
}

/// What a server transaction wants done.
package enum ServerTransactionEffect: Sendable, Equatable {
  case transmit([UInt8])
  /// The same octets once more.
  case retransmit([UInt8])
  /// Only INVITE: an ACK to a 2xx that came with the INVITE's own branch, for the transaction user (RFC 6026 §7.1).
  case deliverACK
  /// Only INVITE: a refusal was never acknowledged.
  case unacknowledged
  /// Forget the transaction.
  case terminated
}
