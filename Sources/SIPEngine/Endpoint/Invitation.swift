package import SIPSyntax

/// What an outgoing call needs: whom, on whose behalf, with which offer.
///
/// There is no ring time here: the owner hangs up when it has waited long enough.
package struct Invitation: Sendable, Equatable {
  /// Where the INVITE goes.
  package enum Target: Sendable, Equatable {
    /// Every registered contact of this account that answers, the preferred ones first; without one the session ends
    /// with 480.
    case account(String)
    /// This URI, sent on this flow.
    case uri(SIPURI, SIPFlow)
    /// This telephone number, through the trunks that serve it; 403 when nobody may call it, 503 when no trunk can.
    case outside(String)
  }

  package var target: Target
  /// Display name of From; control characters are left out on the wire.
  package var callerName: String?
  /// User part of From.
  package var callerUser: String
  /// The session description that we offer.
  package var offer: [UInt8]
  /// What answers the challenges of a `uri` that is called; trunks have accounts of their own.
  package var account: TrunkPlan.Account?
  /// Whether the called party shall not learn who calls: From is anonymous then, and a trunk is asked for privacy
  /// (RFC 3323 §4.1.1.3).
  package var isCallerWithheld: Bool
  /// Whether we can show the words that the called side speaks.
  package var wantsWords: Bool

  package init(
    target: Target, callerName: String?, callerUser: String, offer: [UInt8], account: TrunkPlan.Account? = nil,
    isCallerWithheld: Bool = false, wantsWords: Bool = false
  ) {
    self.target = target
    self.callerName = callerName
    self.callerUser = callerUser
    self.offer = offer
    self.account = account
    self.isCallerWithheld = isCallerWithheld
    self.wantsWords = wantsWords
  }
}
