/// Things worth counting that need no other reaction.
package enum SIPCounter: String, Sendable, Hashable, CaseIterable {
  /// A datagram that is no SIP message.
  case malformed
  /// A datagram of line ends only, which keeps a NAT binding alive (RFC 5626 §3.5.1).
  case keepAlive
  /// A request refused by admission, or with a wrong password.
  case refused
  /// A request answered with a challenge.
  case challenged
  /// A request turned away with 503: beyond capacity, or draining.
  case overloaded
  /// A request or response that we had seen before.
  case retransmissionReceived
  /// A message that we sent again because nothing was heard.
  case retransmissionSent
  /// A response that belongs to no request of ours.
  case stray
  /// A message of ours that could not be written; it was not sent.
  case unwritable
  /// A request dropped unanswered because its source asks more than a stranger may.
  case rateLimited
  /// A source, or an account at one, was locked out; once for each lock-out.
  case lockedOut
  /// A request dropped unanswered because its source or its account is locked out, or because the answer would be much
  /// larger than what a stranger sent.
  case ignored
}
