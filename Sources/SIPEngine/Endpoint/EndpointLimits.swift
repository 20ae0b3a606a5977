/// What an endpoint bears before it says 503: the bounds of its tables.
package struct EndpointLimits: Sendable, Hashable {
  /// Sessions at once, incoming and outgoing.
  package var sessions: Int
  /// New incoming sessions within one second.
  package var newSessionsPerSecond: Int
  /// Transactions at once.
  package var transactions: Int
  /// What Retry-After says beyond capacity.
  package var retryAfter: Duration
  /// Calls that one account may have begun and not ended: more than any phone has lines, few enough that a stolen
  /// password does not take the house.
  package var sessionsPerAccount = 20
  /// What whoever has proved nothing may do.
  package var sources = SourceLimits()

  /// - Parameter transactions: `nil`: as many as the new sessions need.
  package init(
    sessions: Int = 5000, newSessionsPerSecond: Int = 500, transactions: Int? = nil,
    retryAfter: Duration = .seconds(5)
  ) {
    self.sessions = sessions
    self.newSessionsPerSecond = newSessionsPerSecond
    self.transactions = transactions ?? Self.transactions(ofNewSessionsPerSecond: newSessionsPerSecond)
    self.retryAfter = retryAfter
  }

  /// A finished call leaves two or three transactions behind for 64*T1, 32 s. There is room for 100,000 at least, and for
  /// no more than 4,000 new calls a second leave, whatever the configuration says.
  private static func transactions(ofNewSessionsPerSecond rate: Int) -> Int {
    max(100_000, min(rate, 4_000) * 3 * 32)
  }
}
