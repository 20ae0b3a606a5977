internal import Glibc
package import Logging
internal import NIOCore
internal import NIOPosix
package import SIPEngine
internal import Synchronization
package import Timekeeping

/// The SIP side of the house: sockets and timers around the SIP endpoint.
///
/// All of it lives on one event loop of its own. Commands come from any thread and are taken in the order in which they
/// were given; events are told on the loop, so whoever listens must not block. Neither side waits for the other: the
/// number of commands under way is bounded by the number of sessions, which the endpoint bounds.
package final class SIPService: Sendable {
  private let listen: [SIPListener]
  private let configuration: EndpointConfiguration
  private let limits: ConnectionLimits
  private let tls: TLSFiles?
  private let certificateInterval: Duration
  private let group: MultiThreadedEventLoopGroup
  private let loop: any EventLoop
  private let executor: LoopTaskExecutor
  private let driver: NIOLoopBoundBox<EndpointDriver>
  private let board = GaugeBoard()
  private let localAddresses: LocalAddresses
  private let trace: (settings: TraceSettings, key: UInt64)?
  private let channels = Mutex<[(listener: SIPListener, channel: any Channel)]>([])

  /// How often the files of the certificate are looked at.
  package static let certificateInterval = Duration.seconds(10)

  /// - Parameters:
  ///   - listen: where to listen; port 0 takes a free one.
  ///   - tls: our certificate, for TLS and secure WebSockets.
  ///   - random: where branches, tags and nonces come from.
  ///   - trace: where recent messages are kept for `switchboard trace`; nil keeps none.
  ///   - locator: who looks for the servers of trunks; without one there are no trunks to the outside.
  ///   - calendar: tells when a new day begins, for the calls that a number may get in one.
  ///   - lateBeats: how many beats the media has left out so far: a sign that the machine does not keep up.
  ///   - onEvent: called on the SIP loop, in order; must not block.
  package init(
    listen: [SIPListener], configuration: EndpointConfiguration, timers: SIPTimers = .standard,
    limits: ConnectionLimits = ConnectionLimits(), tls: TLSFiles? = nil,
    certificateInterval: Duration = SIPService.certificateInterval, clock: any MomentClock,
    random: any RandomNumberGenerator & Sendable, locator: (any ServerLocator)? = nil,
    calendar: (any WallClock)? = nil, logger: Logger, trace: TraceSettings? = nil,
    lateBeats: @escaping @Sendable () -> Int = { 0 },
    onEvent: @escaping @Sendable (EndpointEvent) -> Void
  ) {
    var random = random
    self.trace = trace.map { ($0, random.next()) }
    self.listen = listen
    self.configuration = configuration
    self.limits = limits
    self.tls = tls
    self.certificateInterval = certificateInterval
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    loop = group.next()
    executor = LoopTaskExecutor(loop: loop)
    let localAddresses = LocalAddresses(clock: clock)
    self.localAddresses = localAddresses
    let outside = locator.map { OutsideWorld(locator: $0, calendar: calendar, localAddresses: localAddresses) }
    let endpoint = SIPEndpoint(configuration: configuration, timers: timers, random: random)
    driver = .makeBoxSendingValue(
      EndpointDriver(
        endpoint: endpoint, limits: limits,
        certificates: CertificateShelf(of: tls, loop: loop, logger: logger), loop: loop,
        clock: clock, board: board, logger: logger, outside: outside, lateBeats: lateBeats, onEvent: onEvent),
      eventLoop: loop)
  }

  /// Reads the certificate and opens every socket, or none.
  package func start() async throws(SIPTransportError) {
    for listener in listen where listener.transport.isSecure && tls == nil { throw .withoutCertificate(listener) }
    let contexts = try TLSContexts.read(tls)
    var opened: [DatagramSocket] = []
    do {
      for listener in listen where listener.transport == .udp {
        opened.append(try DatagramSocket(listeningOn: listener.address))
      }
    } catch {
      for socket in opened { socket.close() }
      throw error
    }
    let sockets = opened
    let driver = driver
    if let trace { try? await loop.submit { driver.value.keepTrace(trace.settings, key: trace.key) }.get() }
    // From here on the driver closes them, also when reading cannot begin.
    try? await loop.submit {
      driver.value.certificates.put(contexts)
      for socket in sockets { driver.value.adopt(socket) }
    }.get()
    do {
      for socket in sockets { try await read(socket) }
      for listener in listen where listener.transport != .udp { try await accept(on: listener) }
    } catch {
      await closeAll()
      throw error
    }
    let bound = boundListeners
    try? await loop.submit { driver.value.listen(on: bound) }.get()
    watchCertificate()
    take(.started)
  }

  /// Where it listens, with the ports it got, UDP first; empty before `start`.
  package var boundListeners: [SIPListener] { channels.withLock { $0.map(\.listener) } }

  /// The addresses of `boundListeners`.
  package var boundAddresses: [TransportAddress] { boundListeners.map(\.address) }

  /// Reads the certificate again, for new connections; one that cannot be used leaves the old one. From any thread.
  package func reloadCertificate() {
    let driver = driver
    loop.execute { driver.value.certificates.look(isForced: true) }
  }

  private func watchCertificate() {
    guard tls != nil else { return }
    let driver = driver
    let interval = TimeAmount(certificateInterval)
    loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
      driver.value.certificates.look(isForced: false)
    }
  }

  /// Runs tasks on the SIP loop: what they ask is done at once, and what they are told costs no change of threads.
  /// They must not block or calculate for long, and be over before `stop`.
  package var taskExecutor: any TaskExecutor { executor }

  /// Does `work` on the SIP loop, behind what the loop is doing now. It must not block or calculate for long. From any
  /// thread; after `stop` never.
  package func inTurn(_ work: @escaping @Sendable () -> Void) {
    loop.execute(work)
  }

  /// Asks something of a session. From any thread.
  package func command(_ id: SessionID, _ command: SessionCommand) {
    take(.command(id, command))
  }

  /// The accounts changed; these are all of them now. From any thread.
  package func update(accounts: [String: DigestAccount]) {
    take(.accounts(accounts))
  }

  /// Takes back the registrations known from before a restart. From any thread.
  package func restore(bindings: [String: [Binding]]) {
    take(.restored(bindings))
  }

  /// So many messages wait for an account now; its phones are told. From any thread.
  package func update(_ summary: MessageSummary, of user: String) {
    take(.messageSummary(user: user, summary))
  }

  /// Tells the trace that a session is a leg of a call of ours, and which. From any thread, behind the command or the
  /// event that began the session.
  package func note(_ session: SessionID, isLegOf call: String, party: String) {
    onLoop { $0.note(session, isLegOf: call, party: party) }
  }

  /// Finds the ways to the servers of an address, in the order of trying; none when it has none, or none that we can
  /// reach. For addresses that the house's own files name, never for one that a message brought. From any thread.
  ///
  /// - Parameter answer: called once, on the SIP loop.
  package func locate(_ query: ServerQuery, _ answer: @escaping @Sendable ([SIPFlow]) -> Void) {
    onLoop { $0.locate(query, answer) }
  }

  /// Takes back how often outside numbers have been called today, known from before a restart. From any thread.
  package func restore(dials: [DialCount]) {
    take(.restoredDials(dials))
  }

  /// Takes no new calls from now on; running ones go on. From any thread.
  ///
  /// - Parameter done: called on the SIP loop once no new call can come any more.
  package func drain(_ done: @escaping @Sendable () -> Void = {}) {
    onLoop {
      $0.take(.drain)
      done()
    }
  }

  /// Closes the sockets and ends the loop. Calls that still run are not ended: hang them up before.
  package func stop() async {
    await closeAll()
    try? await group.shutdownGracefully()
  }

  /// The figures of this moment. From any thread, at the cost of reading them.
  package func gauges() -> SIPGauges { board.gauges }

  /// Our address as a peer should write it, for session descriptions: `advertise` toward networks that are not local,
  /// else the one we listen on, else the one the operating system would use.
  ///
  /// - Parameter remote: the peer's IP address.
  package func localHost(toward remote: String) -> String {
    let here = TransportAddress(host: "", port: 0)
    let flow = SIPFlow(local: here, remote: TransportAddress(host: remote, port: 0))
    let advertised = configuration.writtenAddress(of: flow).host
    if !advertised.isEmpty { return advertised }
    let isIPv6 = flow.remote.isIPv6
    let fixed = boundAddresses.filter { $0.isIPv6 == isIPv6 }.map(\.host)
    if let only = fixed.first, !fixed.contains("0.0.0.0"), !fixed.contains("::") { return only }
    return localAddresses.host(toward: remote) ?? (isIPv6 ? "::1" : "127.0.0.1")
  }

  private func take(_ input: EndpointInput) {
    onLoop { $0.take(input) }
  }

  /// At once, where the loop is and the driver is not in the middle of something; else in its turn.
  private func onLoop(_ work: @escaping @Sendable (EndpointDriver) -> Void) {
    let driver = driver
    if loop.inEventLoop, !driver.value.isBusy { return work(driver.value) }
    loop.execute { work(driver.value) }
  }
}

extension SIPService {
  /// Datagrams taken with one system call. A buffer has room for this many of the largest size; the pages of which
  /// nothing is used are never touched.
  private static let datagramsPerRead = 32
  private static let largestDatagram = 65_536
  /// Connections that the system keeps for us while the loop is busy.
  private static let backlog: Int32 = 512

  /// Puts a channel on the reading side of the socket.
  private func read(_ socket: DatagramSocket) async throws(SIPTransportError) {
    let descriptor = try socket.readingDescriptor()
    let driver = driver
    do {
      let channel = try await DatagramBootstrap(group: loop)
        .channelOption(.datagramVectorReadMessageCount, value: Self.datagramsPerRead)
        .channelOption(
          .recvAllocator,
          value: FixedSizeRecvByteBufferAllocator(capacity: Self.datagramsPerRead * Self.largestDatagram)
        )
        .channelOption(.receivePacketInfo, value: true)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = SIPDatagramHandler(driver: driver.value, socket: socket)
            try channel.pipeline.syncOperations.addHandler(handler)
          }
        }
        .withBoundSocket(descriptor).get()
      channels.withLock { $0.append((SIPListener(transport: .udp, address: socket.boundAddress), channel)) }
    } catch {
      throw SIPTransportError(
        code: .systemFailure, message: "cannot read from udp://\(socket.boundAddress): \(error); restart the service",
        cause: "\(error)")
    }
  }

  /// Takes connections from now on.
  private func accept(on listener: SIPListener) async throws(SIPTransportError) {
    let driver = driver
    guard let address = try? SocketAddress(ipAddress: listener.address.host, port: Int(listener.address.port)) else {
      throw .unusable(listener)
    }
    var bootstrap = ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: Self.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            AcceptBackoffHandler(), SIPAcceptHandler(driver: driver.value, listener: listener))
        }
      }
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // A peer that has vanished without a word is found out in the end.
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: limits.waitingOctets / 2, high: limits.waitingOctets)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try driver.value.accept(channel, over: listener.transport) }
      }
    if listener.address.isIPv6 {
      // An IPv4 peer would come as an IPv6 address, which nobody trusts.
      bootstrap = bootstrap.serverChannelOption(.ipv6Only, value: 1)
    }
    do {
      let channel = try await bootstrap.bind(to: address).get()
      var bound = listener
      bound.address = channel.localAddress.flatMap(TransportAddress.init(_:)) ?? listener.address
      let known = bound
      channels.withLock { $0.append((known, channel)) }
    } catch {
      throw .listening(on: listener, failure: (error as? IOError)?.errnoCode ?? 0)
    }
  }

  private func closeAll() async {
    let driver = driver
    try? await loop.submit { driver.value.stop() }.get()
    let open = channels.withLock { channels in
      defer { channels = [] }
      return channels
    }
    for (_, channel) in open { try? await channel.close() }
  }
}

extension ChannelOption where Self == ChannelOptions.Types.SocketOption {
  /// Whether a socket for IPv6 takes nothing but that (ipv6(7) IPV6_V6ONLY).
  fileprivate static var ipv6Only: Self { .socket(SocketOptionLevel(IPPROTO_IPV6), SocketOptionName(IPV6_V6ONLY)) }
}
