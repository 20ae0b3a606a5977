internal import Glibc
internal import Logging
internal import NIOCore
internal import SIPEngine
internal import Synchronization
internal import Timekeeping

/// Drives the SIP endpoint on one event loop: hands it datagrams, commands and the time, and does what it says.
///
/// It lives on its loop and is only touched there. One alarm is armed for all of the endpoint's deadlines. Datagrams
/// leave, and figures and alarm are settled, when the loop has done what it has at hand (`settleSoon`).
final class EndpointDriver {
  private var endpoint: SIPEndpoint
  private var outboxes: [DatagramOutbox] = []
  private var listeners: [SIPListener] = []
  private var alarm: (at: Moment, scheduled: Scheduled<Void>)?
  private var gate = LogGate()
  private var trace: TraceFile?
  /// Flows on which nothing can be sent any more, of which the endpoint is still to be told.
  private var failures: [SIPFlow] = []
  /// Whether effects are being performed; a failure that one of them brings about waits its turn.
  private var isPerforming = false
  /// Whether `settle` is to come.
  private var isUnsettled = false
  let connections: Connections
  let certificates: CertificateShelf
  let limits: ConnectionLimits
  let loop: any EventLoop
  private let clock: any MomentClock
  private let board: GaugeBoard
  private let logger: Logger
  private let onEvent: @Sendable (EndpointEvent) -> Void
  private let outside: OutsideWorld?
  private var watch = LoadWatch()
  /// How many beats the media has left out so far.
  private let lateBeats: @Sendable () -> Int
  /// The day that the endpoint knows of.
  private var day: Int?

  /// The alarm rings on multiples of this, so that many deadlines are served at once; no timer of SIP is so exact that
  /// it would matter.
  private static let alarmGrid = Duration.milliseconds(5)

  init(
    endpoint: SIPEndpoint, limits: ConnectionLimits, certificates: CertificateShelf, loop: any EventLoop,
    clock: any MomentClock, board: GaugeBoard, logger: Logger, outside: OutsideWorld? = nil,
    lateBeats: @escaping @Sendable () -> Int = { 0 },
    onEvent: @escaping @Sendable (EndpointEvent) -> Void
  ) {
    self.endpoint = endpoint
    self.limits = limits
    self.certificates = certificates
    self.loop = loop
    self.clock = clock
    self.board = board
    self.logger = logger
    self.outside = outside
    self.lateBeats = lateBeats
    self.onEvent = onEvent
    connections = Connections(limits: limits, clock: clock, figures: board.connections)
    connections.owner = self
    connections.opener = { [unowned self] flow, connection in open(flow, as: connection) }
  }

  /// A socket to send on; the driver closes it in `stop`.
  func adopt(_ socket: DatagramSocket) {
    outboxes.append(DatagramOutbox(of: socket))
  }

  /// From now on every message is noted.
  func keepTrace(_ settings: TraceSettings, key: UInt64) {
    do throws(TraceFileError) {
      trace = try TraceFile(settings, key: key)
    } catch {
      logger.warning("there is no SIP trace: \(error)")
    }
  }

  /// Notes that a session is a leg of a call of ours.
  func note(_ session: SessionID, isLegOf call: String, party: String) {
    trace?.note(session, isLegOf: call, party: party, at: clock.now)
  }

  /// Where we listen from now on.
  func listen(on listeners: [SIPListener]) {
    self.listeners = listeners
    take(.listening(listeners))
  }

  /// A datagram came. Whoever reads calls `settle` at the end of the burst.
  func received(_ octets: [UInt8], on flow: SIPFlow) {
    board.datagramsReceived.add(1, ordering: .relaxed)
    handle(.received(octets, on: flow), from: flow)
  }

  /// Whether it is in the middle of something, so that it cannot be asked for anything now.
  var isBusy: Bool { isPerforming }

  /// Anything else that reaches the endpoint.
  func take(_ input: EndpointInput) {
    tellDay()
    handle(input, from: nil)
    settleSoon()
  }

  /// Settles once, however much is still to be done before.
  func settleSoon() {
    guard !isUnsettled else { return }
    isUnsettled = true
    loop.assumeIsolated().execute { self.settle() }
  }

  /// Publishes the figures, sends what waits and sees to it that the next deadline is not slept through: whoever is sent
  /// something finds the figures as they were then.
  private func settle() {
    isUnsettled = false
    lookAtLoad()
    ask { endpoint in
      board.sessions.store(endpoint.liveSessions, ordering: .relaxed)
      board.sessionsInAll.store(endpoint.sessionsInAll, ordering: .relaxed)
      board.transactions.store(endpoint.liveTransactions, ordering: .relaxed)
      board.admittedPerThousand.store(Int(endpoint.admittedShare * 1_000), ordering: .relaxed)
    }
    publishTrunks()
    for outbox in outboxes { flush(outbox) }
    arm()
  }

  /// Tells the endpoint whether the machine keeps up, if it is time to look.
  private func lookAtLoad() {
    let now = clock.now
    let isStrained = watch.look(at: now) {
      LoadWatch.Losses(datagrams: outboxes.reduce(0) { $0 + $1.socket.dropped }, beats: lateBeats())
    }
    if let isStrained { perform(endpoint.handle(.load(isStrained: isStrained), at: now), source: nil, at: now) }
  }

  /// The reading side of a socket failed or was closed by the system.
  func lost(_ listener: SIPListener, because error: (any Error)?) {
    guard listeners.contains(listener) else { return }
    logger.critical(
      "no longer listening for SIP; restart the service",
      metadata: ["address": "\(listener)", "error": "\(error, default: "closed")"])
  }

  func noted(_ error: any Error, at address: TransportAddress) {
    guard let suppressed = gate.pass(.receiveFailure, at: clock.now) else { return }
    logger.warning(
      "reading a SIP socket failed",
      metadata: ["address": "\(address)", "error": "\(error)", "suppressed": "\(suppressed)"])
  }

  /// Ends everything; nothing is sent or told afterwards.
  func stop() {
    connections.closeAll()
    alarm?.scheduled.cancel()
    alarm = nil
    for outbox in outboxes {
      flush(outbox)
      outbox.socket.close()
    }
    outboxes = []
    listeners = []
  }

  /// Lends the endpoint, which is large, to whoever only asks: a property of it would be read from a copy.
  private func ask<Answer>(_ question: (inout SIPEndpoint) -> Answer) -> Answer { question(&endpoint) }

  private func handle(_ input: EndpointInput, from source: SIPFlow?) {
    let now = clock.now
    let effects = endpoint.handle(input, at: now)
    trace?.note(input, effects, at: now) { tag in ask { $0.session(ofTag: tag) } }
    perform(effects, source: source, at: now)
    serveFailures(at: now)
  }

  /// Tells the endpoint of every flow that has failed meanwhile.
  private func serveFailures(at now: Moment) {
    while !isPerforming, let flow = failures.first {
      failures.removeFirst()
      let effects = endpoint.handle(.flowFailed(flow), at: now)
      trace?.note(.flowFailed(flow), effects, at: now) { tag in ask { $0.session(ofTag: tag) } }
      perform(effects, source: flow, at: now)
    }
  }

  private func perform(_ effects: [EndpointEffect], source: SIPFlow?, at now: Moment) {
    let isOutermost = !isPerforming
    isPerforming = true
    for effect in effects { perform(effect, source: source, at: now) }
    if isOutermost { isPerforming = false }
  }

  private func perform(_ effect: EndpointEffect, source: SIPFlow?, at now: Moment) {
    switch effect {
    case .send(let octets, let flow):
      if flow.connection == nil {
        send(octets, on: flow)
      } else if !connections.send(octets, on: flow) {
        board.sendFailures.add(1, ordering: .relaxed)
        failed(flow)
      }
    case .session(let id, let event): onEvent(.session(id, event))
    case .registered(let user, let binding): onEvent(.registered(user: user, binding))
    case .unregistered(let user): onEvent(.unregistered(user: user))
    case .unreachable(let user): onEvent(.unreachable(user: user))
    case .bindings(let user, let bindings): onEvent(.bindings(user: user, bindings))
    case .counted(let counter):
      board.count(counter)
      mention(counter, source: source, at: now)
    case .locate(let id, let query): locate(id, query)
    case .trunk(let name, let event):
      logger.mention(event, of: name)
      onEvent(.trunk(name, event))
    case .dialRefused(let id, let refusal): onEvent(.dialRefused(id, refusal))
    case .dialled(let count): onEvent(.dialled(count))
    }
  }
}

extension EndpointDriver {
  /// Has the servers of a trunk looked for; the answer comes back as an input of its own.
  private func locate(_ id: LocationID, _ query: ServerQuery) {
    guard let outside else { return logger.warning("nobody looks for trunks", metadata: ["trunk": "\(id.trunk)"]) }
    let driver = NIOLoopBound(self, eventLoop: loop)
    find(query, in: outside) { flows, timeToLive in
      driver.value.take(.located(id, flows, timeToLive: timeToLive))
    }
  }

  /// Has the servers of an address looked for.
  func locate(_ query: ServerQuery, _ answer: @escaping @Sendable ([SIPFlow]) -> Void) {
    guard let outside else { return answer([]) }
    find(query, in: outside) { flows, _ in answer(flows) }
  }

  private func find(
    _ query: ServerQuery, in outside: OutsideWorld, _ answer: @escaping @Sendable ([SIPFlow], Duration) -> Void
  ) {
    let driver = NIOLoopBound(self, eventLoop: loop)
    let loop = loop
    outside.locator.locate(query) { found in
      loop.execute {
        answer(found.targets.compactMap { outside.flow(to: $0, from: driver.value.listeners) }, found.timeToLive)
      }
    }
  }

  /// Tells the endpoint when a new day has begun; called before it may have to know.
  private func tellDay() {
    guard let today = outside?.today, today != day else { return }
    day = today
    handle(.day(today), from: nil)
  }

  private func publishTrunks() {
    guard outside != nil else { return }
    let states = ask { $0.trunkStates }
    board.trunks.withLock { if $0 != states { $0 = states } }
  }
}

extension EndpointDriver {
  /// Without a socket of that address, it went away under a running call.
  private func send(_ octets: [UInt8], on flow: SIPFlow) {
    guard let outbox = outboxes.first(where: { $0.socket.serves(flow) }) else { return noteSendFailure(EADDRNOTAVAIL) }
    if !outbox.hasRoom(for: octets.count) { flush(outbox) }
    if let failure = outbox.put(octets, on: flow) { return noteSendFailure(failure) }
    settleSoon()
  }

  /// What the operating system does not take is lost like any datagram: SIP sends it again, or gives up in its time.
  private func flush(_ outbox: DatagramOutbox) {
    let (sent, failures) = outbox.flush()
    if sent > 0 { board.datagramsSent.add(sent, ordering: .relaxed) }
    for failure in failures { noteSendFailure(failure) }
  }

  private func noteSendFailure(_ number: CInt) {
    board.sendFailures.add(1, ordering: .relaxed)
    guard let suppressed = gate.pass(.sendFailure, at: clock.now) else { return }
    logger.warning("a SIP datagram could not be sent", metadata: ["errno": "\(number)", "suppressed": "\(suppressed)"])
  }

  /// One line for what somebody should look at; nothing of it comes from the message.
  private func mention(_ counter: SIPCounter, source: SIPFlow?, at now: Moment) {
    let subject: LogGate.Subject
    let line: Logger.Message
    switch counter {
    case .malformed: (subject, line) = (.malformed, "a datagram was no SIP message")
    case .refused: (subject, line) = (.refused, "a SIP request was refused")
    case .overloaded:
      (subject, line) = (.overloaded, "a call was turned away: beyond capacity or strength, or draining")
    case .rateLimited: (subject, line) = (.rateLimited, "a source asks more than strangers may: not answered for now")
    case .lockedOut:
      (subject, line) = (.lockedOut, "a source was locked out: wrong passwords, or it tries one name after another")
    case .ignored, .keepAlive, .challenged, .retransmissionReceived, .retransmissionSent, .stray, .unwritable: return
    }
    guard let suppressed = gate.pass(subject, at: now) else { return }
    let from = source.map { "\($0.remote)" } ?? "-"
    logger.notice(line, metadata: ["from": "\(from)", "suppressed": "\(suppressed)"])
  }

  private func arm() {
    let deadlines = [ask { $0.nextDeadline }, connections.nextDeadline]
    guard let deadline = deadlines.compactMap(\.self).min()?.roundedUp(to: Self.alarmGrid) else { return }
    // An alarm that rings too early costs less than moving it with every datagram.
    if let alarm, alarm.at <= deadline { return }
    alarm?.scheduled.cancel()
    let delay = TimeAmount(max(deadline - clock.now, .zero))
    let scheduled = loop.assumeIsolated().scheduleTask(in: delay) { [weak self] () -> Void in self?.alarmRang() }
    alarm = (deadline, scheduled)
  }

  private func alarmRang() {
    if let alarm { watch.note(lateness: clock.now - alarm.at) }
    alarm = nil
    connections.reachDeadlines()
    if let deadline = ask({ $0.nextDeadline }), deadline <= clock.now { handle(.deadlineReached, from: nil) }
    settleSoon()
  }
}

extension EndpointDriver: ConnectionOwner {
  func received(message octets: [UInt8], on flow: SIPFlow) {
    handle(.received(octets, on: flow), from: flow)
  }

  func receivedNonsense(on flow: SIPFlow) {
    board.count(.malformed)
    mention(.malformed, source: flow, at: clock.now)
  }

  func failed(_ flow: SIPFlow) {
    failures.append(flow)
    serveFailures(at: clock.now)
  }

  func isUsing(_ flow: SIPFlow) -> Bool { ask { $0.isUsing(flow) } }

  func noted(_ subject: LogGate.Subject, _ sentence: String, about remote: TransportAddress, error: (any Error)?) {
    guard let suppressed = gate.pass(subject, at: clock.now) else { return }
    logger.warning(
      "\(sentence)",
      metadata: ["peer": "\(remote)", "error": "\(error, default: "-")", "suppressed": "\(suppressed)"])
  }
}
