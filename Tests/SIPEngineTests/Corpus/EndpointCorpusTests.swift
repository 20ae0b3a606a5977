import Foundation
import SDPSessions
import SIPEngine
import SIPSyntax
import TestMaterial
import Testing

@Suite("What an endpoint answers to the messages of the RFCs, of the wild, and to broken ones")
struct EndpointCorpusTests {
  private static let folders = [
    "rfc4475", "rfc5118", "malformed", "callflows", "wild/ua-style", "wild/captured-here", "wild/kamailio", "wild/pcap",
    "wild/volte",
  ]

  @Test(
    "over UDP: RFC 4475, RFC 5118 and broken messages of our own",
    arguments: ["rfc4475", "rfc5118", "malformed"].flatMap { Verdict.all(in: Corpus.fixtures.appending(path: $0)) })
  func fixturesOverUDP(_ verdict: Verdict) throws {
    try Self.judge(verdict, over: .udp, expected: verdict.expected)
  }

  @Test(
    "over UDP: the larger corpus, RFC 3665, RFC 5589 and the wild",
    .enabled(if: !Corpus.files(below: Corpus.sip).isEmpty, "the larger corpus is not here"),
    arguments: folders.flatMap { Verdict.all(in: Corpus.sip.appending(path: $0)) })
  func corpusOverUDP(_ verdict: Verdict) throws {
    try Self.judge(verdict, over: .udp, expected: verdict.expected)
  }

  @Test(
    "over a stream: RFC 4475, RFC 5118 and broken messages of our own",
    arguments: ["rfc4475", "rfc5118", "malformed"].flatMap { Verdict.all(in: Corpus.fixtures.appending(path: $0)) })
  func fixturesOverStream(_ verdict: Verdict) throws {
    try Self.judgeOnStream(verdict)
  }

  @Test(
    "over a stream: the larger corpus, RFC 3665, RFC 5589 and the wild",
    .enabled(if: !Corpus.files(below: Corpus.sip).isEmpty, "the larger corpus is not here"),
    arguments: folders.flatMap { Verdict.all(in: Corpus.sip.appending(path: $0)) })
  func corpusOverStream(_ verdict: Verdict) throws {
    try Self.judgeOnStream(verdict)
  }

  @Test(
    "each message from a stranger is challenged, refused or dropped, and leaves nothing behind",
    arguments: ["rfc4475", "rfc5118", "malformed"].flatMap { Verdict.all(in: Corpus.fixtures.appending(path: $0)) })
  func fromStrangers(_ verdict: Verdict) throws {
    var house = CalledHouse()
    let octets = try #require(Corpus.bytes(verdict.file))
    let status = house.receive(octets, from: .stranger)
    #expect(status.map { $0 >= 400 } ?? true, "\(verdict): \(status ?? 0)")
    #expect(house.endpoint.liveTransactions == 0 && house.endpoint.sessionsInAll == 0, "\(verdict)")
    #expect(house.isAlive)
  }

  private static func judge(_ verdict: Verdict, over transport: SIPFlow.Transport, expected: Set<String>) throws {
    var house = CalledHouse()
    let octets = try #require(Corpus.bytes(verdict.file))
    let status = house.receive(octets, from: sender(of: verdict), over: transport)
    try judge(verdict, status, &house, expected: expected)
  }

  /// Whoever probes is none of our trunks.
  private static func sender(of verdict: Verdict) -> Peer {
    verdict.description.hasPrefix("tollfraud_probe") ? .stranger : .trunk
  }

  /// The octets arrive in pieces and are cut as a connection would; what cannot be cut is answered, if at all, and ends
  /// the connection, and so does what the peer never finishes.
  private static func judgeOnStream(_ verdict: Verdict) throws {
    var house = CalledHouse()
    let octets = try #require(Corpus.bytes(verdict.file))
    var framer = SIPStreamFramer()
    var expected = verdict.expectedOnStream
    var status: Int?
    for piece in stride(from: 0, to: octets.count, by: 100) {
      for output in framer.feed(Array(octets[piece..<min(piece + 100, octets.count)])) {
        switch output {
        case .message(let message): status = status ?? house.receive(message, from: sender(of: verdict), over: .tcp)
        case .broken(let error):
          // The connection is closed, which is what `drop` asks for; without a length no stream can be cut.
          if expected.contains("drop") || error.sentence == "Content-Length: expected one on a stream" { return }
          status = status ?? (error.response() == nil ? nil : error.status.rawValue)
        case .ping: break
        }
      }
    }
    if status == nil, framer.isWithinMessage { expected.insert("drop") }
    try judge(verdict, status, &house, expected: expected)
  }

  private static func judge(
    _ verdict: Verdict, _ status: Int?, _ house: inout CalledHouse, expected: Set<String>
  ) throws {
    #expect(
      Verdict.allows(expected, status),
      "\(verdict): \(status.map(String.init) ?? "no answer"), right would be \(expected.sorted())")
    #expect(house.isAlive, "\(verdict)")
    house.letTimePass()
    #expect(house.endpoint.liveTransactions == 0, "\(verdict)")
  }
}

/// An endpoint whose owner takes every call that it can speak with, as the product does.
struct CalledHouse {
  private(set) var endpoint = Bench().endpoint

  /// The status of the final answer, read from its first line alone: a broken request is answered with what it held.
  /// Nil when there is none.
  mutating func receive(_ octets: [UInt8], from peer: Peer = .trunk, over transport: SIPFlow.Transport = .udp) -> Int? {
    var flow = peer.flow
    flow.transport = transport
    var effects = endpoint.handle(.received(octets, on: flow), at: ms(0))
    for case .session(let id, .offered(let call)) in effects { effects += take(call, id) }
    for case .send(let octets, _) in effects {
      let line = String(decoding: octets.prefix(11), as: UTF8.self)
      guard line.hasPrefix("SIP/2.0 "), let status = Int(line.suffix(3)), status >= 200 else { continue }
      return status
    }
    return nil
  }

  /// Whether it still answers.
  var isAlive: Bool {
    var copy = self
    var prober = Peer.trunk
    prober.callID = "still-there"
    return copy.receive(prober.request("OPTIONS", cseq: 1, branch: "z9hG4bKstill")) == 200
  }

  /// Serves every deadline of the next hours.
  mutating func letTimePass() {
    while let due = endpoint.nextDeadline, due <= ms(10_000_000) { _ = endpoint.handle(.deadlineReached, at: due) }
  }

  private mutating func take(_ call: IncomingCall, _ id: SessionID) -> [EndpointEffect] {
    var negotiation = SessionNegotiation(
      host: Peer.endpointAddress.host, port: 20_000, codecs: [.pcma, .pcmu], sessionIdentifier: 7)
    do throws(NegotiationError) {
      let offers = call.offer.isEmpty
      let description = offers ? negotiation.offer() : try negotiation.answer(offer: call.offer).answer
      return endpoint.handle(.command(id, .answer(description)), at: ms(0))
    } catch {
      let status: StatusCode
      switch error {
      case .malformed: status = .badRequest
      case .nothingInCommon, .refusedByPeer: status = .notAcceptableHere
      }
      return endpoint.handle(.command(id, .reject(status, retryAfter: nil)), at: ms(0))
    }
  }
}
