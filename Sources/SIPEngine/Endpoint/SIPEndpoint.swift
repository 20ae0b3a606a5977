import SIPSyntax
package import Timekeeping

/// The whole of our SIP without its sockets: datagrams, commands and deadlines in, datagrams and events out.
///
/// It composes the transactions (RFC 3261 §17), the sessions (§12 to §15), the registrar (§10), digest
/// authentication (§22) and admission. A request is looked at in this order: belongs to a transaction; merged; within
/// a dialog; else capacity, admission, method, extensions, body. Until a request has passed all of that, nothing is
/// kept about it: refusals, challenges and 503 are answered statelessly (§8.2.7). A source that asks too much or guesses
/// is not even read (`SourceGuard`).
///
/// It answers no challenge but a trunk's, to a REGISTER or to the INVITE that begins a call there.
package struct SIPEndpoint: Sendable {
  struct Entry: Sendable {
    /// What the session is to the owner of the endpoint.
    enum Role: Sendable {
      /// A session of its own.
      case whole
      /// The branch with this number of a hunt.
      case branch(Int, of: SessionID)
      /// What a hunt has come to; the owner knows it by the hunt's name.
      case winner(of: SessionID)
    }

    var session: Session
    var role = Role.whole
    /// Whether the owner has been told that it is over.
    var isClosed = false
    /// The account that began it.
    var account: String?
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
  /// Outgoing calls that are tried at several places, by the owner's name for them.
  var hunts: [SessionID: Hunt] = [:]
  var huntDeadlines = DeadlineHeap<SessionID>()
  /// The branch that took the call, by the owner's name for the call.
  var winners: [SessionID: SessionID] = [:]
  var registrar: Registrar
  var probes: ContactProbes
  var notifier: MessageSummaryNotifier
  var authenticator: DigestAuthenticator
  var sourceGuard: SourceGuard
  /// While a datagram is handled whose sender has proved nothing yet.
  var stranger: StrangersAnswer?
  /// Sessions that are begun by each account and not over.
  var sessionsByAccount: [String: Int] = [:]
  /// When expired nonces are forgotten next; nil while there are none.
  var nonceCleaning: Moment?
  var rate: NewSessionRate
  var shedding = LoadShedding()
  var board: TrunkBoard
  var dials: DialCounts
  /// The calls to the outside, by their owner's names, until the owner has been told that they are over.
  var outsideCalls: Set<SessionID> = []
  /// The numbers to which trunks have been asked to take their parties, by the sessions with those.
  var handedOn: [SessionID: String] = [:]
  var isDraining = false
  var lastIncoming: UInt64 = 0
  var lastBranch: UInt64 = 0
  let tagSeed: UInt64
  var effects: [EndpointEffect] = []

  /// Sessions whose owner has not yet been told that they are over.
  package internal(set) var liveSessions = 0
  package var liveTransactions: Int { transactions.count }
  /// Live and lingering sessions together: while there is one, messages may still have to be sent or repeated.
  /// With the farewells to registrars.
  package var sessionsInAll: Int { sessions.count + board.farewells }
  /// Of new calls, the share that is let in; below one while the machine does not keep up.
  package var admittedShare: Double { shedding.share }
  /// How each trunk is.
  package var trunkStates: [TrunkState] { board.states }
  /// Sessions that only wait for the last messages of the network.
  package var lingeringSessions: Int { sessions.values.count { $0.isClosed } }

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
    notifier = MessageSummaryNotifier(domain: configuration.domain)
    tagSeed = random.next()
    probes = ContactProbes(configuration.probing, dice: SessionDice(seed: tagSeed &+ 1))
    authenticator = DigestAuthenticator(realm: configuration.domain, random: random)
    rate = NewSessionRate(perSecond: configuration.limits.newSessionsPerSecond)
    sourceGuard = SourceGuard(limits: configuration.limits.sources, seed: tagSeed)
    board = TrunkBoard(plan: configuration.outside, domain: configuration.domain, random: random)
    dials = DialCounts(perNumber: configuration.outside.perNumberPerDay)
    self.random = random
  }

  package var nextDeadline: Moment? {
    var earliest = transactions.nextDeadline
    for other in [
      sessionDeadlines.earliest, huntDeadlines.earliest, registrar.nextDeadline, probes.nextDeadline,
      notifier.nextDeadline, nonceCleaning, board.nextDeadline, shedding.nextDeadline,
    ] {
      guard let other else { continue }
      earliest = min(earliest ?? other, other)
    }
    return earliest
  }

  package mutating func handle(_ input: EndpointInput, at now: Moment) -> [EndpointEffect] {
    switch input {
    case .received(let datagram, let flow):
      stranger = StrangersAnswer(to: datagram, on: flow, amplification: configuration.limits.sources.amplification)
      receive(datagram, on: flow, at: now)
      stranger = nil
    case .flowFailed(let flow): fail(flow, at: now)
    case .listening(let listeners): configuration.listeners = listeners
    case .command(let id, let command): obey(command, of: id, at: now)
    case .accounts(let accounts): replaceAccounts(accounts, at: now)
    case .drain: drain(at: now)
    case .load(let isStrained): shedding.note(isStrained: isStrained, at: now)
    case .deadlineReached: reachDeadlines(at: now)
    case .restored(let bindings):
      let known = bindings.filter { configuration.accounts[$0.key] != nil }
      report(registrar.restore(known, at: now), areRestored: true, at: now)
    case .messageSummary(let user, let summary): update(summary, of: user, at: now)
    case .started: keepUp(.started, at: now)
    case .located(let id, let flows, let life): note(flows, of: id, timeToLive: life, at: now)
    case .day(let day): dials.turn(to: day)
    case .restoredDials(let counts): dials.restore(counts)
    }
    let done = effects
    effects = []
    return done
  }

  private mutating func reachDeadlines(at now: Moment) {
    while let due = transactions.reachDeadline(at: now) { perform(due, at: now) }
    while let id = sessionDeadlines.takeDue(at: now) { handle(.deadlineReached, for: id, at: now) }
    while let id = huntDeadlines.takeDue(at: now) { handle(.deadlineReached, ofHunt: id, at: now) }
    report(registrar.expire(at: now), at: now)
    probeContacts(at: now)
    perform(notifier.reachDeadline(at: now), at: now)
    shedding.recover(at: now)
    if let due = board.nextDeadline, due <= now { keepUp(.deadlineReached, at: now) }
    if let cleaning = nonceCleaning, cleaning <= now {
      authenticator.forgetExpired(at: now)
      nonceCleaning = nil
      scheduleNonceCleaning(at: now)
    }
  }

  private mutating func drain(at now: Moment) {
    guard !isDraining else { return }
    isDraining = true
    keepUp(.drain, at: now)
  }

  mutating func scheduleNonceCleaning(at now: Moment) {
    guard nonceCleaning == nil, authenticator.noncesInUse > 0 else { return }
    nonceCleaning = now + DigestAuthenticator.nonceLifetime
  }

  private mutating func replaceAccounts(_ accounts: [String: DigestAccount], at now: Moment) {
    configuration.accounts = accounts
    report(registrar.forgetAccounts(except: accounts.keys), at: now)
    perform(notifier.forgetAccounts(except: accounts.keys, at: now), at: now)
  }

  mutating func count(_ counter: SIPCounter) {
    effects.append(.counted(counter))
  }

  /// The session whose requests and responses carry this tag of ours, by the name that the owner knows.
  package func session(ofTag tag: String) -> SessionID? { sessionsByTag[tag].map { ownersName(of: $0) } }

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
