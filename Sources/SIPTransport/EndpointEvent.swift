package import SIPEngine

/// What the SIP service tells its owner, in the order in which it happened.
package enum EndpointEvent: Sendable, Equatable {
  case session(SessionID, SessionEvent)
  /// A phone registered or refreshed its registration.
  case registered(user: String, Binding)
  /// The last phone of an account is gone.
  case unregistered(user: String)
  /// No phone of an account answers any more, though one is registered. `.registered` follows when one does.
  case unreachable(user: String)
  /// All contacts of an account now: what is to be known again after a restart.
  case bindings(user: String, [Binding])
}
