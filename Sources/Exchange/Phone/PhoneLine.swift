import FlowLibrary
import Logging
import MediaEngine
import MediaTransport
import NameResolution
import SDPSessions
import SIPEngine
import SIPSyntax
import SIPTransport
import Timekeeping

/// What a phone needs of the network for one call: a SIP user agent and a stream, on ports of its own.
struct PhoneLine: Sendable {
  let sip: SIPService
  let media: MediaService
  let stream: MediaStreamID
  let flow: SIPFlow
  let session: SessionID
  /// With our offer in it.
  let negotiation: SessionNegotiation
  let offer: [UInt8]

  /// Far from the ports of a service on the same machine, and below those that the kernel hands out.
  private static let ports: ClosedRange<UInt16> = 30_000...32_766
  private static let patience = Duration.seconds(2)

  /// Finds the target and opens the ports.
  static func open(
    to target: PhoneTarget, in configuration: FlowLibrary.Configuration, logger: Logger,
    onSession: @escaping @Sendable (SessionEvent) -> Void
  ) async throws -> PhoneLine {
    let server = try await locate(target)
    let session = SessionID(side: .outgoing, number: SystemRandomNumberGenerator.seed)
    let sip = SIPService(
      listen: listeners(for: server.address),
      configuration: EndpointConfiguration(
        domain: target.isOurs ? configuration.sip.domain : target.uri.host, userAgent: "Switchboard phone"),
      clock: MonotonicClock(), random: SystemRandomNumberGenerator(), logger: logger
    ) { event in
      if case .session(session, let event) = event { onSession(event) }
    }
    try await sip.start()
    let media = MediaService(
      configuration: MediaConfiguration(host: server.address.isIPv6 ? "::" : "0.0.0.0", ports: ports),
      clock: MonotonicClock(), calendar: CalendarClock(), random: SystemRandomNumberGenerator(), logger: logger
    ) { _, _ in }
    do {
      try media.start()
      let (stream, port) = try media.open()
      let host = sip.localHost(toward: server.address.host)
      let mine = sip.boundListeners.first { $0.transport == server.transport }?.address.port ?? 0
      var negotiation = SessionNegotiation(
        host: host, port: port, codecs: configuration.media.codecs.compactMap(AudioCodec.init(rawValue:)),
        sessionIdentifier: SystemRandomNumberGenerator.seed, srtp: srtp(in: configuration))
      let offer = negotiation.offer()
      return PhoneLine(
        sip: sip, media: media, stream: stream,
        flow: SIPFlow(
          transport: server.transport, local: TransportAddress(host: host, port: mine), remote: server.address),
        session: session, negotiation: negotiation, offer: offer)
    } catch {
      media.stop()
      await sip.stop()
      throw error
    }
  }

  /// Lets SIP finish what it has begun, within a bound, and closes everything.
  func close() async {
    media.perform(.close(stream))
    let clock = MonotonicClock()
    let end = clock.now + Self.patience
    repeat { try? await Task.sleep(for: .milliseconds(20)) } while sip.gauges().sessionsInAll > 0 && clock.now < end
    await sip.stop()
    media.stop()
  }

  /// SRTP where this service would refuse a call without it.
  private static func srtp(in configuration: FlowLibrary.Configuration) -> SRTPTerms? {
    guard configuration.media.srtp == .required else { return nil }
    return SRTPTerms(
      demand: .required, signallingIsSecure: false, suites: CryptoSuite.spoken, random: SystemRandomNumberGenerator())
  }

  /// Free ports for UDP and TCP; on the loopback interface for whoever is there, where nobody else can reach them.
  private static func listeners(for server: TransportAddress) -> [SIPListener] {
    let isHere = server.host.hasPrefix("127.") || server.host == "::1"
    let host = isHere ? server.host : server.isIPv6 ? "::" : "0.0.0.0"
    return [SIPFlow.Transport.udp, .tcp].map {
      SIPListener(transport: $0, address: TransportAddress(host: host, port: 0))
    }
  }

  private static func locate(_ target: PhoneTarget) async throws -> ServerTarget {
    let resolver = try NameResolver(
      speaking: [.udp, .tcp], families: [.ipv4, .ipv6], clock: MonotonicClock(),
      seed: SystemRandomNumberGenerator.seed)
    defer { resolver.stop() }
    let found = await withCheckedContinuation { continuation in
      resolver.locate(target.query) { continuation.resume(returning: $0) }
    }
    guard let server = found.targets.first else {
      throw StartupError.part("no server is found for \(target.uri.host): check its name, or write its IP address")
    }
    return server
  }
}
