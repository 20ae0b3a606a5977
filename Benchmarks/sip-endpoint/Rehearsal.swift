import SIPEngine
import SIPSyntax
import Simulation
import Timekeeping

/// Calls of a trunk, each INVITE–200–ACK–BYE, as the inputs of an endpoint.
///
/// What the trunk sends depends on what the endpoint answers, so the calls are rehearsed once, with an endpoint of the
/// same seed; measured is the same endpoint with the same inputs and no trunk behind it.
final class Rehearsal {
  struct Step {
    let input: EndpointInput
    let moment: Moment
  }

  /// Calls in a second.
  static let rate = 2_000

  private(set) var steps: [Step] = []
  private(set) var octetsReceived: [[UInt8]] = []
  private var endpoint = Rehearsal.endpoint()

  private static let flow = SIPFlow(
    local: TransportAddress(host: "192.0.2.100", port: 5060), remote: TransportAddress(host: "192.0.2.1", port: 5060))
  private static let answer = Array(
    "v=0\r\no=- 1 1 IN IP4 192.0.2.100\r\ns=-\r\nc=IN IP4 192.0.2.100\r\nt=0 0\r\nm=audio 20000 RTP/AVP 8 101\r\n".utf8)

  /// The endpoint that is rehearsed and measured.
  static func endpoint() -> SIPEndpoint {
    var configuration = EndpointConfiguration(
      domain: "example.com",
      trunks: [StaticTrunk(name: "carrier", from: [NetworkPrefix("192.0.2.0/25")].compactMap { $0 })])
    configuration.limits.newSessionsPerSecond = 1_000_000
    configuration.limits.transactions = 1_000_000
    return SIPEndpoint(configuration: configuration, random: SeededGenerator(seed: 7))
  }

  init(calls: Int) {
    steps.reserveCapacity(calls * 4)
    for number in 0..<calls { rehearse(number) }
  }

  private func rehearse(_ number: Int) {
    let now = Moment.zero + .microseconds(number * 1_000_000 / Self.rate)
    _ = receive(request("INVITE", number, cseq: 1, tag: nil), at: now)
    let id = SessionID(side: .incoming, number: UInt64(number) + 1)
    let effects = perform(.command(id, .answer(Self.answer)), at: now)
    guard let tag = effects.compactMap(\.toTag).last else { fatalError("call \(number) was not answered") }
    _ = receive(request("ACK", number, cseq: 1, tag: tag), at: now)
    _ = receive(request("BYE", number, cseq: 2, tag: tag), at: now)
  }

  private func receive(_ octets: [UInt8], at now: Moment) -> [EndpointEffect] {
    octetsReceived.append(octets)
    return perform(.received(octets, on: Self.flow), at: now)
  }

  private func perform(_ input: EndpointInput, at now: Moment) -> [EndpointEffect] {
    while let due = endpoint.nextDeadline, due <= now {
      steps.append(Step(input: .deadlineReached, moment: due))
      _ = endpoint.handle(.deadlineReached, at: due)
    }
    steps.append(Step(input: input, moment: now))
    return endpoint.handle(input, at: now)
  }

  private func request(_ method: String, _ number: Int, cseq: Int, tag: String?) -> [UInt8] {
    let branch = "z9hG4bK-\(number)-\(method.lowercased())-7f3a"
    var lines = [
      "\(method) sip:7000@192.0.2.100:5060 SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=\(branch);rport",
      "Max-Forwards: 70", "From: \"Grace Hopper\" <sip:+12025550143@carrier.example.net>;tag=trunk\(number)",
      "To: <sip:7000@192.0.2.100>\(tag.map { ";tag=\($0)" } ?? "")", "Call-ID: \(number)-4e1ac2d8@192.0.2.1",
      "CSeq: \(cseq) \(method)",
    ]
    guard method == "INVITE" else { return wire(lines + ["Content-Length: 0", "", ""]) }
    let body =
      "v=0\r\no=- 20518 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 16384 RTP/AVP 8 101\r\n"
    lines += [
      "Contact: <sip:+12025550143@192.0.2.1:5060>", "User-Agent: Carrier Trunk Gateway 4.2.10",
      "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE", "Content-Type: application/sdp",
      "Content-Length: \(body.utf8.count)", "", body,
    ]
    return wire(lines)
  }

  private func wire(_ lines: [String]) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }
}

extension EndpointEffect {
  /// Our tag, when it is a response to an INVITE that makes a dialog.
  fileprivate var toTag: String? {
    guard case .send(let octets, _) = self, case .response(let response)? = try? SIPMessage.parse(datagram: octets),
      response.status.isSuccess
    else { return nil }
    return response.to.tag
  }
}
