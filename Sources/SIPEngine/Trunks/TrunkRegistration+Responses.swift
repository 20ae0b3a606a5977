import SIPSyntax
import Timekeeping

/// What the registrar says, and what follows from it.
extension TrunkRegistration {
  mutating func receive(_ response: SIPResponse, at now: Moment) -> [Effect] {
    guard response.cseq.number == cseq, response.status.isFinal, response.callID == callID else { return [] }
    if case .leaving = state { return receiveFarewell(response) }
    guard case .registering = state else { return [] }
    let status = response.status
    if status.isSuccess { return accept(response, at: now) }
    switch status {
    case .unauthorized, .proxyAuthenticationRequired:
      return meet(response, expires: wished) ?? rest(because: status, at: now)
    case .intervalTooBrief:
      return raise(response, at: now)
    case .requestTimeout:
      return fail(status, at: now)
    default:
      if status.isRedirection { return redirect(response, at: now) }
      if status.rawValue >= 500, status.rawValue < 600 { return fail(status, response: response, at: now) }
      return refuse(status, at: now)
    }
  }

  private mutating func receiveFarewell(_ response: SIPResponse) -> [Effect] {
    if response.status == .unauthorized || response.status == .proxyAuthenticationRequired,
      let again = meet(response, expires: .zero)
    {
      return again
    }
    state = .over
    expiresAt = nil
    return [.event(.unregistered)]
  }

  private mutating func accept(_ response: SIPResponse, at now: Moment) -> [Effect] {
    let granted = granted(in: response)
    guard granted > .zero else { return refuse(response.status, at: now) }
    backOff.reset()
    longBackOff.reset()
    serviceRoute = (try? response.headers.addresses(.serviceRoute, limit: SIPLimits.standard.routes)) ?? []
    expiresAt = now + granted
    state = .registered(refreshAt: now + granted - Self.leeway(of: granted))
    return [.event(.registered(expiresIn: granted))]
  }

  /// How long before the end the binding is refreshed: a sixth of its time, and thirty seconds at least where there are
  /// as many, so that two tries fit in.
  private static func leeway(of granted: Duration) -> Duration {
    max(granted / 6, min(.seconds(30), granted / 2))
  }

  /// The time that our Contact was given, else that of the whole response, else what we asked for (§10.2.4).
  private func granted(in response: SIPResponse) -> Duration {
    let ours = servers.indices.contains(place) ? try? NameAddress(parsing: contact(on: servers[place])) : nil
    let contacts = (try? response.contacts) ?? []
    let mine = contacts.first { contact in
      guard let left = contact.uri.sip, let right = ours?.uri.sip else { return false }
      return left.isEquivalent(to: right)
    }
    let own = mine ?? (contacts.count == 1 ? contacts.first : nil)
    let seconds = DeltaSeconds(own?.parameters["expires"]) ?? DeltaSeconds(response.headers[first: .expires])
    return seconds.map { min($0.duration, Self.longestExpiry) } ?? wished
  }

  private mutating func meet(_ response: SIPResponse, expires: Duration) -> [Effect]? {
    guard digest != nil, var request = nextRequest(expires: expires) else { return nil }
    let nonce = dice.clientNonce()
    guard digest?.meet(response, in: &request, clientNonce: nonce) == true else { return nil }
    return transmit(request)
  }

  /// 423: ask for as long as the registrar wants (§10.2.8).
  private mutating func raise(_ response: SIPResponse, at now: Moment) -> [Effect] {
    guard let minimum = DeltaSeconds(response.headers[first: .minExpires])?.duration, minimum > wished,
      minimum <= Self.longestExpiry, raises < Self.raiseLimit
    else { return refuse(response.status, at: now) }
    raises += 1
    wished = minimum
    digest?.begin()
    return send(expires: wished)
  }

  /// 3xx: to a server that is the registrar's anyway, else to nobody.
  private mutating func redirect(_ response: SIPResponse, at now: Moment) -> [Effect] {
    let hosts = ((try? response.contacts) ?? []).compactMap { $0.uri.host }
    let next = servers.indices.first { $0 > place && hosts.contains(servers[$0].flow.remote.host) }
    guard let next else { return refuse(response.status, at: now) }
    place = next
    digest?.begin()
    return send(expires: wished)
  }

  /// A server failed: the next one, or a rest when it was the last. `Retry-After` is kept to (RFC 3261 §20.33).
  mutating func fail(_ status: StatusCode, response: SIPResponse? = nil, at now: Moment) -> [Effect] {
    if case .leaving = state {
      state = .over
      expiresAt = nil
      return [.event(.unregistered)]
    }
    guard case .registering = state else { return [] }
    if place + 1 < servers.count {
      place += 1
      digest?.begin()
      return send(expires: wished)
    }
    let asked = response?.headers.retryAfter
    let wait = max(backOff.next(&dice), min(asked ?? .zero, Self.longestRetryAfter))
    state = .waiting(until: now + wait)
    let event: Event = response == nil ? .unreachable(retryIn: wait) : .refused(status, retryIn: wait)
    return [.event(event), .locate]
  }

  /// A refusal that the same request would meet again.
  private mutating func refuse(_ status: StatusCode, at now: Moment) -> [Effect] {
    let wait = longBackOff.next(&dice)
    state = .waiting(until: now + wait)
    return [.event(.refused(status, retryIn: wait))]
  }

  /// - Parameter status: the refusal that led to it; nil when there was nobody to ask.
  mutating func rest(because status: StatusCode? = nil, at now: Moment) -> [Effect] {
    let wait = backOff.next(&dice)
    state = .waiting(until: now + wait)
    return [.event(status.map { .refused($0, retryIn: wait) } ?? .unreachable(retryIn: wait))]
  }
}
