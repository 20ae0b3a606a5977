internal import Glibc
internal import Logging
internal import NIOCore
internal import SIPEngine
internal import Synchronization
internal import Timekeeping

/// Drives the SIP endpoint on one event loop: hands it datagrams, commands and the time, and does what it says.
///
/// It lives on its loop and is only touched there. One alarm is armed for all of the endpoint's deadlines. A datagram
/// leaves at once; the figures and the alarm are settled once for each burst of datagrams (`settle`).
final class EndpointDriver {
  private var endpoint: SIPEndpoint
  private var sockets: [DatagramSocket] = []
  private var alarm: (at: Moment, scheduled: Scheduled<Void>)?
  private var gate = LogGate()
  private var trace: TraceFile?
  private let loop: any EventLoop
  private let clock: any MomentClock
  private let board: GaugeBoard
  private let logger: Logger
  private let onEvent: @Sendable (EndpointEvent) -> Void

  init(
    endpoint: SIPEndpoint, loop: any EventLoop, clock: any MomentClock, board: GaugeBoard, logger: Logger,
    onEvent: @escaping @Sendable (EndpointEvent) -> Void
  ) {
    self.endpoint = endpoint
    self.loop = loop
    self.clock = clock
    self.board = board
    self.logger = logger
    self.onEvent = onEvent
  }

  /// A socket to send on; the driver closes it in `stop`.
  func adopt(_ socket: DatagramSocket) {
    sockets.append(socket)
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

  /// A datagram came. Whoever reads calls `settle` at the end of the burst.
  func received(_ octets: [UInt8], on flow: SIPFlow) {
    board.datagramsReceived.add(1, ordering: .relaxed)
    handle(.received(octets, on: flow), from: flow)
  }

  /// Anything else that reaches the endpoint.
  func take(_ input: EndpointInput) {
    handle(input, from: nil)
    settle()
  }

  /// Publishes the figures and sees to it that the next deadline is not slept through.
  func settle() {
    board.sessions.store(endpoint.liveSessions, ordering: .relaxed)
    board.sessionsInAll.store(endpoint.sessionsInAll, ordering: .relaxed)
    board.transactions.store(endpoint.liveTransactions, ordering: .relaxed)
    arm()
  }

  /// The reading side of a socket failed or was closed by the system.
  func lost(_ address: TransportAddress, because error: (any Error)?) {
    guard sockets.contains(where: { $0.boundAddress == address }) else { return }
    logger.critical(
      "no longer listening for SIP; restart the service",
      metadata: ["address": "\(address)", "error": "\(error, default: "closed")"])
  }

  func noted(_ error: any Error, at address: TransportAddress) {
    guard let suppressed = gate.pass(.receiveFailure, at: clock.now) else { return }
    logger.warning(
      "reading a SIP socket failed",
      metadata: ["address": "\(address)", "error": "\(error)", "suppressed": "\(suppressed)"])
  }

  /// Ends everything; nothing is sent or told afterwards.
  func stop() {
    alarm?.scheduled.cancel()
    alarm = nil
    for socket in sockets { socket.close() }
    sockets = []
  }

  private func handle(_ input: EndpointInput, from source: SIPFlow?) {
    let now = clock.now
    let effects = endpoint.handle(input, at: now)
    trace?.note(input, effects, at: now) { endpoint.session(ofTag: $0) }
    for effect in effects { perform(effect, source: source, at: now) }
  }

  private func perform(_ effect: EndpointEffect, source: SIPFlow?, at now: Moment) {
    switch effect {
    case .send(let octets, let flow): send(octets, on: flow, at: now)
    case .session(let id, let event): onEvent(.session(id, event))
    case .registered(let user, let binding): onEvent(.registered(user: user, binding))
    case .unregistered(let user): onEvent(.unregistered(user: user))
    case .counted(let counter):
      board.count(counter)
      mention(counter, source: source, at: now)
    }
  }
}

extension EndpointDriver {
  /// What the operating system does not take is lost like any datagram: SIP sends it again, or gives up in its time.
  private func send(_ octets: [UInt8], on flow: SIPFlow, at now: Moment) {
    let socket = sockets.first { $0.serves(flow) }
    // Without a socket of that address: it went away under a running call.
    let failure = socket == nil ? EADDRNOTAVAIL : socket?.send(octets, on: flow)
    guard let failure else {
      board.datagramsSent.add(1, ordering: .relaxed)
      return
    }
    board.sendFailures.add(1, ordering: .relaxed)
    guard let suppressed = gate.pass(.sendFailure, at: now) else { return }
    logger.warning(
      "a SIP datagram could not be sent",
      metadata: ["to": "\(flow.remote)", "errno": "\(failure)", "suppressed": "\(suppressed)"])
  }

  /// One line for what somebody should look at; nothing of it comes from the message.
  private func mention(_ counter: SIPCounter, source: SIPFlow?, at now: Moment) {
    let subject: LogGate.Subject
    let line: Logger.Message
    switch counter {
    case .malformed: (subject, line) = (.malformed, "a datagram was no SIP message")
    case .refused: (subject, line) = (.refused, "a SIP request was refused")
    case .overloaded: (subject, line) = (.overloaded, "a call was turned away: beyond capacity, or draining")
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
    guard let deadline = endpoint.nextDeadline else { return }
    // An alarm that rings too early costs less than moving it with every datagram.
    if let alarm, alarm.at <= deadline { return }
    alarm?.scheduled.cancel()
    let delay = TimeAmount(max(deadline - clock.now, .zero))
    let scheduled = loop.assumeIsolated().scheduleTask(in: delay) { [weak self] () -> Void in self?.alarmRang() }
    alarm = (deadline, scheduled)
  }

  private func alarmRang() {
    alarm = nil
    if let deadline = endpoint.nextDeadline, deadline <= clock.now { handle(.deadlineReached, from: nil) }
    settle()
  }
}
