package import Redaction

/// What an INVITE that passed admission says about the call.
package struct IncomingCall: Sendable, Equatable {
  /// Whom we know the caller as.
  package enum Origin: Sendable, Hashable {
    /// A phone that proved an account's password.
    case account(String)
    /// A configured trunk, by its name, known by its address.
    case trunk(String)
  }

  /// User part of the Request-URI, or the number of a tel URI; from a trunk as E.164 where it is a telephone number.
  package var dialled: Redacted<String>
  /// User part of From, or of what a trusted trunk asserts instead; `anonymous` when it is withheld.
  package var callerUser: Redacted<String>
  /// Display name beside it.
  package var callerName: Redacted<String>?
  /// Whether the caller does not want to be known.
  package var isCallerWithheld: Bool
  /// Who first forwarded the call, from a trusted trunk's Diversion or History-Info.
  package var divertedFrom: Redacted<String>?
  package var callID: String
  /// The caller's session description; empty when the caller wants ours first.
  package var offer: [UInt8]
  package var origin: Origin
  package var flow: SIPFlow
  /// The session in whose place the caller wants to be (RFC 3891): answer the call, connect it as that one was, and hang
  /// that one up.
  package var replaces: SessionID?
  /// Whether its phone shows the words that are spoken to it: `.tellWords`.
  package var wantsWords: Bool

  package init(
    dialled: Redacted<String>, callerUser: Redacted<String>, callerName: Redacted<String>?,
    isCallerWithheld: Bool = false, divertedFrom: Redacted<String>? = nil, callID: String, offer: [UInt8],
    origin: Origin, flow: SIPFlow, replaces: SessionID? = nil, wantsWords: Bool = false
  ) {
    self.dialled = dialled
    self.callerUser = callerUser
    self.callerName = callerName
    self.isCallerWithheld = isCallerWithheld
    self.divertedFrom = divertedFrom
    self.callID = callID
    self.offer = offer
    self.origin = origin
    self.flow = flow
    self.replaces = replaces
    self.wantsWords = wantsWords
  }
}
