import SIPEngine
import SIPSyntax
import Testing

extension CoreRequirement {
  /// §18 Transport, as far as it is decided without sockets.
  static let transport: [CoreRequirement] = sending + receiving + framing

  private static let sending: [CoreRequirement] = [
    CoreRequirement("18.1.1", "the sent-by of our Via is where we receive the response") {
      let via = try #require(try Exchanged.invite(of: Exchanged.calling()).vias.first)
      #expect(via.host == Peer.endpointAddress.host && via.port == Peer.endpointAddress.port)
    },
    CoreRequirement("18.1.1", "a message as large as a datagram can hold is read") {
      var bench = Bench()
      let invite = Exchanged.peer.invite()
      let large = invite + [UInt8](repeating: 0x20, count: 65_535 - invite.count)
      #expect(bench.receive(large).last == "* offered(offer)")
    },
    CoreRequirement("18.2.2", "a response goes back on the flow of its request; over a connection on the same one") {
      for transport in SIPFlow.Transport.allCases {
        var flow = Exchanged.peer.flow
        flow.transport = transport
        var bench = Bench()
        let options = Exchanged.peer.request("OPTIONS", cseq: 1, branch: "z9hG4bK1")
        #expect(bench.handle(.received(options, on: flow)) == ["200 OPTIONS 1"])
        #expect(bench.flows == [flow])
      }
    },
    CoreRequirement("18.2.2", "over UDP it goes to the source address, to the port of the Via, or to 5060") {
      for (via, port) in [("192.0.2.77:5099", UInt16(5_099)), ("192.0.2.77", 5_060), ("gateway.example.com", 5_060)] {
        var bench = Bench()
        let options = Exchanged.peer.request(
          "OPTIONS", cseq: 1, branch: "", via: "Via: SIP/2.0/UDP \(via);branch=z9hG4bK1")
        _ = bench.receive(options)
        #expect(bench.flows.last?.remote == TransportAddress(host: "192.0.2.1", port: port), "\(via)")
      }
    },
  ]

  private static let receiving: [CoreRequirement] = [
    CoreRequirement("18.2.1", "received is added when sent-by is a name or another address, with the source address") {
      for (host, received) in [
        ("192.0.2.1", nil as String?), ("192.0.2.77", "192.0.2.1"), ("gateway.example.com", "192.0.2.1"),
      ] {
        var bench = Bench()
        let options = Exchanged.peer.request(
          "OPTIONS", cseq: 1, branch: "", via: "Via: SIP/2.0/UDP \(host):5060;branch=z9hG4bK1")
        _ = bench.receive(options)
        #expect(bench.lastResponse?.vias.first?.received == received, "\(host)")
      }
    },
    CoreRequirement("18.2.1", "what the peer itself writes into received is not believed") {
      var bench = Bench()
      let options = Exchanged.peer.request(
        "OPTIONS", cseq: 1, branch: "",
        via: "Via: SIP/2.0/UDP gateway.example.com;received=198.51.100.66;branch=z9hG4bK1")
      _ = bench.receive(options)
      #expect(bench.lastResponse?.vias.first?.received == "192.0.2.1")
      #expect(bench.flows.last?.remote.host == "192.0.2.1")
    },
    CoreRequirement("18.1.2", "a response whose sent-by is not ours is discarded") {
      var bench = Exchanged.calling()
      var invite = try Exchanged.invite(of: bench)
      invite.vias[0].host = "198.51.100.1"
      #expect(bench.receive(Exchanged.peer.response(486, to: invite)) == ["# stray"])
    },
  ]

  private static let framing: [CoreRequirement] = [
    CoreRequirement("18.3", "octets behind Content-Length are discarded") {
      var bench = Bench()
      #expect(bench.receive(Exchanged.peer.invite() + octets("trailing")) == ["100 INVITE 1", "* offered(offer)"])
    },
    CoreRequirement("18.3", "a datagram that ends before its body: a request gets 400, a response is discarded") {
      var bench = Bench()
      #expect(bench.receive(Array(Exchanged.peer.invite().dropLast())) == ["# malformed", "400 INVITE 1"])
      bench = Exchanged.calling()
      let response = Exchanged.peer.response(200, to: try Exchanged.invite(of: bench), body: "answer")
      #expect(bench.receive(Array(response.dropLast())) == ["# malformed"])
    },
    CoreRequirement("18.3", "without Content-Length the body ends with the datagram") {
      var bench = Bench()
      let invite = Exchanged.replacing("Content-Length: 5\r\n", with: "", in: Exchanged.peer.invite())
      #expect(bench.receive(invite) == ["100 INVITE 1", "* offered(offer)"])
    },
  ]
}
