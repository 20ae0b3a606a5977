/// What an endpoint bears before it says 503: the bounds of its tables.
package struct EndpointLimits: Sendable, Hashable {
  /// Sessions at once, incoming and outgoing.
  package var sessions: Int
  /// New incoming sessions within one second.
  package var newSessionsPerSecond: Int
  /// Transactions at once. A finished call leaves two or three of them behind for 64*T1.
  package var transactions: Int
  /// What Retry-After says beyond capacity.
  package var retryAfter: Duration
  /// Calls that one account may have begun and not ended: more than any phone has lines, few enough that a stolen
  /// password does not take the house.
  package var sessionsPerAccount = 20
  /// What whoever has proved nothing may do.
  package var sources = SourceLimits()

  package init(
    sessions: Int = 5000, newSessionsPerSecond: Int = 500, transactions: Int = 100_000,
    retryAfter: Duration = .seconds(5)
  ) {
    self.sessions = sessions
    self.newSessionsPerSecond = newSessionsPerSecond
    self.transactions = transactions
    self.retryAfter = retryAfter
  }
}
