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
    #expect(house.bench.isEmpty, "\(verdict)")
    #expect(house.isAlive)
  }

  private static func judge(_ verdict: Verdict, over transport: SIPFlow.Transport, expected: Set<String>) throws {
    var house = CalledHouse()
    let octets = try #require(Corpus.bytes(verdict.file))
    try judge(verdict, house.receive(octets, from: sender(of: verdict), over: transport), &house, expected: expected)
  }

  /// The octets arrive in pieces and are cut as a connection would; what cannot be cut is answered, if at all, and ends
  /// the connection, and so does what the peer never finishes.
  private static func judgeOnStream(_ verdict: Verdict) throws {
    var house = CalledHouse()
    let octets = try #require(Corpus.bytes(verdict.file))
    var framer = SIPStreamFramer()
    var status: Int?
    var isCut = false
    for piece in stride(from: 0, to: octets.count, by: 100) {
      for output in framer.feed(Array(octets[piece..<min(piece + 100, octets.count)])) {
        switch output {
        case .message(let message):
          isCut = true
          status = status ?? house.receive(message, from: sender(of: verdict), over: .tcp)
        case .broken(let error):
          isCut = true
          status = status ?? (error.response() == nil ? nil : error.status.rawValue)
        case .ping: break
        }
      }
    }
    var expected = verdict.expectedOnStream
    // What is never finished is never answered: the deadline of the connection ends it.
    if !isCut { expected.insert("drop") }
    // 513 says of a length beyond our limit what 400 says of any other that cannot be.
    if expected.contains("400") { expected.insert("513") }
    // Octets without a length are a message in a datagram and nothing on a stream (RFC 3261 §18.3).
    if verdict.file.lastPathComponent == "cl_missing_udp.sip" { expected = ["400", "drop"] }
    try judge(verdict, status, &house, expected: expected)
  }

  /// A scanner is no carrier; everybody else is heard as one, so that what is answered is the message.
  private static func sender(of verdict: Verdict) -> Peer {
    verdict.file.lastPathComponent.hasPrefix("tollfraud") ? .stranger : .trunk
  }

  private static func judge(
    _ verdict: Verdict, _ status: Int?, _ house: inout CalledHouse, expected: Set<String>
  ) throws {
    #expect(
      Verdict.allows(expected, status),
      "\(verdict): \(status.map(String.init) ?? "no answer"), right would be \(expected.sorted())")
    #expect(house.isAlive, "\(verdict)")
    house.bench.skip(until: 10_000_000)
    #expect(house.bench.endpoint.liveTransactions == 0, "\(verdict)")
  }
}

/// An endpoint whose owner takes every call that it can speak with, as the product does.
struct CalledHouse {
  var bench = Bench()
  private var heard = 0

  /// The status of the final answer; nil when there is none.
  mutating func receive(_ octets: [UInt8], from peer: Peer = .trunk, over transport: SIPFlow.Transport = .udp) -> Int? {
    var flow = peer.flow
    flow.transport = transport
    let before = bench.sentOctets.count
    _ = bench.handle(.received(octets, on: flow))
    if case .offered(let call)? = bench.events.last, bench.events.count > heard { take(call) }
    heard = bench.events.count
    // An answer to a broken request copies what it may be broken by, so that only its start line is read.
    for octets in bench.sentOctets.dropFirst(before) where octets.starts(with: Array("SIP/2.0 ".utf8)) {
      let digits = String(decoding: octets.dropFirst(8).prefix(3), as: UTF8.self)
      if let status = Int(digits), status >= 200 { return status }
    }
    return nil
  }

  /// Whether it still answers.
  var isAlive: Bool {
    var copy = bench
    var prober = Peer.trunk
    prober.callID = "still-there"
    return copy.receive(prober.request("OPTIONS", cseq: 1, branch: "z9hG4bKstill")) == ["200 OPTIONS 1"]
  }

  private mutating func take(_ call: IncomingCall) {
    var negotiation = SessionNegotiation(
      host: Peer.endpointAddress.host, port: 20_000, codecs: [.pcma, .pcmu], sessionIdentifier: 7)
    do throws(NegotiationError) {
      let offers = call.offer.isEmpty
      _ = bench.command(.answer(offers ? negotiation.offer() : try negotiation.answer(offer: call.offer).answer))
    } catch {
      switch error {
      case .malformed, .nothingInCommon, .refusedByPeer:
        _ = bench.command(.reject(.notAcceptableHere, retryAfter: nil))
      }
    }
  }
}
