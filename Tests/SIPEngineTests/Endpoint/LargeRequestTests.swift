import SIPEngine
import SIPSyntax
import Testing

@Suite("Endpoint: requests too large for UDP (RFC 3261 §18.1.1)")
struct LargeRequestTests {
  private static let trunk = TransportAddress(host: "192.0.2.1", port: 5060)
  private static let udp = SIPFlow(local: Peer.endpointAddress, remote: trunk)
  private static let tcpListener = SIPListener(transport: .tcp, address: TransportAddress(host: "0.0.0.0", port: 5070))
  private static let tcp = SIPFlow(
    transport: .tcp, local: TransportAddress(host: Peer.endpointAddress.host, port: 5070), remote: trunk)

  private func bench(_ listeners: [SIPListener] = [tcpListener]) -> Bench {
    var bench = Bench()
    let here = SIPListener(transport: .udp, address: Peer.endpointAddress)
    _ = bench.handle(.listening([here] + listeners))
    return bench
  }

  /// Calls the trunk with an INVITE of that many octets.
  private func call(_ bench: inout Bench, octets count: Int, on flow: SIPFlow = udp) throws {
    func invitation(_ offer: Int) -> SessionCommand {
      let uri = SIPURI(user: "201", host: flow.remote.host, port: flow.remote.port)
      return .invite(
        Invitation(
          target: .uri(uri, flow), callerName: nil, callerUser: "5", offer: [UInt8](repeating: 0x78, count: offer)))
    }
    // One with a body of a hundred octets shows how long the rest is, since everything random has the same length.
    var trial = bench
    _ = trial.command(invitation(100), of: Bench.outgoingID)
    let frame = try #require(trial.lastRequest).serialized().count - 100
    let body = count - frame - ("\(count - frame)".count - 3)
    _ = bench.command(invitation(body), of: Bench.outgoingID)
    #expect(try abs(#require(bench.lastRequest).serialized().count - count) <= 1)
  }

  @Test("more than 1300 octets go over TCP, from our address for it")
  func widened() throws {
    var bench = bench()
    try call(&bench, octets: 1_310)
    #expect(bench.flows.last == Self.tcp)
    let via = try #require(bench.lastRequest?.vias.first)
    #expect(via.transport == "TCP")
    #expect(via.port == 5070)
    #expect(bench.run(until: 20_000) == [])
  }

  @Test("less than that goes over UDP")
  func small() throws {
    var bench = bench()
    try call(&bench, octets: 1_290)
    #expect(bench.flows.last == Self.udp)
    #expect(bench.lastRequest?.vias.first?.transport == "UDP")
  }

  @Test("where TCP is refused the same request goes over UDP, and is repeated there")
  func refused() throws {
    var bench = bench()
    try call(&bench, octets: 1_310)
    let first = try #require(bench.lastRequest)
    _ = bench.handle(.flowFailed(Self.tcp))
    let second = try #require(bench.lastRequest)
    #expect(bench.flows.last == Self.udp)
    #expect(second.vias.first?.transport == "UDP")
    #expect(second.vias.first?.branch == first.vias.first?.branch)
    #expect(second.vias.first?.port == 5060)
    #expect(bench.run(until: 500).first == "# retransmissionSent")
    #expect(bench.flows.last == Self.udp)
    // Not a third way.
    #expect(bench.handle(.flowFailed(Self.tcp)) == [])
  }

  @Test("a connection that fails after the peer was heard fails the call")
  func heard() throws {
    var bench = bench()
    try call(&bench, octets: 1_310)
    let invite = try #require(bench.lastRequest)
    _ = bench.handle(.received(Peer.trunk.response(180, to: invite), on: Self.tcp))
    #expect(bench.handle(.flowFailed(Self.tcp)) == ["* rejected(503)"])
  }

  @Test("CANCEL follows its INVITE, on the way that was taken", arguments: [false, true])
  func cancel(isRefused: Bool) throws {
    var bench = bench()
    try call(&bench, octets: 1_310)
    if isRefused { _ = bench.handle(.flowFailed(Self.tcp)) }
    let flow = isRefused ? Self.udp : Self.tcp
    let invite = try #require(bench.lastRequest)
    _ = bench.handle(.received(Peer.trunk.response(180, to: invite), on: flow))
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID).contains("CANCEL 1"))
    #expect(bench.flows.last == flow)
    #expect(bench.lastRequest?.vias == invite.vias)
  }

  @Test("without TCP of ours everything goes over UDP")
  func noTCP() throws {
    for listeners in [[], [SIPListener(transport: .tcp, address: TransportAddress(host: "::", port: 5060))]] {
      var bench = bench(listeners)
      try call(&bench, octets: 1_310)
      #expect(bench.flows.last == Self.udp)
    }
  }

  @Test("a peer that is no trunk and not in our networks is perhaps behind a translator, and is sent UDP")
  func translated() throws {
    let phone = SIPFlow(local: Peer.endpointAddress, remote: TransportAddress(host: "198.51.100.7", port: 40_000))
    var bench = bench()
    try call(&bench, octets: 1_310, on: phone)
    #expect(bench.flows.last == phone)
    var near = Bench { $0.localNetworks = ["198.51.100.0/24"].compactMap { NetworkPrefix($0) } }
    _ = near.handle(.listening([Self.tcpListener]))
    try call(&near, octets: 1_310, on: phone)
    #expect(near.flows.last?.transport == .tcp)
  }
}
