/// How many calls an account may have at once.
extension SIPEndpoint {
  func hasRoom(for origin: IncomingCall.Origin) -> Bool {
    guard case .account(let user) = origin else { return true }
    return sessionsByAccount[user, default: 0] < configuration.limits.sessionsPerAccount
  }

  mutating func noteBeginning(of id: SessionID, by origin: IncomingCall.Origin) {
    guard case .account(let user) = origin else { return }
    sessions[id]?.account = user
    sessionsByAccount[user, default: 0] += 1
  }

  mutating func noteEnd(of entry: Entry) {
    guard let user = entry.account, let count = sessionsByAccount[user] else { return }
    sessionsByAccount[user] = count > 1 ? count - 1 : nil
  }
}
