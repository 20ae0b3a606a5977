/// Which contacts of a 3xx response are followed (RFC 3261 §8.1.3.4); by default none, so that nobody who is called can
/// send a call, and its bill, elsewhere.
package struct RedirectionPolicy: OptionSet, Sendable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// An account of ours by its address-of-record, or a contact that is registered.
  package static let registeredContacts = RedirectionPolicy(rawValue: 1)
  /// An address within the networks of the trunk that redirects.
  package static let trunkNetworks = RedirectionPolicy(rawValue: 2)
}
