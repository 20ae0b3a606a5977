package import SIPSyntax

/// What the transaction table wants done; `owner` is whom the transaction serves.
package enum TransactionEffect: Sendable, Equatable {
  case send([UInt8], on: SIPFlow)
  /// The same octets once more.
  case resend([UInt8], on: SIPFlow)
  /// A response to the owner's request.
  case deliver(SIPResponse, owner: TransactionOwner?)
  /// No response: 408 when it did not come, 503 when the request did not leave (RFC 3261 §8.1.3.1).
  case failed(StatusCode, CSeq, owner: TransactionOwner?)
  /// An ACK to the owner's 2xx that came with the branch of the INVITE.
  case acknowledged(CSeq, owner: TransactionOwner?)
  /// A client transaction is gone: nothing will be delivered for this CSeq any more.
  case clientEnded(CSeq, owner: TransactionOwner?)
}
