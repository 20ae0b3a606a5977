import Glibc
import Logging
import SIPEngine
import SIPTransport
import Simulation
import Timekeeping

/// The machine's own monotonic clock.
struct MonotonicClock: MomentClock {
  var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(sinceZero: .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec))
  }
}

/// A real SIP service on a free loopback port, with everything it tells.
struct ServiceHouse {
  let service: SIPService
  let events: AsyncStream<EndpointEvent>

  static let realm = "switchboard.local"

  static func configuration(expiry: RegistrationExpiry = RegistrationExpiry()) -> EndpointConfiguration {
    EndpointConfiguration(
      domain: realm, accounts: ["201": DigestAccount(user: "201", realm: realm, password: "secret")],
      trunks: [StaticTrunk(name: "loopback", from: [NetworkPrefix("127.0.0.1")].compactMap { $0 })],
      registration: expiry)
  }

  init(
    listen: [TransportAddress] = [TransportAddress(host: "127.0.0.1", port: 0)],
    configuration: EndpointConfiguration = Self.configuration(), timers: SIPTimers = .standard,
    logger: Logger? = nil, trace: TraceSettings? = nil
  ) {
    self.init(
      listeners: listen.map { SIPListener(transport: .udp, address: $0) }, configuration: configuration, timers: timers,
      logger: logger, trace: trace)
  }

  init(
    listeners: [SIPListener], configuration: EndpointConfiguration = Self.configuration(),
    timers: SIPTimers = .standard, limits: ConnectionLimits = ConnectionLimits(), tls: TLSFiles? = nil,
    certificateInterval: Duration = SIPService.certificateInterval, logger: Logger? = nil, trace: TraceSettings? = nil
  ) {
    let (stream, continuation) = AsyncStream.makeStream(of: EndpointEvent.self)
    events = stream
    var silent = Logger(label: "sip") { _ in SwiftLogNoOpLogHandler() }
    silent.logLevel = .critical
    service = SIPService(
      listen: listeners, configuration: configuration, timers: timers, limits: limits, tls: tls,
      certificateInterval: certificateInterval, clock: MonotonicClock(),
      random: SeededGenerator(seed: 1), logger: logger ?? silent, trace: trace, onEvent: { continuation.yield($0) })
  }

  /// Starts it, lets `visit` use it with the address it got, and stops it whatever happens.
  func run(_ visit: (TransportAddress) async throws -> Void) async throws {
    try await service.start()
    guard let address = service.boundAddresses.first else { throw RawPhone.Failure(description: "not bound") }
    do {
      try await visit(address)
    } catch {
      await service.stop()
      throw error
    }
    await service.stop()
  }

  /// The next event that satisfies the condition.
  func event(where isWanted: (EndpointEvent) -> Bool) async throws -> EndpointEvent {
    for await event in events where isWanted(event) { return event }
    throw RawPhone.Failure(description: "no such event")
  }
}

extension ServiceHouse {
  static func listeners(_ transports: SIPFlow.Transport..., host: String = "127.0.0.1") -> [SIPListener] {
    transports.map { SIPListener(transport: $0, address: TransportAddress(host: host, port: 0)) }
  }

  /// Where it listens for a transport.
  func address(_ transport: SIPFlow.Transport) throws -> TransportAddress {
    guard let listener = service.boundListeners.first(where: { $0.transport == transport }) else {
      throw RawPhone.Failure(description: "not listening for \(transport)")
    }
    return listener.address
  }

  /// Asks OPTIONS of its own UDP address until the condition holds: each answer shows that the loop has gone on.
  func until(_ condition: () -> Bool) throws {
    let phone = try RawPhone()
    let address = try address(.udp)
    try phone.askUntil(address) { _ in condition() }
  }

  var connections: ConnectionGauges { service.gauges().connections }
}
