import Benchmarking
import Logging
import SIPEngine
import SIPSyntax
import SIPTransport
import Synchronization
import Timekeeping

/// A machine that takes every call and does nothing else: the SIP half of the service with its real sockets, timers and
/// trace, without flows, media and record. `Benchmarks/call-setup --answerer` measures it beside SIPp's own.
///
///     sip-answer PORT [TRACE-FILE]
@main
struct SIPAnswerBenchmark {
  private static let answer = Array(
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 20000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
      .utf8)

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let port = arguments.first.flatMap({ UInt16($0) }) else {
      return print("usage: sip-answer PORT [TRACE-FILE]")
    }
    var configuration = EndpointConfiguration(
      domain: "example.com",
      trunks: [StaticTrunk(name: "carrier", from: [NetworkPrefix("127.0.0.0/8")].compactMap { $0 })])
    configuration.limits.newSessionsPerSecond = 1_000_000
    configuration.limits.sessions = 20_000
    let machine = Mutex<SIPService?>(nil)
    let service = SIPService(
      listen: [SIPListener(transport: .udp, address: TransportAddress(host: "127.0.0.1", port: port))],
      configuration: configuration, clock: MonotonicClock(), random: SystemRandomNumberGenerator(),
      logger: Logger(label: "sip-answer"),
      trace: arguments.dropFirst().first.map { TraceSettings(path: $0, octets: 1 << 25, calendar: CalendarClock()) }
    ) { event in
      guard case .session(let id, .offered) = event else { return }
      machine.withLock { $0 }?.command(id, .answer(answer))
    }
    machine.withLock { $0 = service }
    try await service.start()
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}
