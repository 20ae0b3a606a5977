import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Re-INVITE both ways: hold, resume, glare (RFC 3261 §14)")
struct ReofferTests {
  private let peer = Peer.trunk

  private func confirmed() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  private func reinvite(_ bench: Bench, cseq: Int = 2, body: String? = "hold") -> [UInt8] {
    peer.invite(cseq: cseq, branch: "z9hG4bKr\(cseq)", toTag: bench.localTag, body: body)
  }

  @Test("the peer holds: 100, our answer in 200 until the ACK comes")
  func peerHolds() {
    var bench = confirmed()
    #expect(bench.receive(reinvite(bench), at: 1000) == ["100 INVITE 2", "* reoffered(hold)"])
    #expect(bench.command(.acceptReoffer(octets("held")), at: 1010) == ["200 INVITE 2 (held)"])
    #expect(bench.wake(at: 1510) == ["# retransmissionSent", "200 INVITE 2 (held)"])
    #expect(bench.receive(peer.ack(cseq: 2, branch: "z9hG4bKa2", toTag: bench.localTag), at: 1600) == [])
    #expect(bench.run(until: 30000) == [])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("a refused offer leaves the session as it was")
  func refusedOffer() {
    var bench = confirmed()
    _ = bench.receive(reinvite(bench), at: 1000)
    #expect(bench.command(.rejectReoffer(.notAcceptableHere), at: 1010) == ["488 INVITE 2"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("a second re-INVITE while one is open: 500 with Retry-After of at most ten seconds")
  func second() throws {
    var bench = confirmed()
    _ = bench.receive(reinvite(bench), at: 1000)
    #expect(bench.receive(reinvite(bench, cseq: 3), at: 1001) == ["100 INVITE 3", "500 INVITE 3"])
    let retry = try #require(bench.lastResponse?.headers[first: .retryAfter].flatMap { Int($0) })
    #expect((0...10).contains(retry))
  }

  @Test("CANCEL of a re-INVITE: 487, the session goes on")
  func cancelledReinvite() {
    var bench = confirmed()
    _ = bench.receive(reinvite(bench), at: 1000)
    let cancel = peer.request("CANCEL", cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag)
    #expect(bench.receive(cancel, at: 1010) == ["200 CANCEL 2", "487 INVITE 2"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("we hold: re-INVITE, ACK, the peer's answer")
  func weHold() {
    var bench = confirmed()
    #expect(bench.command(.reoffer(octets("hold")), at: 1000) == ["INVITE 1 (hold)"])
    let invite = bench.lastRequest ?? Fixture.invite
    #expect(
      bench.receive(peer.response(200, to: invite, body: "held"), at: 1100) == ["ACK 1", "* reofferAnswered(held)"])
    #expect(bench.receive(peer.response(200, to: invite, body: "held"), at: 1600) == ["ACK 1"])
  }

  @Test("our offer waits until the ACK to our 200 has come")
  func waitsForACK() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    #expect(bench.command(.reoffer(octets("hold")), at: 10) == [])
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 20) == ["* confirmed", "INVITE 1 (hold)"])
  }

  @Test("our offer is refused: the session goes on")
  func weAreRefused() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let refusal = peer.response(488, to: bench.lastRequest ?? Fixture.invite)
    #expect(bench.receive(refusal, at: 1100) == ["ACK 1", "* reofferRejected(488)"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("the peer knows no such call, or says nothing: BYE and lost", arguments: [481, 408])
  func gone(code: Int) {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let refusal = peer.response(code, to: bench.lastRequest ?? Fixture.invite)
    #expect(bench.receive(refusal, at: 1100) == ["ACK 1", "* ended(lost)", "BYE 2"])
  }

  @Test(
    "a re-INVITE that is refused with Retry-After of up to ten seconds is sent again then", arguments: [500, 503, 480])
  func putOff(code: Int) {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let extra = ["Retry-After: 7 (busy with another);duration=60"]
    let refusal = peer.response(code, to: bench.lastRequest ?? Fixture.invite, extra: extra)
    #expect(bench.receive(refusal, at: 1100) == ["ACK 1"])
    #expect(bench.run(until: 8099) == [])
    #expect(bench.run(until: 8100) == ["INVITE 2 (hold)"])
    #expect(bench.lastRequest?.body == octets("hold"))
  }

  @Test("a re-INVITE that is put off for longer, or again and again, is rejected")
  func putOffTooLong() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let late = peer.response(503, to: bench.lastRequest ?? Fixture.invite, extra: ["Retry-After: 11"])
    #expect(bench.receive(late, at: 1100) == ["ACK 1", "* reofferRejected(503)"])

    bench = confirmed()
    var heard = bench.command(.reoffer(octets("hold")), at: 0)
    for second in 1...6 {
      let again = peer.response(500, to: bench.lastRequest ?? Fixture.invite, extra: ["Retry-After: 1"])
      heard = bench.receive(again, at: second * 1000 + 1)
      _ = bench.run(until: (second + 1) * 1000 + 1)
    }
    #expect(heard == ["ACK 6", "* reofferRejected(500)"])
  }

  @Test("a re-INVITE that nobody answers loses the call after 64*T1")
  func silence() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    #expect(bench.run(until: 33000).suffix(2) == ["* ended(lost)", "BYE 2"])
    _ = bench.run(until: 70000)
    #expect(bench.isEmpty)
  }

  @Test("a re-INVITE that only gets 100 is cancelled after 64*T1")
  func stuck() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let invite = bench.lastRequest ?? Fixture.invite
    _ = bench.receive(peer.response(100, to: invite), at: 1010)
    #expect(bench.run(until: 33000) == ["CANCEL 1"])
    #expect(bench.receive(peer.response(487, to: invite), at: 33010) == ["ACK 1", "* reofferRejected(487)"])
  }

  @Test("glare: their re-INVITE gets 491, ours that got 491 is sent again after 0 to 2 s (we do not own the Call-ID)")
  func glare() throws {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("ours")), at: 1000)
    let ours = bench.lastRequest ?? Fixture.invite
    #expect(bench.receive(reinvite(bench), at: 1010) == ["100 INVITE 2", "491 INVITE 2"])
    #expect(bench.receive(peer.ack(cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag), at: 1015) == [])
    #expect(bench.receive(peer.response(491, to: ours), at: 1020) == ["ACK 1"])
    let again = try #require(bench.endpoint.nextDeadline)
    #expect(again >= ms(1020) && again <= ms(3020))
    #expect(bench.run(until: 3020).first == "INVITE 2 (ours)")
    #expect(
      bench.receive(peer.response(200, to: bench.lastRequest ?? ours, body: "a"), at: 3100).last
        == "* reofferAnswered(a)")
  }

  @Test("who made the Call-ID waits 2.1 to 4 s after glare, in steps of 10 ms")
  func glareDelays() {
    var dice = SessionDice(seed: 5)
    for _ in 0..<2000 {
      let owner = dice.glareDelay(ownsCallID: true)
      #expect(owner >= .milliseconds(2100) && owner <= .milliseconds(4000))
      let other = dice.glareDelay(ownsCallID: false)
      #expect(other >= .zero && other <= .milliseconds(2000))
      #expect(owner.components.attoseconds % 10_000_000_000_000_000 == 0)
    }
  }

  @Test("BYE while their re-INVITE is open: 487 to it")
  func byeDuringReoffer() {
    var bench = confirmed()
    _ = bench.receive(reinvite(bench), at: 1000)
    let bye = peer.request("BYE", cseq: 3, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 1100) == ["200 BYE 3", "487 INVITE 2", "* ended(remoteHangUp)"])
  }

  @Test("BYE while our re-INVITE is open: its late 200 still gets an ACK")
  func byeDuringOurReoffer() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let invite = bench.lastRequest ?? Fixture.invite
    let bye = peer.request("BYE", cseq: 2, branch: "z9hG4bKb", toTag: bench.localTag)
    #expect(bench.receive(bye, at: 1100) == ["200 BYE 2", "* ended(remoteHangUp)"])
    #expect(bench.receive(peer.response(200, to: invite, body: "x"), at: 1200) == ["ACK 1"])
    _ = bench.run(until: 70000)
    #expect(bench.isEmpty)
  }

  @Test("hanging up while our re-INVITE only got 100 cancels it, and nothing is left")
  func hangUpDuringReoffer() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("hold")), at: 1000)
    let invite = bench.lastRequest ?? Fixture.invite
    _ = bench.receive(peer.response(100, to: invite), at: 1010)
    #expect(bench.command(.hangUp(.normal), at: 1020) == ["* ended(localHangUp)", "BYE 2", "CANCEL 1"])
    _ = bench.run(until: 70000)
    #expect(bench.isEmpty)
  }

  @Test("a re-INVITE that overtakes the ACK to our 200 confirms the call")
  func overtakingACK() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    #expect(bench.receive(reinvite(bench), at: 10) == ["100 INVITE 2", "* confirmed", "* reoffered(hold)"])
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 20) == [])
  }

  @Test("the peer moves: requests go to the Contact of its last accepted re-INVITE")
  func targetRefresh() {
    var bench = confirmed()
    let moved = peer.request(
      "INVITE", cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag, extra: ["Contact: <sip:new@192.0.2.1:5080>"],
      contact: false, body: "hold")
    _ = bench.receive(moved, at: 1000)
    _ = bench.command(.acceptReoffer(octets("held")), at: 1000)
    _ = bench.receive(peer.ack(cseq: 2, branch: "z9hG4bKa2", toTag: bench.localTag), at: 1100)
    _ = bench.command(.hangUp(.normal), at: 2000)
    #expect(bench.lastRequest?.uri.text == "sip:new@192.0.2.1:5080")
  }
}
