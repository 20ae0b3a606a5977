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

  /// User part of the Request-URI, or the number of a tel URI.
  package var dialled: Redacted<String>
  /// User part of From.
  package var callerUser: Redacted<String>
  /// Display name of From.
  package var callerName: Redacted<String>?
  package var callID: String
  /// The caller's session description; empty when the caller wants ours first.
  package var offer: [UInt8]
  package var origin: Origin
  package var flow: SIPFlow

  package init(
    dialled: Redacted<String>, callerUser: Redacted<String>, callerName: Redacted<String>?, callID: String,
    offer: [UInt8], origin: Origin, flow: SIPFlow
  ) {
    self.dialled = dialled
    self.callerUser = callerUser
    self.callerName = callerName
    self.callID = callID
    self.offer = offer
    self.origin = origin
    self.flow = flow
  }
}
