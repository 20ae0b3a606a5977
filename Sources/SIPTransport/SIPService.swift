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
  private let listen: [TransportAddress]
  private let configuration: EndpointConfiguration
  private let group: MultiThreadedEventLoopGroup
  private let loop: any EventLoop
  private let driver: NIOLoopBoundBox<EndpointDriver>
  private let board = GaugeBoard()
  private let localAddresses: LocalAddresses
  private let channels = Mutex<[(address: TransportAddress, channel: any Channel)]>([])

  /// - Parameters:
  ///   - listen: where to listen for UDP; port 0 takes a free one.
  ///   - random: where branches, tags and nonces come from.
  ///   - locator: who looks for the servers of trunks; without one there are no trunks to the outside.
  ///   - calendar: tells when a new day begins, for the calls that a number may get in one.
  ///   - onEvent: called on the SIP loop, in order; must not block.
  package init(
    listen: [TransportAddress], configuration: EndpointConfiguration, timers: SIPTimers = .standard,
    clock: any MomentClock, random: any RandomNumberGenerator & Sendable, locator: (any ServerLocator)? = nil,
    calendar: (any WallClock)? = nil, logger: Logger,
    onEvent: @escaping @Sendable (EndpointEvent) -> Void
  ) {
    self.listen = listen
    self.configuration = configuration
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    loop = group.next()
    let localAddresses = LocalAddresses(clock: clock)
    self.localAddresses = localAddresses
    let outside = locator.map { OutsideWorld(locator: $0, calendar: calendar, localAddresses: localAddresses) }
    let endpoint = SIPEndpoint(configuration: configuration, timers: timers, random: random)
    driver = .makeBoxSendingValue(
      EndpointDriver(
        endpoint: endpoint, loop: loop, clock: clock, board: board, logger: logger, outside: outside, onEvent: onEvent),
      eventLoop: loop)
  }

  /// Opens every socket, or none.
  package func start() async throws(SIPTransportError) {
    var opened: [DatagramSocket] = []
    do {
      for address in listen { opened.append(try DatagramSocket(listeningOn: address)) }
    } catch {
      for socket in opened { socket.close() }
      throw error
    }
    let sockets = opened
    let driver = driver
    // From here on the driver closes them, also when reading cannot begin.
    try? await loop.submit { for socket in sockets { driver.value.adopt(socket) } }.get()
    do {
      for socket in sockets { try await read(socket) }
    } catch {
      await closeAll()
      throw error
    }
    take(.started)
  }

  /// Where it listens, with the ports it got; empty before `start`.
  package var boundAddresses: [TransportAddress] { channels.withLock { $0.map(\.address) } }

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

  /// Takes back how often outside numbers have been called today, known from before a restart. From any thread.
  package func restore(dials: [DialCount]) {
    take(.restoredDials(dials))
  }

  /// Takes no new calls from now on; running ones go on. From any thread.
  ///
  /// - Parameter done: called on the SIP loop once no new call can come any more.
  package func drain(_ done: @escaping @Sendable () -> Void = {}) {
    let driver = driver
    loop.execute {
      driver.value.take(.drain)
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
    let driver = driver
    loop.execute { driver.value.take(input) }
  }
}

extension SIPService {
  /// Datagrams taken with one system call. A buffer has room for this many of the largest size; the pages of which
  /// nothing is used are never touched.
  private static let datagramsPerRead = 32
  private static let largestDatagram = 65_536

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
      channels.withLock { $0.append((socket.boundAddress, channel)) }
    } catch {
      throw SIPTransportError(
        code: .systemFailure, message: "cannot read from udp://\(socket.boundAddress): \(error); restart the service",
        cause: "\(error)")
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
