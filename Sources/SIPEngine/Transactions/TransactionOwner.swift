/// On whose behalf a transaction is: who hears of its responses.
package enum TransactionOwner: Sendable, Hashable {
  case session(SessionID)
  case trunk(TrunkRequest)

  /// The session, if it is one's.
  package var session: SessionID? {
    switch self {
    case .session(let id): id
    case .trunk: nil
    }
  }
}
