import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("UPDATE as user agent server (RFC 3311 §5.2)")
struct UpdateTests {
  private let peer = Peer.trunk

  private func confirmed() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  private func update(
    _ bench: Bench, cseq: Int = 2, contact: String = "<sip:ann@192.0.2.1:5060>", body: String? = nil
  ) -> [UInt8] {
    peer.request(
      "UPDATE", cseq: cseq, branch: "z9hG4bKu\(cseq)", toTag: bench.localTag, extra: ["Contact: \(contact)"],
      contact: false, body: body)
  }

  private func reinvite(_ bench: Bench, cseq: Int, body: String? = "hold") -> [UInt8] {
    peer.invite(cseq: cseq, branch: "z9hG4bKr\(cseq)", toTag: bench.localTag, body: body)
  }

  @Test("with an offer: the owner answers it in the 200, no ACK is needed")
  func offer() {
    var bench = confirmed()
    #expect(bench.receive(update(bench, body: "hold"), at: 1000) == ["* reoffered(hold)"])
    #expect(bench.command(.acceptReoffer(octets("held")), at: 1010) == ["200 UPDATE 2 (held)"])
    #expect(bench.run(until: 30_000) == [])
    #expect(bench.receive(update(bench, cseq: 3, body: "resume"), at: 30_000) == ["* reoffered(resume)"])
    #expect(bench.command(.rejectReoffer(.notAcceptableHere), at: 30_010) == ["488 UPDATE 3"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("without an offer: answered at once, and our requests follow its Contact")
  func targetRefresh() {
    var bench = confirmed()
    #expect(bench.receive(update(bench, contact: "<sip:new@192.0.2.1:5080>"), at: 1000) == ["200 UPDATE 2"])
    #expect(bench.lastResponse?.headers[first: .contact] == "<sip:192.0.2.100:5060>")
    _ = bench.command(.hangUp(.normal), at: 2000)
    #expect(bench.lastRequest?.uri.text == "sip:new@192.0.2.1:5080")
  }

  @Test("a rejected offer does not move the peer")
  func rejectedOffer() {
    var bench = confirmed()
    _ = bench.receive(update(bench, contact: "<sip:new@192.0.2.1:5080>", body: "hold"), at: 1000)
    _ = bench.command(.rejectReoffer(.notAcceptableHere), at: 1010)
    _ = bench.command(.hangUp(.normal), at: 2000)
    #expect(bench.lastRequest?.uri.text == "sip:ann@192.0.2.1:5060")
  }

  @Test("while our offer is open: 491; one without an offer is served all the same")
  func glare() {
    var bench = confirmed()
    _ = bench.command(.reoffer(octets("ours")), at: 1000)
    #expect(bench.receive(update(bench, body: "hold"), at: 1010) == ["491 UPDATE 2"])
    #expect(bench.receive(update(bench, cseq: 3), at: 1020) == ["200 UPDATE 3"])
  }

  @Test("while the peer's own offer is open: 500 with a Retry-After of at most ten seconds")
  func second() throws {
    var bench = confirmed()
    _ = bench.receive(update(bench, body: "hold"), at: 1000)
    #expect(bench.receive(update(bench, cseq: 3), at: 1010) == ["500 UPDATE 3"])
    let retry = try #require(bench.lastResponse?.headers[first: .retryAfter].flatMap { Int($0) })
    #expect((0...10).contains(retry))
    #expect(bench.receive(reinvite(bench, cseq: 4), at: 1020) == ["100 INVITE 4", "500 INVITE 4"])
    #expect(bench.command(.acceptReoffer(octets("held")), at: 1030) == ["200 UPDATE 2 (held)"])
    _ = bench.receive(reinvite(bench, cseq: 5), at: 2000)
    #expect(bench.receive(update(bench, cseq: 6, body: "x"), at: 2010) == ["500 UPDATE 6"])
    #expect(bench.receive(update(bench, cseq: 7), at: 2020) == ["200 UPDATE 7"])
  }

  @Test("before the ACK to our 200: an offer gets 491, the 200 goes on being repeated")
  func beforeACK() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    #expect(bench.receive(update(bench, body: "hold"), at: 10) == ["491 UPDATE 2"])
    #expect(bench.receive(update(bench, cseq: 3), at: 20) == ["200 UPDATE 3"])
    #expect(bench.wake(at: 500) == ["# retransmissionSent", "200 INVITE 1 (answer)"])
  }

  @Test("before the call is taken: 500 until the INVITE's offer is answered reliably")
  func early() {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: ["Supported: 100rel"]), at: 0)
    _ = bench.command(.progress(octets("early")), at: 0)
    #expect(bench.receive(update(bench, body: "u"), at: 10) == ["500 UPDATE 2"])
    let prack = peer.request(
      "PRACK", cseq: 3, branch: "z9hG4bKp", toTag: bench.localTag, extra: ["RAck: \(bench.lastRSeq ?? 0) 1 INVITE"])
    _ = bench.receive(prack, at: 20)
    #expect(bench.receive(update(bench, cseq: 4, body: "u"), at: 30) == ["* reoffered(u)"])
    #expect(bench.receive(update(bench, cseq: 5, body: "v"), at: 40) == ["500 UPDATE 5"])
    #expect(bench.command(.acceptReoffer(octets("mine")), at: 50) == ["200 UPDATE 4 (mine)"])
    #expect(bench.command(.answer(octets("answer")), at: 60) == ["200 INVITE 1"])
  }

  @Test("before our own offer is answered: 491")
  func earlyOffer() {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: ["Supported: 100rel"], body: nil), at: 0)
    _ = bench.command(.progress(octets("ours")), at: 0)
    #expect(bench.receive(update(bench, body: "u"), at: 10) == ["491 UPDATE 2"])
    #expect(bench.receive(update(bench, cseq: 3), at: 20) == ["200 UPDATE 3"])
  }

  @Test("an owner that does not answer: 504 after half of 64*T1, before the peer's own timer ends")
  func silentOwner() {
    var bench = confirmed()
    _ = bench.receive(update(bench, body: "hold"), at: 1000)
    #expect(bench.run(until: 17_000) == ["504 UPDATE 2"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("hanging up answers the open UPDATE")
  func hangUp() {
    var bench = confirmed()
    _ = bench.receive(update(bench, body: "hold"), at: 1000)
    #expect(bench.command(.hangUp(.normal), at: 1100) == ["* ended(localHangUp)", "487 UPDATE 2", "BYE 1"])
  }

  @Test("a body that cannot be read: 415; outside of a dialog: 481")
  func refused() {
    var bench = confirmed()
    let text = peer.request(
      "UPDATE", cseq: 2, branch: "z9hG4bKu", toTag: bench.localTag, body: "hello", type: "text/plain")
    #expect(bench.receive(text, at: 10) == ["415 UPDATE 2"])
    #expect(
      bench.receive(peer.request("UPDATE", cseq: 3, branch: "z9hG4bKv", toTag: "nobody"), at: 20) == ["481 UPDATE 3"])
  }
}
