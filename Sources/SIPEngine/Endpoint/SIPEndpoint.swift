import SIPSyntax
package import Timekeeping

/// The whole of our SIP without its sockets: datagrams, commands and deadlines in, datagrams and events out.
///
/// It composes the transactions (RFC 3261 §17), the sessions (§12 to §15), the registrar (§10), digest
/// authentication (§22) and admission. A request is looked at in this order: belongs to a transaction; merged; within
/// a dialog; else capacity, admission, method, extensions, body. Until a request has passed all of that, nothing is
/// kept about it: refusals, challenges and 503 are answered statelessly (§8.2.7).
///
/// It answers no challenge: no request of ours ever carries credentials.
package struct SIPEndpoint: Sendable {
  struct Entry: Sendable {
    var session: Session
    /// Whether the owner has been told that it is over.
    var isClosed = false
    /// Whom we know the peer as; nil for a URI that was called.
    var peer: SessionPeer?
  }

  var configuration: EndpointConfiguration
  let timers: SIPTimers
  var random: any RandomNumberGenerator & Sendable
  var transactions: TransactionTable
  var sessions: [SessionID: Entry] = [:]
  var sessionsByTag: [String: SessionID] = [:]
  var sessionDeadlines = DeadlineHeap<SessionID>()
  var registrar: Registrar
  var authenticator: DigestAuthenticator
  /// When expired nonces are forgotten next; nil while there are none.
  var nonceCleaning: Moment?
  var rate: NewSessionRate
  var isDraining = false
  var lastIncoming: UInt64 = 0
  let tagSeed: UInt64
  var effects: [EndpointEffect] = []

  /// Sessions whose owner has not yet been told that they are over.
  package internal(set) var liveSessions = 0
  package var liveTransactions: Int { transactions.count }
  /// Live and lingering sessions together: while there is one, messages may still have to be sent or repeated.
  package var sessionsInAll: Int { sessions.count }
  /// Sessions that only wait for the last messages of the network.
  package var lingeringSessions: Int { sessions.count - liveSessions }

  /// - Parameter random: where tags, Call-IDs and nonces come from; must not be guessable outside of tests.
  package init(
    configuration: EndpointConfiguration, timers: SIPTimers = .standard,
    random: any RandomNumberGenerator & Sendable
  ) {
    var random = random
    self.configuration = configuration
    self.timers = timers
    transactions = TransactionTable(timers: timers)
    registrar = Registrar(expiry: configuration.registration)
    tagSeed = random.next()
    authenticator = DigestAuthenticator(realm: configuration.domain, random: random)
    rate = NewSessionRate(perSecond: configuration.limits.newSessionsPerSecond)
    self.random = random
  }

  package var nextDeadline: Moment? {
    var earliest = transactions.nextDeadline
    for other in [sessionDeadlines.earliest, registrar.nextDeadline, nonceCleaning] {
      guard let other else { continue }
      earliest = min(earliest ?? other, other)
    }
    return earliest
  }

  package mutating func handle(_ input: EndpointInput, at now: Moment) -> [EndpointEffect] {
    switch input {
    case .received(let datagram, let flow): receive(datagram, on: flow, at: now)
    case .command(let id, let command): obey(command, of: id, at: now)
    case .accounts(let accounts): replaceAccounts(accounts)
    case .drain: isDraining = true
    case .deadlineReached: reachDeadlines(at: now)
    case .restored(let bindings): report(registrar.restore(bindings, at: now))
    }
    let done = effects
    effects = []
    return done
  }

  private mutating func reachDeadlines(at now: Moment) {
    while let due = transactions.reachDeadline(at: now) { perform(due, at: now) }
    while let id = sessionDeadlines.takeDue(at: now) { handle(.deadlineReached, for: id, at: now) }
    report(registrar.expire(at: now))
    if let cleaning = nonceCleaning, cleaning <= now {
      authenticator.forgetExpired(at: now)
      nonceCleaning = nil
      scheduleNonceCleaning(at: now)
    }
  }

  mutating func scheduleNonceCleaning(at now: Moment) {
    guard nonceCleaning == nil, authenticator.noncesInUse > 0 else { return }
    nonceCleaning = now + DigestAuthenticator.nonceLifetime
  }

  private mutating func replaceAccounts(_ accounts: [String: DigestAccount]) {
    configuration.accounts = accounts
    report(registrar.forgetAccounts(except: accounts.keys))
  }

  mutating func report(_ events: [RegistrarEvent]) {
    for event in events {
      switch event {
      case .registered(let user, let binding): effects.append(.registered(user: user, binding))
      case .unregistered(let user): effects.append(.unregistered(user: user))
      }
    }
  }

  mutating func count(_ counter: SIPCounter) {
    effects.append(.counted(counter))
  }

  /// Sixty-four random bits as a word for tags.
  mutating func newToken() -> String {
    String(random.next(), radix: 36)
  }
}

extension SIPEndpoint: CustomStringConvertible {
  package var description: String {
    "endpoint · \(liveSessions) sessions · \(liveTransactions) transactions\(isDraining ? " · draining" : "")"
  }
}
