package import SIPSyntax
package import Timekeeping

/// Our registration with one carrier: the user agent's side of REGISTER (RFC 3261 §10.2, RFC 3608).
///
///     idle ──located──▶ registering ──200──▶ registered ──5/6 of the time──▶ refreshing ──200──▶ registered
///                           │ 401, 407: once more with credentials; 423: once more with a longer time
///                           │ 408, 5xx, timeout: the next server
///                           └──refused, or no server left──▶ waiting ──time──▶ registering
///     any ──unregister──▶ leaving ──any final response, timeout──▶ over
///
/// A refresh that fails leaves the old binding in force until its time is up; only then the trunk counts as not
/// registered. It sends to the located servers of the configured registrar alone, whatever a response says: a redirection
/// is followed only to one of those, and an unknown one is told to the operator.
package struct TrunkRegistration: Sendable {
  package enum Input: Sendable {
    /// The servers of the registrar, in the order of trying; none when they could not be found.
    case located([SignallingPath])
    /// A response to our last REGISTER.
    case response(SIPResponse)
    /// No response: 408, or 503 when the request could not leave.
    case failed(StatusCode)
    /// The house closes.
    case unregister
    case deadlineReached
  }

  package enum Effect: Sendable, Equatable {
    case send(SIPRequest, on: SIPFlow)
    /// Look for the servers once more.
    case locate
    case event(Event)
  }

  /// What an operator wants to know.
  package enum Event: Sendable, Hashable {
    case registered(expiresIn: Duration)
    /// The registrar said no; the next try comes after this time.
    case refused(StatusCode, retryIn: Duration)
    /// No server answered, or none is known.
    case unreachable(retryIn: Duration)
    /// The binding ran out without a new one.
    case lapsed
    case unregistered
  }

  enum State: Sendable {
    case idle
    case registering
    case registered(refreshAt: Moment)
    case waiting(until: Moment)
    case leaving
    case over
  }

  /// Min-Expires beyond this is not honoured: nobody needs to ask for more than a day.
  package static let longestExpiry = Duration.seconds(86_400)
  /// Retry-After beyond this is not honoured.
  package static let longestRetryAfter = Duration.seconds(3600)
  /// Raises of the wished time within one try; an honest registrar needs one.
  static let raiseLimit = 2

  let plan: TrunkPlan.Registration
  let callID: String
  let localTag: String
  var digest: DigestClient?
  var dice: SessionDice
  var state = State.idle
  var servers: [SignallingPath] = []
  var place = 0
  var cseq: UInt32 = 0
  var wished: Duration
  var raises = 0
  var backOff = BackOff()
  /// After a refusal that only people can mend, such as a closed account.
  var longBackOff = BackOff(shortest: .seconds(600))
  /// Until when the carrier knows us.
  package internal(set) var expiresAt: Moment?
  /// What the registrar wants our requests to pass (RFC 3608 §5).
  package internal(set) var serviceRoute: [NameAddress] = []

  /// - Parameters:
  ///   - callID: the same for every REGISTER of this run (RFC 3261 §10.2.4).
  ///   - dice: for waits, and for the digest's client nonces; must not be guessable outside of tests.
  package init(
    _ plan: TrunkPlan.Registration, account: TrunkPlan.Account?, callID: String, localTag: String, dice: SessionDice
  ) {
    self.plan = plan
    self.callID = callID
    self.localTag = localTag
    self.dice = dice
    digest = account.map { DigestClient(account: $0) }
    wished = plan.expires
  }

  package var nextDeadline: Moment? {
    let next: Moment? =
      switch state {
      case .registered(let refreshAt): refreshAt
      case .waiting(let until): until
      case .idle, .registering, .leaving, .over: nil
      }
    guard let expiresAt else { return next }
    return min(next ?? expiresAt, expiresAt)
  }

  package var isRegistered: Bool { expiresAt != nil }

  /// The realm that may ask for our password; nil while none is configured and none has asked.
  package var realm: String? { digest?.realm }

  /// The user that calls on this trunk are addressed to.
  package var contactUser: String? { plan.addressOfRecord.user }

  /// Whether the last word to the registrar is still under way.
  package var isLeaving: Bool {
    if case .leaving = state { true } else { false }
  }

  package mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
    switch input {
    case .located(let servers): return take(servers, at: now)
    case .response(let response): return receive(response, at: now)
    case .failed(let status): return fail(status, at: now)
    case .unregister: return unregister(at: now)
    case .deadlineReached: return reachDeadline(at: now)
    }
  }

  // MARK: Servers

  private mutating func take(_ located: [SignallingPath], at now: Moment) -> [Effect] {
    servers = located
    place = 0
    switch state {
    case .idle:
      return servers.isEmpty ? rest(at: now) : register(at: now)
    case .registering, .registered, .waiting, .leaving, .over:
      return []
    }
  }

  private mutating func reachDeadline(at now: Moment) -> [Effect] {
    var effects: [Effect] = []
    if let expiresAt, now >= expiresAt {
      self.expiresAt = nil
      effects.append(.event(.lapsed))
    }
    switch state {
    case .registered(let due) where now >= due, .waiting(let due) where now >= due:
      guard !servers.isEmpty else {
        state = .idle
        return effects + [.locate]
      }
      place = 0
      return effects + register(at: now)
    case .idle, .registering, .registered, .waiting, .leaving, .over:
      return effects
    }
  }

  // MARK: Sending

  private mutating func register(at now: Moment) -> [Effect] {
    raises = 0
    digest?.begin()
    state = .registering
    return send(expires: wished)
  }

  /// REGISTER to the server whose turn it is (§10.2). Its Request-URI is the registrar's domain, without a user.
  mutating func send(expires: Duration) -> [Effect] {
    guard var request = nextRequest(expires: expires) else { return [] }
    let nonce = dice.clientNonce()
    digest?.authorize(&request, clientNonce: nonce)
    return transmit(request)
  }

  mutating func nextRequest(expires: Duration) -> SIPRequest? {
    guard servers.indices.contains(place) else { return nil }
    cseq += 1
    let path = servers[place]
    var registrar = plan.addressOfRecord
    registrar.user = nil
    registrar.password = nil
    registrar.headers = []
    var address = SIPURI(
      secure: plan.addressOfRecord.secure, user: plan.addressOfRecord.user, host: plan.addressOfRecord.host)
    address.headers = []
    var from = NameAddress(uri: .sip(address))
    from.tag = localTag
    var request = SIPRequest(
      method: .register, uri: .sip(registrar), vias: [path.via(branch: branch)], from: from,
      to: NameAddress(uri: .sip(address)), callID: callID, cseq: CSeq(number: cseq, method: .register))
    request.headers.append(.maxForwards, "70")
    request.headers.append(.contact, contact(on: path))
    request.headers.append(.expires, "\(expires.wholeSeconds)")
    return request
  }

  func transmit(_ request: SIPRequest) -> [Effect] {
    guard servers.indices.contains(place) else { return [] }
    return [.send(request, on: servers[place].flow)]
  }

  private var branch: String { "\(Via.branchCookie)\(localTag).REGISTER.\(cseq)" }

  /// Our Contact: the user by which the carrier's calls are known to be this trunk's.
  func contact(on path: SignallingPath) -> String {
    let path = path.leading(to: plan.addressOfRecord)
    guard var contact = try? NameAddress(parsing: path.contact), var uri = contact.uri.sip else { return path.contact }
    uri.user = plan.addressOfRecord.user
    contact.uri = .sip(uri)
    return contact.text
  }

  private mutating func unregister(at now: Moment) -> [Effect] {
    guard isRegistered, servers.indices.contains(place) else {
      state = .over
      expiresAt = nil
      return []
    }
    state = .leaving
    digest?.begin()
    return send(expires: .zero)
  }
}

extension TrunkRegistration: CustomStringConvertible {
  package var description: String {
    switch state {
    case .idle: "registration · looking for the registrar"
    case .registering: "registration · REGISTER \(cseq) sent"
    case .registered(let refreshAt): "registration · registered · refreshed at \(refreshAt)"
    case .waiting(let until):
      "registration · \(isRegistered ? "registered" : "not registered") · tries again at \(until)"
    case .leaving: "registration · leaving"
    case .over: "registration · over"
    }
  }
}
