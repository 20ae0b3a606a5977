import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// reliability: a forged source address must not make us flood whoever it names.
@Suite("Endpoint: no answer to a stranger is more than three times its request")
struct AmplificationTests {
  /// The octets of what was sent in answer to a datagram.
  private func answer(
    to datagram: [UInt8], on flow: SIPFlow = Peer.stranger.flow,
    _ change: (inout EndpointConfiguration) -> Void = { _ in }
  ) -> [UInt8]? {
    var configuration = EndpointConfiguration(
      domain: "a-rather-long-domain-name.switchboard.example.com",
      trunks: [StaticTrunk(name: "carrier", from: [NetworkPrefix("192.0.2.0/25")].compactMap { $0 })],
      userAgent: "Switchboard")
    change(&configuration)
    var endpoint = SIPEndpoint(configuration: configuration, random: SystemRandomNumberGenerator())
    for case .send(let octets, _) in endpoint.handle(.received(datagram, on: flow), at: .zero) { return octets }
    return nil
  }

  private func text(_ octets: [UInt8]?) -> String { String(decoding: octets ?? [], as: UTF8.self) }

  private let tiny =
    "OPTIONS sip:a SIP/2.0\r\nv:SIP/2.0/UDP a;branch=z9hG4bKa\r\nf:<sip:a@b>;tag=1\r\nt:<sip:a@b>\r\n"
    + "i:1\r\nCSeq:1 OPTIONS\r\n\r\n"

  @Test("the smallest requests get one challenge or none", arguments: [0, 20, 40, 60, 100, 200, 400, 1000])
  func challenges(padding: Int) {
    let request = Array(tiny.replacing("i:1", with: "s:\(String(repeating: "x", count: padding))\r\ni:1").utf8)
    guard let answer = answer(to: request) else {
      #expect(padding < 100, "a request of \(request.count) octets deserves an answer")
      return
    }
    #expect(answer.count <= 3 * request.count)
    #expect(text(answer).contains("Proxy-Authenticate: Digest"))
    if padding >= 400 { #expect(text(answer).split(separator: "Proxy-Authenticate").count == 3) }
  }

  @Test("recordroute_1000: Record-Route is copied into the answers of a trunk's call alone (RFC 3261 §12.1.1)")
  func recordRoute() {
    let routes = (1...1000).map { "Record-Route: <sip:proxy\($0).example.com;lr>" }
    for count in [1, 60, 70, 71, 1000] {
      let request = Peer.stranger.invite(extra: Array(routes.prefix(count)))
      let answer = answer(to: request)
      #expect(!text(answer).contains("Record-Route"), "\(count)")
      #expect((answer?.count ?? 0) <= 3 * request.count)
      #expect((answer?.count ?? 0) < 1500, "what the answer holds does not grow with the routes")
    }
    var bench = Bench()
    #expect(bench.receive(Peer.trunk.invite(extra: Array(routes.prefix(3)))) == ["100 INVITE 1", "* offered(offer)"])
    #expect(bench.command(.ring) == ["180 INVITE 1"])
    #expect(bench.lastResponse?.headers.all(.recordRoute).count == 3)
  }

  @Test("refusals of what belongs to nothing, of junk and of overload are bounded, too")
  func refusals() {
    let requests = [
      Peer.stranger.request("BYE", cseq: 1, branch: "z9hG4bK1", toTag: "x"),
      Peer.stranger.request("CANCEL", cseq: 1, branch: "z9hG4bK1"),
      Peer.stranger.request("OPTIONS", cseq: 1, branch: "z9hG4bK1", cseqMethod: "INVITE"),
      Array(tiny.replacing("CSeq:1 OPTIONS", with: "CSeq:x").utf8),
      Array(tiny.replacing("OPTIONS", with: "INVITE").utf8),
    ]
    for request in requests {
      let answer = answer(to: request) { $0.limits.sessions = 0 }
      #expect((answer?.count ?? 0) <= 3 * request.count, "\(text(request))")
    }
  }

  @Test("a connection shows whose address it is: there the answer may be as long as it is")
  func connections() {
    var flow = Peer.stranger.flow
    flow.transport = .tcp
    #expect(answer(to: Array(tiny.utf8)) == nil)
    #expect(text(answer(to: Array(tiny.utf8), on: flow)).split(separator: "Proxy-Authenticate").count == 3)
  }

  @Test("a stranger is not told what we are; a trunk is (RFC 3261 §20.35)")
  func server() {
    let request = Peer.stranger.request("OPTIONS", cseq: 1, branch: "z9hG4bK1")
    #expect(answer(to: request) != nil)
    #expect(!text(answer(to: request)).contains("Switchboard"))
    #expect(text(answer(to: request, on: Peer.trunk.flow)).contains("Server: Switchboard"))
  }
}
