import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Probing a session with OPTIONS (RFC 3261 §11, §12.2)")
struct ProbeTests {
  private let peer = Peer.trunk
  private let probe = SessionCommand.probe(patience: .seconds(5))

  private func answered() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    return bench
  }

  private func confirmed() -> Bench {
    var bench = answered()
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  private func outgoing() -> Bench {
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1"), peer.flow), callerName: nil, callerUser: "1",
      offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    _ = bench.receive(peer.response(200, to: bench.invite, body: "answer"), at: 0)
    return bench
  }

  private func last(_ bench: Bench) -> SIPRequest { bench.lastRequest ?? Fixture.invite }

  @Test(
    "any final answer but 408 and 481 shows that the peer is there; provisional ones do not count",
    arguments: [200, 302, 401, 405, 407, 500, 501, 603])
  func alive(code: Int) {
    var bench = confirmed()
    #expect(bench.command(probe, at: 1000) == ["OPTIONS 1"])
    #expect(last(bench).to.tag == "peer")
    #expect(last(bench).from.tag == bench.localTag)
    #expect(last(bench).headers[first: .accept] == "application/sdp")
    #expect(bench.receive(peer.response(100, to: last(bench)), at: 1100) == [])
    #expect(bench.receive(peer.response(code, to: last(bench)), at: 1200) == [])
    #expect(bench.run(until: 120_000) == [])
    #expect(bench.endpoint.liveSessions == 1)
    #expect(bench.endpoint.liveTransactions == 0)
  }

  @Test("the peer knows no such call: BYE and lost", arguments: [408, 481])
  func gone(code: Int) {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    #expect(bench.receive(peer.response(code, to: last(bench)), at: 1200) == ["* ended(lost)", "BYE 2"])
    _ = bench.run(until: 70_000)
    #expect(bench.isEmpty)
  }

  @Test("no answer within the patience, before Timer F: BYE and lost; a late answer changes nothing")
  func silence() {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    let options = last(bench)
    #expect(bench.run(until: 5999).filter { $0 != "# retransmissionSent" } == ["OPTIONS 1", "OPTIONS 1", "OPTIONS 1"])
    #expect(bench.endpoint.nextDeadline == ms(6000))
    #expect(bench.wake(at: 6000) == ["* ended(lost)", "BYE 2"])
    #expect(bench.receive(peer.response(200, to: options), at: 6100) == [])
    #expect(bench.receive(peer.response(200, to: last(bench)), at: 6200) == [])
    #expect(bench.run(until: 70_000) == [])
    #expect(bench.isEmpty)
  }

  @Test("a patience beyond Timer F ends with Timer F")
  func timerF() {
    var bench = confirmed()
    _ = bench.command(.probe(patience: .seconds(100)), at: 1000)
    #expect(bench.run(until: 33_000).suffix(2) == ["* ended(lost)", "BYE 2"])
  }

  @Test("a second probe while one is under way changes nothing; after an answer the next one counts on")
  func twice() {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    #expect(bench.command(.probe(patience: .seconds(60)), at: 2000) == [])
    #expect(bench.receive(peer.response(200, to: last(bench)), at: 3000) == [])
    #expect(bench.command(probe, at: 4000) == ["OPTIONS 2"])
    #expect(bench.command(.probe(patience: .seconds(60)), at: 8000) == [])
    #expect(bench.run(until: 9000).suffix(2) == ["* ended(lost)", "BYE 3"])
  }

  @Test("an outgoing session is probed as well, also after its INVITE transaction is gone")
  func outgoingSession() {
    var bench = outgoing()
    _ = bench.run(until: 60_000)
    #expect(bench.command(probe, of: Bench.outgoingID, at: 60_000) == ["OPTIONS 2"])
    #expect(bench.receive(peer.response(200, to: last(bench)), at: 60_100) == [])
    #expect(bench.command(probe, of: Bench.outgoingID, at: 90_000) == ["OPTIONS 3"])
    #expect(bench.receive(peer.response(481, to: last(bench)), at: 90_100) == ["* ended(lost)", "BYE 4"])
    _ = bench.run(until: 130_000)
    #expect(bench.isEmpty)
  }

  @Test("not established, not confirmed or ending: no probe")
  func tooEarlyOrLate() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    #expect(bench.command(probe, at: 0) == [])
    bench = answered()
    #expect(bench.command(probe, at: 0) == [])
    bench = confirmed()
    _ = bench.command(.hangUp(.normal), at: 10)
    #expect(bench.command(probe, at: 20) == [])
    #expect(bench.command(probe, of: Bench.outgoingID, at: 20) == [])
  }

  @Test("hanging up ends the probe: its silence is no second end")
  func hangUpDuringProbe() {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    #expect(bench.command(.hangUp(.normal), at: 1100) == ["* ended(localHangUp)", "BYE 2"])
    #expect(bench.receive(peer.response(200, to: last(bench)), at: 1200) == [])
    #expect(Set(bench.run(until: 70_000)) == ["# retransmissionSent", "OPTIONS 1"])
    #expect(bench.isEmpty)
  }

  @Test("a probe and holding go side by side; the lost probe takes the open re-INVITE along")
  func withReoffer() {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    let options = last(bench)
    #expect(bench.command(.reoffer(octets("hold")), at: 1100) == ["INVITE 2 (hold)"])
    let hold = last(bench)
    #expect(bench.receive(peer.response(200, to: options), at: 1200) == [])
    #expect(
      bench.receive(peer.response(200, to: hold, body: "held"), at: 1300) == ["ACK 2", "* reofferAnswered(held)"])
    _ = bench.command(.reoffer(octets("resume")), at: 2000)
    _ = bench.receive(peer.response(100, to: last(bench)), at: 2010)
    #expect(bench.command(probe, at: 2100) == ["OPTIONS 4"])
    #expect(bench.run(until: 7100).suffix(3) == ["* ended(lost)", "BYE 5", "CANCEL 3"])
    _ = bench.run(until: 80_000)
    #expect(bench.isEmpty)
  }

  @Test("the probe is lost while the peer's own re-INVITE waits for our owner: 487 to it")
  func withTheirReoffer() {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    _ = bench.receive(peer.invite(cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag, body: "hold"), at: 1100)
    #expect(bench.run(until: 6000).suffix(3) == ["* ended(lost)", "487 INVITE 2", "BYE 2"])
    #expect(bench.command(.acceptReoffer(octets("held")), at: 6100) == [])
  }

  @Test("the peer's BYE during a probe ends the session once")
  func theirBYE() {
    var bench = confirmed()
    _ = bench.command(probe, at: 1000)
    let options = last(bench)
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 1100) == ["200 BYE 2", "* ended(remoteHangUp)"])
    #expect(bench.receive(peer.response(481, to: options), at: 1200) == [])
    #expect(bench.run(until: 70_000) == [])
    #expect(bench.isEmpty)
  }
}
