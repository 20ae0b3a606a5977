/// Whom a transaction serves: who hears its responses, or that none came.
package enum TransactionOwner: Hashable, Sendable {
  case session(SessionID)
  /// The probing of the registered contact with this number.
  case probe(UInt64)
  case subscription(SubscriptionID)
}
