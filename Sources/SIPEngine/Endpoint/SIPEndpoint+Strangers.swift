import SIPSyntax
import Timekeeping

/// Who has proved nothing yet: what they may ask, and what they are told.
extension SIPEndpoint {
  /// Whether the datagram is to be dropped before it is read: its source is locked out or asks too much, and what it
  /// sends begins something.
  mutating func dropsUnread(_ datagram: [UInt8], from source: SourceKey, at now: Moment) -> Bool {
    switch sourceGuard.standing(of: source, at: now) {
    case .welcome:
      return false
    case .exhausted:
      let peek = RequestPeek(datagram)
      guard peek.beginsSomething, !peek.hasCredentials else { return false }
      count(.rateLimited)
      return true
    case .lockedOut:
      guard RequestPeek(datagram).beginsSomething else { return false }
      count(.ignored)
      return true
    }
  }

  /// Whether a request may be judged by its credentials: nobody is locked out who tries them, and from a source that
  /// asks too much only a nonce of ours counts, which a forged address does not have.
  mutating func mayTry(_ attempt: DigestAttempt?, from source: SourceKey, at now: Moment) -> Bool {
    if let attempt, sourceGuard.isLockedOut(account: attempt.user, at: source, now: now) {
      count(.ignored)
      return false
    }
    guard attempt?.hasOurNonce != true, sourceGuard.standing(of: source, at: now) == .exhausted else { return true }
    count(.rateLimited)
    return false
  }

  /// Whether something that belongs to nothing deserves an answer; each one counts.
  mutating func answersStray(_ flow: SIPFlow, at now: Moment) -> Bool {
    guard sourceGuard.standing(of: SourceKey(flow.remote.host), at: now) == .welcome else {
      count(.rateLimited)
      return false
    }
    noteStranger(flow, asking: nil, at: now)
    return true
  }

  /// Notes a request that proved nothing. Trunks may send as many as they like.
  mutating func noteStranger(_ flow: SIPFlow, asking name: String?, at now: Moment) {
    guard configuration.trunk(calling: flow.remote.host) == nil else { return }
    if sourceGuard.noteStranger(SourceKey(flow.remote.host), asking: name, at: now) { count(.lockedOut) }
  }

  /// Notes credentials that were wrong.
  mutating func noteFailure(_ attempt: DigestAttempt?, on flow: SIPFlow, at now: Moment) {
    guard let attempt, attempt.hasOurNonce, configuration.trunk(calling: flow.remote.host) == nil else { return }
    if sourceGuard.noteFailure(account: attempt.user, at: SourceKey(flow.remote.host), now: now) { count(.lockedOut) }
  }

  /// The challenge, with fewer algorithms when the answer would be too large, or none at all.
  mutating func challenge(_ arrival: Arrival, with values: [String], asProxyAuth: Bool) {
    let status: StatusCode = asProxyAuth ? .proxyAuthenticationRequired : .unauthorized
    for offered in [values[...], values.prefix(1)] {
      var response = arrival.request.response(status, toTag: statelessTag(for: arrival.request))
      for value in offered { response.headers.append(asProxyAuth ? .proxyAuthenticate : .wwwAuthenticate, value) }
      guard let octets = octets(of: response) else { return }
      guard isTooMuch(octets) else { return effects.append(.send(octets, on: arrival.answerFlow)) }
    }
    count(.ignored)
  }

  /// Whether an answer is so large that the request would serve to flood whoever is named as its sender.
  func isTooMuch(_ octets: [UInt8]) -> Bool {
    guard let stranger, !stranger.holds(octets) else { return false }
    return configuration.trunk(calling: stranger.host) == nil
  }
}

extension SIPRequest {
  /// What a stranger asks for: whose account, and whom to reach.
  var askedName: String { "\(claimedUser ?? "") \(uri.user ?? "")" }
}
