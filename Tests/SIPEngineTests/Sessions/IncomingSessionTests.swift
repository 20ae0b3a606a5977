import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Incoming session: INVITE as user agent server (RFC 3261 §13.3, §15)")
struct IncomingSessionTests {
  private let peer = Peer.trunk

  private func answered() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 100)
    return bench
  }

  private func confirmed() -> Bench {
    var bench = answered()
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 200)
    return bench
  }

  @Test("a call is answered 100 at once, rings, is answered, confirmed, and ends by the caller's BYE")
  func wholeCall() {
    var bench = Bench()
    #expect(bench.receive(peer.invite(), at: 0) == ["100 INVITE 1", "* offered(offer)"])
    #expect(bench.command(.ring, at: 10) == ["180 INVITE 1"])
    #expect(bench.command(.answer(octets("answer")), at: 100) == ["200 INVITE 1 (answer)"])
    #expect(bench.endpoint.nextDeadline == ms(600))
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 150) == ["* confirmed"])
    #expect(bench.endpoint.nextDeadline == ms(32100))
    #expect(bench.endpoint.liveSessions == 1)
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb1", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 5000) == ["200 BYE 2", "* ended(remoteHangUp)"])
    #expect(bench.endpoint.liveSessions == 0)
    #expect(bench.run(until: 37000) == [])
    #expect(bench.isEmpty)
    #expect(bench.endpoint.nextDeadline == nil)
  }

  @Test("180 and 200 carry our Contact, the caller's Record-Route and one To tag; 100 has none")
  func dialogFields() {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: ["Record-Route: <sip:192.0.2.7;lr>"]))
    #expect(bench.lastResponse?.to.tag == nil)
    _ = bench.command(.ring)
    let ringing = bench.lastResponse
    _ = bench.command(.answer(octets("answer")))
    let ok = bench.lastResponse
    #expect(ok?.headers[first: .contact] == "<sip:192.0.2.100:5060>")
    #expect(ringing?.headers[first: .contact] == "<sip:192.0.2.100:5060>")
    #expect(ok?.headers.all(.recordRoute) == ["<sip:192.0.2.7;lr>"])
    #expect(ok?.headers[first: .contentType] == "application/sdp")
    #expect(ringing?.to.tag != nil && ringing?.to.tag == ok?.to.tag)
  }

  @Test("180 is repeated every minute so that no proxy gives up")
  func ringingReminder() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.ring, at: 1000)
    #expect(bench.command(.ring, at: 1500) == [])
    #expect(bench.endpoint.nextDeadline == ms(61000))
    #expect(bench.wake(at: 61000) == ["180 INVITE 1"])
    #expect(bench.endpoint.nextDeadline == ms(121_000))
  }

  @Test("a lost ACK: 200 is repeated from T1 to T2, after 64*T1 the call ends by BYE and is lost")
  func lostACK() {
    var bench = answered()
    for due in [600, 1600, 3600, 7600, 11600, 15600, 19600, 23600, 27600, 31600] {
      #expect(bench.endpoint.nextDeadline == ms(due))
      #expect(bench.wake(at: due) == ["# retransmissionSent", "200 INVITE 1 (answer)"])
    }
    #expect(bench.endpoint.nextDeadline == ms(32100))
    #expect(bench.wake(at: 32100) == ["* ended(lost)", "BYE 1"])
    #expect(bench.endpoint.liveSessions == 0)
    #expect(bench.receive(peer.response(481, to: bench.lastRequest ?? Fixture.invite), at: 32150) == [])
    #expect(bench.run(until: 40000) == [])
    #expect(bench.isEmpty)
  }

  @Test("an ACK with the branch of the INVITE confirms as well")
  func sameBranchACK() {
    var bench = answered()
    #expect(bench.receive(peer.ack(branch: "z9hG4bKi1", toTag: bench.localTag), at: 200) == ["* confirmed"])
    #expect(bench.receive(peer.ack(branch: "z9hG4bKi1", toTag: bench.localTag), at: 300) == [])
  }

  @Test("a lost BYE is repeated until Timer F and then nothing of the call is left")
  func lostBYE() {
    var bench = confirmed()
    #expect(bench.command(.hangUp(.normal), at: 1000) == ["* ended(localHangUp)", "BYE 1"])
    #expect(bench.endpoint.liveSessions == 0)
    #expect(bench.endpoint.lingeringSessions == 1)
    #expect(bench.endpoint.sessionsInAll == 1)
    let repeated = bench.run(until: 33000)
    #expect(repeated.filter { $0 == "BYE 1" }.count == 10)
    #expect(Set(repeated) == ["BYE 1", "# retransmissionSent"])
    #expect(bench.isEmpty)
  }

  @Test("the peer challenges our BYE: no credentials leave, the call is over")
  func challengedBYE() {
    var bench = confirmed()
    _ = bench.command(.hangUp(.normal), at: 1000)
    let challenge = peer.response(
      407, to: bench.lastRequest ?? Fixture.invite,
      extra: [#"Proxy-Authenticate: Digest realm="example.com", nonce="n", algorithm=MD5, qop="auth""#])
    #expect(bench.receive(challenge, at: 1100) == [])
    #expect(bench.run(until: 40000) == [])
    #expect(bench.isEmpty)
  }

  @Test("hanging up before the ACK: BYE waits for it (§15)")
  func hangUpBeforeACK() {
    var bench = answered()
    #expect(bench.command(.hangUp(.normal), at: 200) == ["* ended(localHangUp)"])
    #expect(bench.wake(at: 600) == ["# retransmissionSent", "200 INVITE 1 (answer)"])
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 700) == ["BYE 1"])
    #expect(bench.receive(peer.response(200, to: bench.lastRequest ?? Fixture.invite), at: 800) == [])
    #expect(bench.run(until: 40000) == [])
    #expect(bench.isEmpty)
  }

  @Test("hanging up before an ACK that never comes: BYE after 64*T1")
  func hangUpWithoutACK() {
    var bench = answered()
    _ = bench.command(.hangUp(.normal), at: 200)
    #expect(bench.run(until: 32099).allSatisfy { $0 != "BYE 1" })
    #expect(bench.run(until: 32100) == ["BYE 1"])
  }

  @Test("a refusal is repeated until its ACK", arguments: [486, 404, 480, 503, 603])
  func refused(code: Int) {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    let status = StatusCode(rawValue: code)
    #expect(
      bench.command(.reject(status, retryAfter: .milliseconds(1500)), at: 100)
        == ["\(code) INVITE 1", "* ended(localHangUp)"])
    #expect(bench.lastResponse?.headers[first: .retryAfter] == "2")
    #expect(bench.wake(at: 600) == ["# retransmissionSent", "\(code) INVITE 1"])
    #expect(bench.receive(peer.ack(branch: "z9hG4bKi1", toTag: bench.localTag), at: 700) == [])
    #expect(bench.run(until: 5700) == [])
    #expect(bench.isEmpty)
  }

  @Test(
    "hanging up an unanswered call refuses it by its reason",
    arguments: [
      (HangUpReason.normal, 480), (.answeredElsewhere, 480), (.busy, 486), (.declined, 603), (.draining, 503),
    ])
  func hangUpUnanswered(reason: HangUpReason, code: Int) {
    var bench = Bench()
    _ = bench.receive(peer.invite())
    #expect(bench.command(.hangUp(reason)) == ["\(code) INVITE 1", "* ended(localHangUp)"])
  }

  @Test("CANCEL of an unanswered call: 200 to it, 487 to the INVITE")
  func cancelled() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.ring, at: 10)
    let cancel = peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
    #expect(bench.receive(cancel, at: 100) == ["200 CANCEL 1", "487 INVITE 1", "* ended(remoteCancel)"])
    #expect(bench.receive(cancel, at: 200) == ["# retransmissionReceived", "# retransmissionSent", "200 CANCEL 1"])
    #expect(bench.receive(peer.ack(branch: "z9hG4bKi1", toTag: bench.localTag), at: 300) == [])
    #expect(bench.command(.answer(octets("answer")), at: 400) == [])
    _ = bench.run(until: 33000)
    #expect(bench.isEmpty)
  }

  @Test("CANCEL crosses 200: it gets its own 200 and has no effect")
  func cancelCrossesAnswer() {
    var bench = answered()
    let cancel = peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
    #expect(bench.receive(cancel, at: 150) == ["200 CANCEL 1"])
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 200) == ["* confirmed"])
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 250) == ["200 BYE 2", "* ended(remoteHangUp)"])
  }

  @Test("CANCEL of nothing: 481")
  func strayCancel() {
    var bench = Bench()
    #expect(bench.receive(peer.request("CANCEL", cseq: 1, branch: "z9hG4bKx")) == ["481 CANCEL 1"])
    #expect(bench.isEmpty)
  }

  @Test("BYE before the answer: 200 to it, 487 to the INVITE")
  func earlyBYE() {
    var bench = Bench()
    _ = bench.receive(peer.invite())
    _ = bench.command(.ring)
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye) == ["200 BYE 2", "487 INVITE 1", "* ended(remoteHangUp)"])
  }

  @Test("BYE that overtakes the ACK ends the call and the repetitions of 200")
  func byeBeforeACK() {
    var bench = answered()
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 200) == ["200 BYE 2", "* ended(remoteHangUp)"])
    #expect(bench.run(until: 40000) == [])
    #expect(bench.isEmpty)
  }

  @Test("BYEs that cross are both answered")
  func crossingBYEs() {
    var bench = confirmed()
    _ = bench.command(.hangUp(.normal), at: 1000)
    let ours = bench.lastRequest ?? Fixture.invite
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 1010) == ["200 BYE 2"])
    #expect(bench.receive(peer.response(200, to: ours), at: 1020) == [])
    _ = bench.run(until: 40000)
    #expect(bench.isEmpty)
  }

  @Test("the caller's own Expires ends the call with 487")
  func expires() {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: ["Expires: 20"]), at: 0)
    #expect(bench.endpoint.nextDeadline == ms(20000))
    #expect(bench.wake(at: 20000) == ["487 INVITE 1", "* ended(remoteCancel)"])
  }

  @Test("an owner that never answers, ringing or not: 480 after three minutes", arguments: [false, true])
  func neverAnswered(rings: Bool) {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: ["Expires: 3600"]), at: 0)
    if rings { _ = bench.command(.ring, at: 0) }
    #expect(bench.run(until: 179_999) == (rings ? ["180 INVITE 1", "180 INVITE 1"] : []))
    #expect(bench.endpoint.nextDeadline == ms(180_000))
    #expect(bench.wake(at: 180_000) == ["480 INVITE 1", "* ended(localHangUp)"])
    #expect(bench.command(.answer(octets("answer")), at: 180_001) == [])
    _ = bench.run(until: 220_000)
    #expect(bench.isEmpty)
  }

  @Test("an answered call knows no such limit")
  func answeredStays() {
    var bench = confirmed()
    #expect(bench.run(until: 600_000) == [])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("a repeated INVITE gets the last response again and no second call")
  func repeatedINVITE() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    #expect(
      bench.receive(peer.invite(), at: 500) == ["# retransmissionReceived", "# retransmissionSent", "100 INVITE 1"])
    _ = bench.command(.answer(octets("answer")), at: 600)
    #expect(bench.receive(peer.invite(), at: 700) == ["# retransmissionReceived"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("within the dialog: an old CSeq 500, another's tag 481, OPTIONS 200, a caller's REFER 603")
  func withinDialog() {
    var bench = confirmed()
    let tag = bench.localTag
    #expect(bench.receive(peer.request("OPTIONS", cseq: 5, branch: "z9hG4bKo", toTag: tag)) == ["200 OPTIONS 5"])
    #expect(bench.receive(peer.request("BYE", cseq: 4, branch: "z9hG4bKb", toTag: tag)) == ["500 BYE 4"])
    #expect(
      bench.receive(peer.request("REFER", cseq: 6, branch: "z9hG4bKn", toTag: tag)) == ["# refused", "603 REFER 6"])
    #expect(bench.receive(peer.request("BYE", cseq: 7, branch: "z9hG4bKc", toTag: "other")) == ["481 BYE 7"])
    var impostor = peer
    impostor.tag = "impostor"
    #expect(bench.receive(impostor.request("BYE", cseq: 8, branch: "z9hG4bKd", toTag: tag)) == ["481 BYE 8"])
    #expect(bench.endpoint.liveSessions == 1)
  }
}
