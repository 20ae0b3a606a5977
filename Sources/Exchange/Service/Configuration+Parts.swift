import CallControl
import CallFlows
import FlowLibrary
import MediaTransport
import SDPSessions
import SIPEngine
import SIPTransport

/// The configuration in the words of each part.
extension FlowLibrary.Configuration {
  var mediaConfiguration: MediaConfiguration {
    MediaConfiguration(host: media.listen, ports: media.ports)
  }

  var srtpDemand: SRTPTerms.Demand? {
    switch media.srtp {
    case .refused: nil
    case .optional: .optional
    case .required: .required
    }
  }

  /// Nil when no trace is wanted.
  var traceSettings: TraceSettings? {
    guard trace.size > 0 else { return nil }
    return TraceSettings(
      path: "\(data)/\(TraceSettings.fileName)", octets: trace.size, calendar: CalendarClock())
  }

  var listeners: [SIPListener] {
    sip.listen.map { listen in
      let transport: SIPFlow.Transport =
        switch listen.transport {
        case .udp: .udp
        case .tcp: .tcp
        case .tls: .tls
        case .ws: .ws
        case .wss: .wss
        }
      return SIPListener(transport: transport, address: TransportAddress(host: listen.host, port: listen.port))
    }
  }

  var tlsFiles: TLSFiles? {
    sip.tls.map { TLSFiles(certificate: $0.certificate, key: $0.key, trust: $0.trust) }
  }

  /// - Throws: `StartupError` when a network is written in a way that only the part itself can tell.
  func endpoint(accounts: [String: DigestAccount]) throws(StartupError) -> EndpointConfiguration {
    EndpointConfiguration(
      domain: sip.domain, accounts: accounts,
      trunks: try trunks.map { trunk throws(StartupError) in
        StaticTrunk(name: trunk.name, from: try prefixes(trunk.from))
      },
      advertise: sip.advertise, localNetworks: try prefixes(sip.local), userAgent: "Switchboard",
      limits: EndpointLimits(sessions: calls.atMost * 2, newSessionsPerSecond: calls.newPerSecond),
      registration: Self.registration,
      sessionTimer: SessionTimerPolicy(interval: sip.sessionExpires, minimum: sip.minSE),
      probing: ContactProbing(), outside: outsidePlan)
  }

  /// Short, because a refresh is what brings an unreachable phone back, and what tells that a phone is gone.
  private static let registration = RegistrationExpiry(
    minimum: .seconds(30), maximum: .seconds(120), standard: .seconds(120))

  private func prefixes(_ blocks: [AddressBlock]) throws(StartupError) -> [NetworkPrefix] {
    try blocks.map { block throws(StartupError) in
      guard let prefix = NetworkPrefix("\(block)") else { throw .part("\(block) is no network: write 10.0.0.0/8") }
      return prefix
    }
  }
}

extension SystemRandomNumberGenerator {
  /// A number that tells one run of the service from the next.
  static var seed: UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next() >> 20
  }
}

extension KeySource {
  init(_ keys: FlowLibrary.Configuration.Trunk.Keys) {
    self =
      switch keys {
      case .rfc4733: .audio
      case .info: .info
      case .inBand: .tones
      }
  }
}

extension FlowLibrary.Configuration.Supervise {
  var numbers: SupervisionNumbers { SupervisionNumbers(listen: listen, whisper: whisper, join: join) }
}

extension FlowLibrary.Configuration.FeatureKeys {
  var keys: CallControl.FeatureKeys {
    CallControl.FeatureKeys(
      pauseRecording: pauseRecording.flatMap { KeySequence($0) }, threeWay: threeWay.flatMap { KeySequence($0) })
  }
}

extension FlowLibrary.Configuration.LineTest {
  /// What is tried out by which number.
  var numbers: [String: LineTestMachine.Test] {
    var numbers: [String: LineTestMachine.Test] = [:]
    if let tone { numbers[tone] = .tone }
    if let echo { numbers[echo] = .echo }
    return numbers
  }
}
