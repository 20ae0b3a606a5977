import SIPEngine
import SIPSyntax
import Testing

@Suite("Where requests to a peer go, and what we call ourselves there (RFC 3261 §8.1, §18)")
struct SignallingPathTests {
  private static let here = TransportAddress(host: "192.0.2.100", port: 5060)

  private func flow(
    _ transport: SIPFlow.Transport, _ host: String = "192.0.2.1", _ port: UInt16 = 5060, domain: String? = nil
  ) -> SIPFlow {
    SIPFlow(
      transport: transport, local: Self.here, remote: TransportAddress(host: host, port: port), domain: domain)
  }

  private func path(_ flow: SIPFlow, isSymmetric: Bool = false) -> SignallingPath {
    SignallingPath(
      flow: flow, written: Self.here, isSymmetric: isSymmetric,
      trusted: ["192.0.2.0/25"].compactMap { NetworkPrefix($0) })
  }

  private func way(_ uri: String, from flow: SIPFlow, isSymmetric: Bool = false) throws -> SIPFlow {
    try path(flow, isSymmetric: isSymmetric).flow(toward: URI(parsing: uri))
  }

  @Test("a URI's transport is honoured at the peer's own host")
  func statedTransport() throws {
    let udp = flow(.udp, "192.0.2.1", 40_000)
    #expect(try way("sip:a@192.0.2.1:5080", from: udp) == flow(.udp, "192.0.2.1", 5080))
    #expect(try way("sip:a@192.0.2.1;transport=TCP", from: udp) == flow(.tcp, "192.0.2.1", 5060))
    #expect(try way("sip:a@192.0.2.1;transport=tls", from: udp) == flow(.tls, "192.0.2.1", 5061, domain: "192.0.2.1"))
    #expect(try way("sips:a@192.0.2.1:7", from: udp) == flow(.tls, "192.0.2.1", 7, domain: "192.0.2.1"))
    #expect(try way("sip:a@192.0.2.1;transport=ws", from: udp) == udp)
    #expect(try way("sip:a@192.0.2.1;transport=sctp", from: udp) == flow(.udp, "192.0.2.1", 5060))
  }

  @Test("and within the networks of its trunk, and nowhere else")
  func trusted() throws {
    let udp = flow(.udp)
    #expect(try way("sip:192.0.2.9;transport=tcp;lr", from: udp) == flow(.tcp, "192.0.2.9", 5060))
    #expect(try way("sip:192.0.2.9;lr", from: flow(.tcp)) == flow(.tcp, "192.0.2.9", 5060))
    #expect(try way("sip:203.0.113.1;transport=tcp", from: udp) == udp)
    #expect(try way("sip:gw.example.net;transport=tcp", from: udp) == udp)
  }

  @Test("a peer behind a translator is reached where it was heard")
  func symmetric() throws {
    let udp = flow(.udp, "192.0.2.1", 40_000)
    #expect(try way("sip:a@192.0.2.1:5080;transport=tcp", from: udp, isSymmetric: true) == udp)
  }

  @Test("a peer may reuse our connection once it has shown a certificate, and no other (RFC 5923)")
  func alias() {
    func isOffered(_ flow: SIPFlow) -> Bool { path(flow).via(branch: "z9hG4bK1").parameters.contains("alias") }
    #expect(isOffered(flow(.tls, domain: "example.net")))
    #expect(!isOffered(flow(.tls)))
    #expect(!isOffered(flow(.tcp)))
    #expect(!isOffered(flow(.udp)))
  }

  @Test("a connection is kept for its peer, unless TLS is asked for")
  func kept() throws {
    let tcp = flow(.tcp, "192.0.2.1", 40_000)
    for uri in ["sip:a@192.0.2.1:5060", "sip:a@192.0.2.1;transport=udp", "sip:a@10.0.0.5:5060"] {
      #expect(try way(uri, from: tcp) == tcp)
    }
    #expect(try way("sips:a@192.0.2.1", from: tcp) == flow(.tls, "192.0.2.1", 5061, domain: "192.0.2.1"))
    #expect(try way("sips:a@192.0.2.1", from: flow(.wss)) == flow(.wss))
  }

  @Test("TLS is never given up for something less")
  func noDowngrade() throws {
    let tls = flow(.tls, "192.0.2.1", 40_000)
    #expect(
      try way("sip:a@192.0.2.9;transport=udp", from: tls) == flow(.tls, "192.0.2.9", 5061, domain: "192.0.2.9"))
  }

  @Test(
    "our Contact and Via name the transport",
    arguments: [
      (SIPFlow.Transport.udp, "<sip:192.0.2.100:5060>", "UDP"), (.tcp, "<sip:192.0.2.100:5060;transport=tcp>", "TCP"),
      (.tls, "<sip:192.0.2.100:5060;transport=tls>", "TLS"), (.ws, "<sip:192.0.2.100:5060;transport=ws>", "WS"),
      (.wss, "<sip:192.0.2.100:5060;transport=ws>", "WSS"),
    ])
  func names(transport: SIPFlow.Transport, contact: String, token: String) {
    let path = path(flow(transport))
    #expect(path.contact == contact)
    #expect(path.via(branch: "z9hG4bK1").transport == token)
  }

  @Test("a Contact with an IPv6 address has brackets")
  func version6() {
    let here = TransportAddress(host: "2001:db8::1", port: 5061)
    let flow = SIPFlow(transport: .tls, local: here, remote: TransportAddress(host: "2001:db8::2", port: 5061))
    let path = SignallingPath(flow: flow, written: here, isSymmetric: false)
    #expect(path.contact == "<sip:[2001:db8::1]:5061;transport=tls>")
  }
}
