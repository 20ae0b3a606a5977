internal import NIOCore
internal import SIPEngine
internal import SIPSyntax
internal import Synchronization
internal import Timekeeping

/// Whom the connections work for.
protocol ConnectionOwner: AnyObject {
  /// One whole message.
  func received(message octets: [UInt8], on flow: SIPFlow)
  /// What came could not be cut into messages; the answer has been sent, if there is one.
  func receivedNonsense(on flow: SIPFlow)
  /// Nothing can be sent on the flow any more.
  func failed(_ flow: SIPFlow)
  /// Whether anybody would miss the flow.
  func isUsing(_ flow: SIPFlow) -> Bool
  /// Something that an operator should hear of, at most now and then.
  func noted(_ subject: LogGate.Subject, _ sentence: String, about remote: TransportAddress, error: (any Error)?)
}

/// All connections of the SIP service: those that peers have opened and those that we have (RFC 3261 §18).
///
/// They are found by transport, remote address and domain. A connection that a peer has opened carries our requests to
/// that very address and port too (RFC 5923 §5); the `alias` parameter, by which a peer asks that it stand for another
/// port of its own as well, would need a certificate of the peer, and we ask for none. So nobody can talk us into
/// sending another's calls over his connection.
///
/// It lives on the SIP loop and is only touched there.
final class Connections {
  typealias Opener = (SIPFlow, Connection) -> Void

  weak var owner: (any ConnectionOwner)?
  /// Opens the channel of a connection of ours.
  var opener: Opener?
  private let limits: ConnectionLimits
  private let clock: any MomentClock
  private let figures: ConnectionBoard
  private var table: [SIPFlow.Connection: Connection] = [:]
  /// Connections that an address has opened.
  private var accepted: [String: Int] = [:]
  private var deadlines = DeadlineHeap<SIPFlow.Connection>()

  init(limits: ConnectionLimits, clock: any MomentClock, figures: ConnectionBoard) {
    self.limits = limits
    self.clock = clock
    self.figures = figures
  }

  var nextDeadline: Moment? { deadlines.earliest }

  // MARK: Opening

  /// A peer wants to connect; nil when it or all of them together have enough connections.
  func accept(on channel: any Channel, as flow: SIPFlow) -> Connection? {
    guard let name = flow.connection else { return nil }
    guard table.count < limits.inAll, accepted[flow.remote.host, default: 0] < limits.fromOneAddress else {
      figures.count(.refused)
      owner?.noted(
        .connectionRefused, "a SIP connection was refused: there are too many", about: flow.remote, error: nil)
      return nil
    }
    // The peer has begun anew, so the old connection is dead, whatever the system thinks.
    table[name].map { end($0, as: .lost) }
    let connection = Connection(flow, .accepted, limits: limits, at: clock.now)
    connection.adopt(channel)
    insert(connection, as: name)
    accepted[flow.remote.host, default: 0] += 1
    figures.count(.accepted)
    return connection
  }

  /// Sends on the connection of the flow, which is opened when there is none; false when that is not possible.
  func send(_ octets: [UInt8], on flow: SIPFlow) -> Bool {
    guard let name = flow.connection, let connection = table[name] ?? open(flow, as: name), !connection.isLeaving else {
      return false
    }
    // Before it is sent: the peer may ask for the figures at once.
    if connection.isReady { figures.count(.messageSent) }
    if !connection.send(octets) { end(connection, as: .slow) }
    return true
  }

  private func open(_ flow: SIPFlow, as name: SIPFlow.Connection) -> Connection? {
    switch flow.transport {
    case .udp, .ws, .wss: return nil
    case .tcp, .tls: break
    }
    guard table.count < limits.inAll, let opener else { return nil }
    let connection = Connection(flow, .opened, limits: limits, at: clock.now)
    insert(connection, as: name)
    figures.count(.opened)
    opener(flow, connection)
    return connection
  }

  private func insert(_ connection: Connection, as name: SIPFlow.Connection) {
    table[name] = connection
    deadlines.set(connection.watch.deadline, for: name)
    figures.noteOpen(connection.flow.transport, by: 1)
  }

  /// The peer has accepted our connection.
  func connected(_ connection: Connection, _ channel: any Channel) {
    guard isKnown(connection) else {
      channel.close(promise: nil)
      return
    }
    connection.adopt(channel)
    connection.watch.noteConnected(at: clock.now)
    schedule(connection)
  }

  /// Messages may pass.
  func ready(_ connection: Connection) {
    guard isKnown(connection), !connection.isReady else { return }
    let sent = connection.open(at: clock.now)
    figures.count(.messageSent, by: sent)
    schedule(connection)
  }

  // MARK: Receiving

  /// What a connection's octets were cut into.
  func received(_ outputs: [SIPStreamFramer.Output], on connection: Connection, isWithinMessage: Bool) {
    var messages = 0
    var pings = 0
    for output in outputs where isKnown(connection) && !connection.isLeaving {
      switch output {
      case .message(let octets):
        messages += 1
        figures.count(.messageReceived)
        owner?.received(message: octets, on: connection.flow)
      case .ping:
        pings += 1
        figures.count(.ping)
        if !connection.send([0x0D, 0x0A]) { end(connection, as: .slow) }
      case .broken(let error):
        refuse(connection, because: error)
      }
    }
    guard isKnown(connection), !connection.isLeaving else { return }
    connection.watch.noteReceived(
      messages: messages, pings: pings, isWithinMessage: isWithinMessage, at: clock.now)
    schedule(connection)
  }

  /// A keep-alive came that the transport itself answers.
  func pinged(_ connection: Connection, isWithinMessage: Bool) {
    guard isKnown(connection) else { return }
    figures.count(.ping)
    connection.watch.noteReceived(messages: 0, pings: 1, isWithinMessage: isWithinMessage, at: clock.now)
    schedule(connection)
  }

  /// What came breaks the rules of the transport.
  func broke(_ connection: Connection) {
    figures.count(.broken)
    owner?.receivedNonsense(on: connection.flow)
  }

  /// Answers what cannot be read, if it can be answered, and closes.
  private func refuse(_ connection: Connection, because error: SIPParseError) {
    broke(connection)
    if let answer = error.response(source: (connection.flow.remote.host, connection.flow.remote.port)) {
      _ = connection.send(answer)
    }
    leave(connection)
  }

  /// Closes our side once everything has been sent.
  func leave(_ connection: Connection) {
    guard isKnown(connection) else { return }
    connection.leave(at: clock.now)
    schedule(connection)
    // Nobody shall wait for an answer on it.
    owner?.failed(connection.flow)
  }

  // MARK: Closing

  /// The peer or the network has closed it, or our own close is done.
  func closed(_ connection: Connection) {
    guard isKnown(connection) else { return }
    end(connection, as: .lost)
  }

  /// It could not be opened, or TLS failed.
  func failed(_ connection: Connection, because error: any Error) {
    guard isKnown(connection) else { return }
    if !connection.isReady {
      figures.count(.failed)
      let sentence =
        connection.side == .opened ? "a SIP connection could not be opened" : "a SIP connection did not come about"
      owner?.noted(.connectionFailed, sentence, about: connection.flow.remote, error: error)
    }
    end(connection, as: .lost)
  }

  /// The peer does not read what is sent to it.
  func isNotReading(_ connection: Connection) {
    guard isKnown(connection) else { return }
    end(connection, as: .slow)
  }

  /// Closes what was not finished in time and what nobody needs.
  func reachDeadlines() {
    let now = clock.now
    while let name = deadlines.takeDue(at: now), let connection = table[name] {
      let isInUse = owner?.isUsing(connection.flow) ?? false
      switch connection.watch.expire(isInUse: isInUse, at: now) {
      case nil: schedule(connection)
      case .slow where connection.isLeaving: end(connection, as: .lost)
      case .slow: end(connection, as: .late)
      case .idle: end(connection, as: .idle)
      }
    }
  }

  /// Closes everything; nobody is told.
  func closeAll() {
    owner = nil
    opener = nil
    for connection in table.values {
      figures.noteOpen(connection.flow.transport, by: -1)
      connection.closeProperly()
    }
    table = [:]
    accepted = [:]
    deadlines = DeadlineHeap()
  }

  private func end(_ connection: Connection, as end: ConnectionCounter.End) {
    guard let name = connection.flow.connection else { return }
    table[name] = nil
    deadlines.set(nil, for: name)
    figures.noteOpen(connection.flow.transport, by: -1)
    figures.count(.closed(end))
    if connection.side == .accepted {
      let host = connection.flow.remote.host
      accepted[host, default: 1] -= 1
      if accepted[host] == 0 { accepted[host] = nil }
    }
    if end == .slow {
      owner?.noted(
        .connectionFailed, "a SIP connection was closed: the peer does not read", about: connection.flow.remote,
        error: nil)
    }
    end == .idle ? connection.closeProperly() : connection.close()
    owner?.failed(connection.flow)
  }

  private func isKnown(_ connection: Connection) -> Bool {
    connection.flow.connection.flatMap { table[$0] } === connection
  }

  private func schedule(_ connection: Connection) {
    guard let name = connection.flow.connection, isKnown(connection) else { return }
    deadlines.set(connection.watch.deadline, for: name)
  }
}
