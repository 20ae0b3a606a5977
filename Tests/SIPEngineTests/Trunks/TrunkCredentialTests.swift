import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Who gets our password, and who does not.
@Suite struct TrunkCredentialTests {
  private static let challenge = #"Digest realm="first", nonce="n1", qop="auth""#

  @Test func `A challenge to an INVITE of ours is met on the trunk that asked`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    let asked = TrunkHouse.registrar.response(407, to: invite, extra: ["Proxy-Authenticate: \(Self.challenge)"])
    #expect(bench.receive(asked, from: TrunkHouse.registrar, at: 200) == ["ACK 1", "INVITE 2 (offer)"])
    let proved = try #require(bench.lastRequest)
    let credentials = try Credentials(parsing: try #require(proved.headers[first: .proxyAuthorization]))
    #expect(credentials["username"] == "910")
    #expect(credentials["uri"] == proved.uri.text)
    #expect(proved.callID == invite.callID)
    #expect(proved.from == invite.from)
    #expect(proved.vias.first?.branch != invite.vias.first?.branch)
    #expect(
      bench.receive(TrunkHouse.registrar.response(200, to: proved, body: "answer"), from: TrunkHouse.registrar, at: 300)
        == [
          "ACK 2", "* reached(203.0.113.1)", "* answered(answer)",
        ])
  }

  @Test func `A trunk that is never content is left for the next one`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    var lines: [String] = []
    for nonce in 1...5 {
      let invite = try #require(bench.lastRequest)
      guard invite.uri.host == "first.example" else { break }
      let asked = "Proxy-Authenticate: Digest realm=\"first\", nonce=\"n\(nonce)\""
      lines = bench.receive(
        TrunkHouse.registrar.response(407, to: invite, extra: [asked]), from: TrunkHouse.registrar, at: 200)
    }
    #expect(lines == ["ACK 3", "INVITE 1 (offer)"])
    #expect(bench.lastRequest?.uri.host == "second.example")
    #expect(bench.lastRequest?.headers.contains(.proxyAuthorization) == false)
  }

  @Test func `The realm that asked first is the only one that is answered`() throws {
    var bench = try TrunkHouse.ready()
    for (number, realm, expected) in [
      (1, "first", "INVITE 2 (o)"), (2, "evil", "INVITE 1 (o)"), (3, "first", "INVITE 2 (o)"),
    ] {
      _ = bench.command(
        .invite(
          Invitation(target: .outside("+34910000000"), callerName: nil, callerUser: "1", offer: Array("o".utf8))),
        of: SessionID(side: .outgoing, number: UInt64(number)), at: 100 * number)
      let invite = try #require(bench.lastRequest)
      let asked = "Proxy-Authenticate: Digest realm=\"\(realm)\", nonce=\"n1\""
      let lines = bench.receive(
        TrunkHouse.registrar.response(407, to: invite, extra: [asked]), from: TrunkHouse.registrar)
      #expect(lines == ["ACK 1", expected])
    }
  }

  /// reliability §2.2: a peer of a call answers our requests with a challenge and gets a response for our password.
  @Test(arguments: ["trunk's call", "caller"])
  func `No credentials leave within a call, whoever asks`(side: String) throws {
    var bench = try TrunkHouse.ready()
    let peer: Peer
    let id: SessionID
    if side == "caller" {
      peer = .trunk
      id = Bench.callID
      _ = bench.receive(peer.invite(), at: 0)
      _ = bench.command(.answer(Array("answer".utf8)), of: id, at: 10)
      _ = bench.receive(peer.ack(toTag: bench.localTag), at: 20)
    } else {
      peer = TrunkHouse.registrar
      id = Bench.outgoingID
      _ = TrunkHouse.dial("+34910000000", &bench)
      let invite = try #require(bench.lastRequest)
      _ = bench.receive(peer.response(200, to: invite, body: "answer"), from: peer, at: 200)
    }
    for (command, method) in [
      (SessionCommand.probe(patience: .seconds(4)), Method.options), (.reoffer(Array("more".utf8)), .invite),
      (.hangUp(.normal), .bye),
    ] {
      _ = bench.command(command, of: id, at: 300)
      let request = try #require(bench.lastRequest)
      #expect(request.method == method)
      for status in [401, 407] {
        let field = status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate"
        _ = bench.receive(
          peer.response(status, to: request, extra: ["\(field): \(Self.challenge)"]), from: peer, at: 400)
      }
    }
    bench.skip(until: 100_000)
    for case .request(let request) in bench.sent where request.method != .register {
      #expect(!request.headers.contains(.authorization) && !request.headers.contains(.proxyAuthorization))
    }
  }

  @Test func `No credentials leave for a phone or another trunk that asks`() throws {
    var bench = try TrunkHouse.ready()
    let binding = Binding(
      contact: SIPURI(user: "201", host: "198.51.100.9"), flow: Peer.stranger.flow, callID: "r", cseq: 1,
      expires: ms(3_600_000))
    _ = bench.handle(.restored(["201": [binding]]), at: 0)
    _ = bench.command(
      .invite(Invitation(target: .account("201"), callerName: nil, callerUser: "1", offer: Array("o".utf8))),
      of: Bench.outgoingID, at: 10)
    let phone = try #require(bench.lastRequest)
    let asked = ["Proxy-Authenticate: \(Self.challenge)", "WWW-Authenticate: \(Self.challenge)"]
    #expect(
      bench.receive(Peer.stranger.response(407, to: phone, extra: asked), from: .stranger, at: 20) == [
        "ACK 1", "* rejected(407)",
      ])
    var second = TrunkHouse.bench { $0.outside.trunks.removeFirst() }
    _ = second.handle(TrunkHouse.located("second", .destination, [TrunkHouse.other]), at: 0)
    _ = TrunkHouse.dial("+34910000000", &second)
    let invite = try #require(second.lastRequest)
    #expect(
      second.receive(TrunkHouse.other.response(401, to: invite, extra: asked), from: TrunkHouse.other, at: 200) == [
        "ACK 1", "* rejected(401)",
      ])
  }

  @Test func `A probe that is challenged shows life and is not repeated with credentials`() throws {
    var bench = try TrunkHouse.ready { $0.outside.trunks[0].probe = .seconds(20) }
    _ = bench.run(until: 1)
    let probe = try #require(bench.lastRequest)
    #expect(probe.method == .options)
    let asked = TrunkHouse.registrar.response(401, to: probe, extra: ["WWW-Authenticate: \(Self.challenge)"])
    #expect(bench.receive(asked, from: TrunkHouse.registrar, at: 50) == [])
    #expect(bench.endpoint.trunkStates.first?.isUp == true)
  }
}
