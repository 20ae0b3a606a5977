package import SIPSyntax

/// What the owner of a session may ask of it.
///
/// A command that no longer fits (the peer was quicker) is ignored: the event that tells why is already on its way.
package enum SessionCommand: Sendable, Equatable {
  /// Call somebody. Only as the first command of an outgoing session.
  case invite(Invitation)
  /// Tell the caller that it rings: 180.
  case ring
  /// Let the caller hear something before the call is taken: 183 with this session description, which answers the
  /// caller's offer, once. It is sent reliably when the caller can do that (RFC 3262). A caller that made no offer gets it
  /// as ours, but only reliably: else as a 183 without it.
  case progress([UInt8])
  /// Take the call: 200 with this session description, an answer, or an offer when the caller made none. After
  /// `.progress` the description of that stands, whatever is given here (RFC 3261 §13.2.1).
  case answer([UInt8])
  /// Refuse the call with a final status of 300 or above; `retryAfter` becomes a Retry-After in whole seconds.
  case reject(StatusCode, retryAfter: Duration?)
  /// End the session by whatever is right in its state: a final error, CANCEL or BYE.
  case hangUp(HangUpReason)
  /// Answer to `.reoffered`: 200 with this session description. To `.offerRequested`: 200 with this offer.
  case acceptReoffer([UInt8])
  /// Answer to `.reoffered` or `.offerRequested`: this status, the session goes on as it was.
  case rejectReoffer(StatusCode)
  /// Offer a changed session (hold, resume) by re-INVITE. Waits its turn while another offer is open.
  case reoffer([UInt8])
  /// Ask the peer of an established session for a sign of life (OPTIONS within the dialog). Any answer will do and tells
  /// nothing; without one in time, or when the peer knows no such call, BYE is sent and the session is lost. Has no
  /// effect while an earlier probe is under way.
  case probe(patience: Duration)
  /// How a transfer that the peer asked for goes: a provisional status, or the final one. Also after the session has
  /// ended: many phones hang up as soon as their REFER is accepted and still want to know.
  case reportTransfer(TransferRequest.ID, StatusCode)
  /// Ask the peer to connect itself elsewhere (REFER within the dialog, RFC 3515). Has no effect while an earlier one is
  /// under way.
  case refer(SIPURI, referredBy: SIPURI?)
  /// Press these keys at the peer by INFO (RFC 6086), one after the other, behind those that wait, of which there may be
  /// 32: `0` to `9`, `*`, `#`, `A` to `D`, and `,` or `p` for two seconds of nothing. Whether the peer understands them
  /// is not told.
  case press([Character])
  /// Tell a peer that wants to show them (`IncomingCall.wantsWords`) the words that it hears now, by INFO of the package
  /// `spoken-words`. Words that wait behind others are replaced by newer ones; what no datagram holds is cut.
  case tellWords(String)
}

/// Why a session is ended by us; decides the status of an unanswered call and the Reason of a BYE or CANCEL (RFC 3326).
package enum HangUpReason: Sendable, Hashable {
  /// The call is over. Unanswered: 480.
  case normal
  /// Somebody else took the call; the phone must not list it as missed. Unanswered: 480.
  case answeredElsewhere
  /// Unanswered: 486.
  case busy
  /// Unanswered: 603.
  case declined
  /// The service is going down. Unanswered: 503.
  case draining
  /// Its other side gives no sign of life any more. Unanswered: 480.
  case lost
}
