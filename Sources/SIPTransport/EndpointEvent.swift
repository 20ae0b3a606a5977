package import SIPEngine

/// What the SIP service tells its owner, in the order in which it happened.
package enum EndpointEvent: Sendable, Equatable {
  case session(SessionID, SessionEvent)
  /// A phone registered or refreshed its registration.
  case registered(user: String, Binding)
  /// The last phone of an account is gone.
  case unregistered(user: String)
  case trunk(String, TrunkEvent)
  /// Why a call to the outside was refused by ourselves; its `.rejected` follows.
  case dialRefused(SessionID, DialRefusal)
  /// An outside number was called: to be kept over a restart.
  case dialled(DialCount)
}
