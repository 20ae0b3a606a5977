import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Keys by INFO (RFC 6086), reasons (RFC 3326)")
struct KeysAndReasonsTests {
  private let peer = Peer.trunk

  private func called() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    return bench
  }

  private func confirmed() -> Bench {
    var bench = called()
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  private func info(
    _ bench: Bench, cseq: Int = 2, _ body: String?, type: String = "application/dtmf-relay", extra: [String] = []
  ) -> [UInt8] {
    peer.request(
      "INFO", cseq: cseq, branch: "z9hG4bKn\(cseq)", toTag: bench.localTag, extra: extra, body: body, type: type)
  }

  @Test("a key is told once, also when its INFO comes twice")
  func key() {
    var bench = confirmed()
    let five = info(bench, "Signal=5\r\nDuration=160\r\n")
    #expect(bench.receive(five, at: 10) == ["200 INFO 2", "* keyPressed(5)"])
    #expect(bench.receive(five, at: 20) == ["# retransmissionReceived", "# retransmissionSent", "200 INFO 2"])
    #expect(bench.receive(info(bench, cseq: 3, "#", type: "application/dtmf"), at: 30).last == "* keyPressed(#)")
  }

  @Test("a key may come before the call is taken")
  func early() {
    var bench = called()
    _ = bench.command(.ring, at: 0)
    #expect(bench.receive(info(bench, "Signal=*"), at: 10) == ["200 INFO 2", "* keyPressed(*)"])
  }

  @Test(
    "an INFO that says something else: nothing 200, an unknown body 415, a broken key 400, a package 469",
    arguments: [
      (nil, "application/dtmf", [], "200"), ("<media_control/>", "application/media_control+xml", [], "415"),
      ("Signal=hookflash", "application/dtmf-relay", [], "400"),
      ("Signal=5", "application/dtmf-relay", ["Info-Package: conference"], "469"),
    ] as [(String?, String, [String], String)])
  func others(body: String?, type: String, extra: [String], code: String) {
    var bench = confirmed()
    #expect(bench.receive(info(bench, body, type: type, extra: extra)) == ["\(code) INFO 2"])
    if code == "415" {
      #expect(bench.lastResponse?.headers[first: .accept] == "application/dtmf-relay, application/dtmf")
    }
    if code == "469" { #expect(bench.lastResponse?.headers.contains(HeaderName("Recv-Info")) == true) }
  }

  @Test("outside of a dialog, of another's dialog and after the end: 481")
  func outside() {
    var bench = confirmed()
    #expect(
      bench.receive(peer.request("INFO", cseq: 1, branch: "z9hG4bK1", body: "5", type: "application/dtmf")) == [
        "481 INFO 1"
      ])
    var other = peer
    other.tag = "other"
    let foreign = other.request(
      "INFO", cseq: 9, branch: "z9hG4bK2", toTag: bench.localTag, body: "5", type: "application/dtmf")
    #expect(bench.receive(foreign) == ["481 INFO 9"])
    _ = bench.command(.hangUp(.normal), at: 100)
    #expect(bench.receive(info(bench, "Signal=5"), at: 110) == ["481 INFO 2"])
  }

  @Test(
    "CANCEL and early BYE say whether somebody else took the call",
    arguments: [
      ("SIP;cause=200;text=\"Call completed elsewhere\"", "answeredElsewhere"), ("SIP;cause=487", "remoteCancel"),
      ("Q.850;cause=16", "remoteCancel"), (nil, "remoteCancel"), ("\"", "remoteCancel"),
    ] as [(String?, String)])
  func reasons(reason: String?, end: String) {
    let extra = reason.map { ["Reason: \($0)"] } ?? []
    var bench = called()
    let cancel = peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", extra: extra, contact: false)
    #expect(bench.receive(cancel).last == "* ended(\(end))")
    bench = called()
    _ = bench.command(.ring, at: 0)
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag, extra: extra)
    #expect(
      bench.receive(bye).last == (end == "answeredElsewhere" ? "* ended(answeredElsewhere)" : "* ended(remoteHangUp)"))
  }

  @Test("our CANCEL and our BYE to a second 200 say that somebody else took the call")
  func ourReasons() {
    let expected = "SIP;cause=200;text=\"Call completed elsewhere\""
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1"), peer.flow), callerName: nil, callerUser: "1",
      offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    let invite = bench.invite
    _ = bench.receive(peer.response(200, to: invite, tag: "a", body: "x"), at: 10)
    _ = bench.receive(peer.response(200, to: invite, tag: "b", body: "x"), at: 20)
    #expect(bench.lastRequest?.method == .bye)
    #expect(bench.lastRequest?.headers[first: .reason] == expected)
    bench = Bench()
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    _ = bench.receive(peer.response(180, to: bench.invite), at: 10)
    _ = bench.command(.hangUp(.answeredElsewhere), of: Bench.outgoingID, at: 20)
    #expect(bench.lastRequest?.method == .cancel)
    #expect(bench.lastRequest?.headers[first: .reason] == expected)
  }

  @Test(
    "our BYE says why the call is over",
    arguments: [
      (.normal, "Q.850;cause=16;text=\"Normal call clearing\""),
      (.draining, "SIP;cause=503;text=\"Service going down\""),
    ] as [(HangUpReason, String)])
  func reasonOfBYE(reason: HangUpReason, expected: String) {
    var bench = confirmed()
    _ = bench.command(.hangUp(reason), at: 1000)
    #expect(bench.lastRequest?.method == .bye)
    #expect(bench.lastRequest?.headers[first: .reason] == expected)
  }

  @Test("the BYE to a peer that no longer answers says so; a CANCEL of a caller who gave up says nothing")
  func reasonOfLoss() {
    var bench = confirmed()
    _ = bench.command(.probe(patience: .seconds(5)), at: 1000)
    _ = bench.receive(peer.response(481, to: bench.lastRequest ?? Fixture.invite), at: 1100)
    #expect(bench.lastRequest?.method == .bye)
    #expect(bench.lastRequest?.headers[first: .reason] == "SIP;cause=408;text=\"No sign of life\"")
    bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1"), peer.flow), callerName: nil, callerUser: "1",
      offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    _ = bench.receive(peer.response(180, to: bench.invite), at: 10)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 20)
    #expect(bench.lastRequest?.method == .cancel)
    #expect(bench.lastRequest?.headers.contains(.reason) == false)
  }

  @Test("whatever of ours is challenged within a session, no credentials leave", arguments: [401, 407])
  func challenged(code: Int) {
    let challenge = [#"WWW-Authenticate: Digest realm="example.com", nonce="n", algorithm=MD5, qop="auth""#]
    for command in [SessionCommand.hangUp(.normal), .reoffer(octets("hold")), .probe(patience: .seconds(5))] {
      var bench = confirmed()
      _ = bench.command(command, at: 1000)
      let ours = bench.lastRequest ?? Fixture.invite
      _ = bench.receive(peer.response(code, to: ours, extra: challenge), at: 1100)
      _ = bench.run(until: 60_000)
      let requests = bench.recentRequests.filter {
        $0.headers.contains(.authorization) || $0.headers.contains(.proxyAuthorization)
      }
      #expect(requests.isEmpty)
    }
  }
}
