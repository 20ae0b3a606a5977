internal import Glibc
package import Logging
package import MediaEngine
internal import SDPSessions
internal import Synchronization
package import Timekeeping

/// The media of the whole service: its ports, its threads, and the way in and out of them.
///
/// Commands may come from any thread. Events come on a media thread, in the order they happened for a stream; who
/// listens must hand them on at once, since every stream's beat waits for it. Ends of recordings come on the thread that
/// writes them.
package final class MediaService: Sendable {
  private struct State {
    var ports: PortAllocator
    var random: any RandomNumberGenerator & Sendable
    var threads: [MediaThread] = []
    var writer: RecordingWriter?
    /// Where media is received; its port means nothing.
    var host = MediaAddress(host: UInt128(0), port: 0)
    var opened: UInt64 = 0
  }

  private let configuration: MediaConfiguration
  private let clock: any MomentClock
  private let calendar: any WallClock
  private let logger: Logger
  private let onEvent: @Sendable (MediaStreamID, MediaEvent) -> Void
  private let state: Mutex<State>

  /// - Parameters:
  ///   - clock: reads CLOCK_MONOTONIC, whose zero is its own.
  ///   - calendar: what reports to the other party are stamped with.
  ///   - random: chooses ports and the beginnings of SSRCs, sequence numbers and timestamps.
  package init(
    configuration: MediaConfiguration, clock: any MomentClock, calendar: any WallClock,
    random: any RandomNumberGenerator & Sendable, logger: Logger,
    onEvent: @escaping @Sendable (MediaStreamID, MediaEvent) -> Void
  ) {
    self.configuration = configuration
    self.clock = clock
    self.calendar = calendar
    self.logger = logger
    self.onEvent = onEvent
    let ports = PortAllocator(range: configuration.ports, quarantine: configuration.quarantine)
    state = Mutex(State(ports: ports, random: random))
  }

  deinit {
    stop()
  }

  /// Checks address and range and starts the threads. Starting twice is starting once.
  package func start() throws(MediaTransportError) {
    let host = try usableHost()
    var started: [MediaThread] = []
    let isRunning = state.withLock { !$0.threads.isEmpty }
    guard !isRunning else { return }
    let onEvent = onEvent
    let writer = try RecordingWriter { stream, id, result in onEvent(stream, .recordingEnded(id, result)) }
    try writer.start()
    do {
      for _ in 0..<max(1, configuration.loops) { started.append(try startThread(writer)) }
    } catch {
      for thread in started { thread.stop() }
      writer.stop()
      throw error
    }
    let threads = started
    state.withLock {
      $0.threads = threads
      $0.writer = writer
      $0.host = host
    }
    logger.info("media on \(configuration.host), ports \(configuration.ports)")
  }

  /// Closes every stream without an event, but for the ends of recordings, and ends the threads.
  package func stop() {
    let (threads, writer) = state.withLock { state in
      defer { (state.threads, state.writer) = ([], nil) }
      return (state.threads, state.writer)
    }
    for thread in threads { thread.stop() }
    writer?.stop()
  }

  /// Opens a stream: from now on its ports are bound, and what comes there is dropped until `connect`.
  ///
  /// - Parameter beside: a stream that this one may be bridged with; matters only with several threads.
  package func open(
    beside: MediaStreamID? = nil
  ) throws(MediaTransportError) -> (stream: MediaStreamID, port: UInt16) {
    let pair = try bindPair()
    let adopted = state.withLock { state -> MediaStreamID? in
      guard !state.threads.isEmpty else { return nil }
      let count = UInt64(state.threads.count)
      let id = MediaStreamID(rawValue: state.opened * count + (beside?.rawValue ?? state.opened) % count)
      state.opened += 1
      let seed = RTPSenderSeed(
        ssrc: UInt32(truncatingIfNeeded: state.random.next()),
        // Below 2¹⁵: a receiver of SRTP could not tell a wrap among the first lost packets (RFC 3711 §3.3.1).
        sequence: UInt16(truncatingIfNeeded: state.random.next()) & 0x7FFF,
        timestamp: UInt32(truncatingIfNeeded: state.random.next()))
      return state.threads[Int(id.rawValue % count)].inbox.put(.adopt(id, pair, seed)) ? id : nil
    }
    guard let adopted else {
      pair.close()
      giveBack(pair.port)
      throw .notRunning
    }
    return (adopted, pair.port)
  }

  /// Hands a command to the thread of its stream.
  ///
  /// Commands of one caller are done in their order. One that meets a full inbox is dropped and counted, except
  /// `close`; one for a stream that is gone does nothing.
  package func perform(_ command: MediaCommand) {
    guard let inbox = inbox(of: command.stream) else { return }
    switch command {
    case .bridge(let one, let other) where inbox !== self.inbox(of: other):
      logger.error("streams \(one.rawValue) and \(other.rawValue) are on different media threads: not bridged")
    case .connect(_, let agreed, _, _):
      let address = MediaAddress(host: agreed.remoteHost, port: agreed.remotePort)
      inbox.put(.command(command, isRefused: address.map(isOwn) ?? false))
    case .supervise(let one, let other, _) where inbox !== self.inbox(of: other):
      logger.error("streams \(one.rawValue) and \(other.rawValue) are on different media threads: not supervised")
    case .record(let stream, let order):
      guard !inbox.put(.command(command, isRefused: false)) else { return }
      onEvent(stream, .recordingEnded(order.id, .failed("Too much waits for the media thread: nothing is recorded.")))
    case .play, .append, .loop, .stop, .bridge, .unbridge, .echo, .pauseRecording, .resumeRecording, .endRecording,
      .supervise, .press, .withholdKeys, .attach, .close:
      inbox.put(.command(command, isRefused: false))
    }
  }

  /// Calls back, on a media thread, when everything that was asked of `stream` before has been done.
  ///
  /// At once, and on this thread, when the service is not running.
  package func whenDone(with stream: MediaStreamID, _ reply: @escaping @Sendable () -> Void) {
    guard inbox(of: stream)?.put(.reply(reply)) == true else {
      reply()
      return
    }
  }

  /// The figures of now, from any thread.
  package func gauges() -> MediaGauges {
    var gauges = MediaGauges()
    let (threads, writer) = state.withLock { state in
      gauges.portsInUse = state.ports.inUse.count
      return (state.threads, state.writer)
    }
    writer?.counters.add(to: &gauges)
    for thread in threads {
      thread.counters.add(to: &gauges)
      gauges.commandsDropped += thread.inbox.dropped
    }
    return gauges
  }
}

// MARK: - Inside

extension MediaService {
  private func usableHost() throws(MediaTransportError) -> MediaAddress {
    guard let host = MediaAddress(host: configuration.host, port: 0) else {
      throw .hostUnusable(configuration.host, nil)
    }
    guard state.withLock({ $0.ports.pairCount }) > 0 else { throw .rangeUnusable(configuration.ports) }
    do {
      if let trial = try PortPair.socket(host: host, port: 0) { close(trial) }
    } catch {
      throw error.cause == EADDRNOTAVAIL ? .hostUnusable(configuration.host, error.cause) : error
    }
    return host
  }

  private func startThread(_ writer: RecordingWriter) throws(MediaTransportError) -> MediaThread {
    try MediaThread(
      MediaLoop.Surroundings(
        inbox: try LoopInbox(capacity: configuration.inboxCapacity), counters: LoopCounters(), clock: clock,
        calendar: calendar,
        onEvent: onEvent, writer: writer, onClosed: { [weak self] port in self?.giveBack(port) }))
  }

  /// Binds a free pair; pairs that another process holds are put aside on the way.
  private func bindPair() throws(MediaTransportError) -> PortPair {
    let (host, isRunning, pairs) = state.withLock { ($0.host, !$0.threads.isEmpty, $0.ports.pairCount) }
    guard isRunning else { throw .notRunning }
    for _ in 0..<pairs {
      guard let port = takePort() else { break }
      do {
        if let pair = try PortPair.bind(host: host, port: port) { return pair }
      } catch {
        giveBack(port)
        throw error
      }
      giveBack(port)
    }
    throw .noPortFree(configuration.ports)
  }

  private func takePort() -> UInt16? {
    let now = clock.now
    return state.withLock { state in
      var random = state.random
      defer { state.random = random }
      return Self.take(from: &state.ports, at: now, &random)
    }
  }

  private static func take(
    from ports: inout PortAllocator, at now: Moment, _ random: inout some RandomNumberGenerator & Sendable
  ) -> UInt16? {
    ports.take(at: now, &random)
  }

  private func giveBack(_ port: UInt16) {
    let now = clock.now
    state.withLock { $0.ports.giveBack(port, at: now) }
  }

  private func inbox(of stream: MediaStreamID) -> LoopInbox? {
    state.withLock { state in
      guard !state.threads.isEmpty else { return nil }
      return state.threads[Int(stream.rawValue % UInt64(state.threads.count))].inbox
    }
  }

  /// Whether an address is a port of ours: two streams that talk to each other through the network would go round.
  private func isOwn(_ address: MediaAddress) -> Bool {
    let isInUse = state.withLock { $0.ports.inUse.contains(address.port & ~1) }
    return isInUse && LocalAddresses.contains(address)
  }
}

extension MediaTransportError {
  fileprivate static let notRunning = MediaTransportError(
    .notRunning, "The media service is not running: start it first.")

  fileprivate static func noPortFree(_ range: ClosedRange<UInt16>) -> MediaTransportError {
    MediaTransportError(
      .noPortFree,
      "All media ports from \(range.lowerBound) to \(range.upperBound) are in use: widen the range; "
        + "each party of a call needs two.")
  }

  fileprivate static func hostUnusable(_ host: String, _ cause: Int32?) -> MediaTransportError {
    MediaTransportError(
      .hostUnusable,
      "Media cannot be received on `\(host)`: name an address of this machine, 0.0.0.0 for all of its IPv4 addresses, or :: for all it has.",
      cause: cause)
  }

  fileprivate static func rangeUnusable(_ range: ClosedRange<UInt16>) -> MediaTransportError {
    MediaTransportError(
      .rangeUnusable,
      "The media ports \(range.lowerBound) to \(range.upperBound) hold no even port with the odd one above it: "
        + "name a wider range.")
  }
}
