import SIPEngine
import SIPSyntax
import Testing

@Suite("Endpoint: connections come and go (RFC 3261 §18, RFC 5626)")
struct FlowTests {
  private static let local = Peer.endpointAddress
  /// The trunk of `Bench`, connected from a port of its own choosing.
  private static let connection = flow(.tcp, "192.0.2.1", 40_000)
  private static let trunkVia = "Via: SIP/2.0/TCP 192.0.2.1:5080;branch="

  private static func flow(_ transport: SIPFlow.Transport, _ host: String, _ port: UInt16) -> SIPFlow {
    SIPFlow(transport: transport, local: local, remote: TransportAddress(host: host, port: port))
  }

  private static func invite(_ via: String = trunkVia) -> [UInt8] {
    Peer.trunk.request("INVITE", cseq: 1, branch: "", via: "\(via)z9hG4bKi1", body: "offer")
  }

  /// A call that came over the connection, ringing.
  private func ringingCall(on flow: SIPFlow = connection) -> Bench {
    var bench = Bench()
    _ = bench.handle(.received(Self.invite(), on: flow))
    _ = bench.command(.ring)
    return bench
  }

  private func call(_ bench: inout Bench, on flow: SIPFlow, offer: String = "offer") -> [String] {
    let uri = SIPURI(user: "201", host: flow.remote.host, port: flow.remote.port)
    let invitation = Invitation(target: .uri(uri, flow), callerName: nil, callerUser: "5", offer: octets(offer))
    return bench.command(.invite(invitation), of: Bench.outgoingID)
  }

  // MARK: Requests of ours

  @Test("a connection that fails fails what waits for a response on it, with 503, and nothing else")
  func pendingRequest() {
    var bench = Bench()
    let other = Self.flow(.tcp, "192.0.2.9", 5060)
    let uri = SIPURI(user: "7", host: "192.0.2.9", port: 5060)
    let invitation = Invitation(target: .uri(uri, other), callerName: nil, callerUser: "5", offer: octets("o"))
    _ = bench.command(.invite(invitation), of: SessionID(side: .outgoing, number: 2))
    #expect(call(&bench, on: Self.flow(.tcp, "192.0.2.8", 5060)) == ["INVITE 1 (offer)"])
    #expect(bench.handle(.flowFailed(Self.flow(.tcp, "192.0.2.8", 5060))) == ["* rejected(503)"])
    #expect(bench.endpoint.liveTransactions == 1)
    #expect(bench.handle(.flowFailed(Self.flow(.tcp, "192.0.2.8", 5060))) == [])
  }

  @Test("a flow over UDP cannot fail")
  func datagrams() {
    var bench = Bench()
    let flow = Self.flow(.udp, "192.0.2.8", 5060)
    _ = call(&bench, on: flow)
    #expect(bench.handle(.flowFailed(flow)) == [])
  }

  @Test("an INVITE over a connection is not repeated, and names its transport in Via and Contact")
  func reliable() {
    var bench = Bench()
    _ = call(&bench, on: Self.flow(.tcp, "192.0.2.8", 5060))
    #expect(bench.lastRequest?.vias.first?.transport == "TCP")
    #expect(bench.lastRequest?.headers[first: .contact] == "<sip:192.0.2.100:5060;transport=tcp>")
    #expect(bench.run(until: 31_999) == [])
    #expect(bench.run(until: 32_000) == ["* rejected(408)"])
  }

  // MARK: Requests to us

  @Test("a request is answered on its connection, whatever its Via says")
  func answeredOnConnection() {
    let bench = ringingCall()
    #expect(bench.flows == [Self.connection, Self.connection])
    #expect(bench.lastResponse?.vias.first?.port == 5080)
  }

  @Test("the responses to a caller whose connection is gone take a new one to where the Via says (§18.2.2)")
  func laterResponses() {
    var bench = ringingCall()
    #expect(bench.handle(.flowFailed(Self.connection)) == [])
    #expect(bench.command(.answer(octets("answer"))) == ["200 INVITE 1 (answer)"])
    #expect(bench.flows.last == Self.flow(.tcp, "192.0.2.1", 5080))
  }

  @Test("a caller who cannot be reached that way either has gone")
  func callerGone() {
    var bench = ringingCall()
    _ = bench.handle(.flowFailed(Self.connection))
    #expect(bench.handle(.flowFailed(Self.flow(.tcp, "192.0.2.1", 5080))) == ["* ended(remoteCancel)"])
    #expect(bench.isEmpty)
  }

  @Test("a caller over a WebSocket has gone with the connection")
  func webSocketCallerGone() {
    let flow = Self.flow(.ws, "192.0.2.1", 40_000)
    var bench = ringingCall(on: flow)
    #expect(bench.handle(.flowFailed(flow)) == ["* ended(remoteCancel)"])
  }

  @Test("over TLS the new connection asks for a certificate of the host in the Via")
  func laterResponsesOverTLS() {
    let flow = Self.flow(.tls, "192.0.2.1", 40_000)
    var bench = Bench()
    _ = bench.handle(
      .received(Self.invite("Via: SIP/2.0/TLS gw.example.net:5090;branch="), on: flow))
    _ = bench.handle(.flowFailed(flow))
    _ = bench.command(.ring)
    var later = Self.flow(.tls, "192.0.2.1", 5090)
    later.domain = "gw.example.net"
    #expect(bench.flows.last == later)
  }

  // MARK: Within a call

  @Test("BYE goes on the caller's connection, and to the caller's Contact when that is gone")
  func bye() throws {
    var bench = ringingCall()
    _ = bench.command(.answer(octets("answer")))
    _ = bench.handle(.received(Peer.trunk.ack(toTag: bench.localTag), on: Self.connection))
    var second = bench
    #expect(bench.command(.hangUp(.normal)) == ["* ended(localHangUp)", "BYE 1"])
    #expect(bench.flows.last == Self.connection)
    // The connection fails before anything was heard: the same request again, to sip:ann@192.0.2.1:5060.
    #expect(bench.handle(.flowFailed(Self.connection)) == ["BYE 1"])
    #expect(bench.flows.last == Self.flow(.tcp, "192.0.2.1", 5060))
    #expect(bench.handle(.flowFailed(Self.flow(.tcp, "192.0.2.1", 5060))) == [])
    #expect(bench.endpoint.liveSessions == 0)
    // Heard, it is not sent again.
    _ = second.command(.hangUp(.normal))
    let bye = try #require(second.lastRequest)
    _ = second.handle(.received(Peer.trunk.response(200, to: bye), on: Self.connection))
    #expect(second.handle(.flowFailed(Self.connection)) == [])
  }

  // MARK: Who needs a connection

  @Test("a connection is in use by a call and by a transaction, and then no more")
  func use() {
    var bench = ringingCall()
    #expect(bench.endpoint.isUsing(Self.connection))
    #expect(!bench.endpoint.isUsing(Self.flow(.tcp, "192.0.2.1", 40_001)))
    #expect(!bench.endpoint.isUsing(Self.flow(.udp, "192.0.2.1", 40_000)))
    _ = bench.command(.reject(.busyHere, retryAfter: nil))
    _ = bench.handle(
      .received(
        Peer.trunk.request(
          "ACK", cseq: 1, branch: "", toTag: bench.localTag, via: "\(Self.trunkVia)z9hG4bKi1", contact: false),
        on: Self.connection))
    #expect(bench.isEmpty)
    #expect(!bench.endpoint.isUsing(Self.connection))
  }

  // MARK: Keep-alive

  @Test("a STUN binding request over UDP is told its source; over a connection it is no SIP")
  func stun() throws {
    var bench = Bench()
    let request = STUNMessage(.request, transactionID: Array(1...12)).serialized
    let effects = bench.endpoint.handle(.received(request, on: Peer.trunk.flow), at: bench.now)
    let answer = STUNMessage(
      .success, transactionID: Array(1...12),
      attributes: [.xorMappedAddress(host: [192, 0, 2, 1], port: 5060, transactionID: Array(1...12))])
    #expect(effects == [.counted(.keepAlive), .send(answer.serialized, on: Peer.trunk.flow)])
    #expect(bench.handle(.received(request, on: Self.connection)) == ["# malformed"])
    let indication = STUNMessage(.indication, transactionID: Array(1...12)).serialized
    #expect(bench.receive(indication) == ["# keepAlive"])
    #expect(bench.receive(Array(request.dropLast())) == ["# malformed"])
  }
}
