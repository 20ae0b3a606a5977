import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("INVITE and re-INVITE without an offer: ours stands in the 2xx (RFC 3261 §13.2.1, §14.2)")
struct OfferlessTests {
  private let peer = Peer.trunk

  private func answered() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(body: nil), at: 0)
    _ = bench.command(.answer(octets("ours")), at: 100)
    return bench
  }

  private func confirmed() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  @Test("the call is admitted, our offer goes out in the 200, the answer comes in the ACK")
  func wholeCall() {
    var bench = Bench()
    #expect(bench.receive(peer.invite(body: nil), at: 0) == ["100 INVITE 1", "* offered()"])
    #expect(bench.command(.ring, at: 10) == ["180 INVITE 1"])
    #expect(bench.command(.answer(octets("ours")), at: 100) == ["200 INVITE 1 (ours)"])
    #expect(bench.wake(at: 600) == ["# retransmissionSent", "200 INVITE 1 (ours)"])
    let ack = peer.ack(toTag: bench.localTag, body: "theirs")
    #expect(bench.receive(ack, at: 700) == ["* answerReceived(theirs)", "* confirmed"])
    #expect(bench.receive(ack, at: 750) == [])
  }

  @Test("an ACK with the branch of the INVITE brings the answer as well")
  func sameBranch() {
    var bench = answered()
    let ack = peer.ack(branch: "z9hG4bKi1", toTag: bench.localTag, body: "theirs")
    #expect(bench.receive(ack, at: 200) == ["* answerReceived(theirs)", "* confirmed"])
  }

  @Test("an ACK without the answer leaves no session: BYE and lost")
  func noAnswer() {
    var bench = answered()
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 200) == ["* ended(lost)", "BYE 1"])
    _ = bench.receive(peer.response(200, to: bench.lastRequest ?? Fixture.invite), at: 300)
    _ = bench.run(until: 70_000)
    #expect(bench.isEmpty)
  }

  @Test("no ACK at all: BYE after 64*T1 as for every call")
  func noACK() {
    var bench = answered()
    #expect(bench.run(until: 32_100).suffix(2) == ["* ended(lost)", "BYE 1"])
  }

  @Test("a re-INVITE before our offer is answered gets 491")
  func tooEarly() {
    var bench = answered()
    let early = peer.invite(cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag, body: "hold")
    #expect(bench.receive(early, at: 200) == ["100 INVITE 2", "491 INVITE 2"])
    #expect(
      bench.receive(peer.ack(toTag: bench.localTag, body: "theirs"), at: 300)
        == ["* answerReceived(theirs)", "* confirmed"])
  }

  @Test("re-INVITE without an offer: the owner makes it, the ACK answers it")
  func reinvite() {
    var bench = confirmed()
    let request = peer.invite(cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag, body: nil)
    #expect(bench.receive(request, at: 1000) == ["100 INVITE 2", "* offerRequested"])
    #expect(bench.command(.acceptReoffer(octets("ours")), at: 1010) == ["200 INVITE 2 (ours)"])
    let ack = peer.ack(cseq: 2, branch: "z9hG4bKa2", toTag: bench.localTag, body: "theirs")
    #expect(bench.receive(ack, at: 1100) == ["* reofferAnswered(theirs)"])
    #expect(bench.run(until: 30_000) == [])
  }

  @Test("an offer that was requested and not answered leaves the session as it was")
  func unansweredReinvite() {
    var bench = confirmed()
    _ = bench.receive(peer.invite(cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag, body: nil), at: 1000)
    _ = bench.command(.acceptReoffer(octets("ours")), at: 1010)
    let ack = peer.ack(cseq: 2, branch: "z9hG4bKa2", toTag: bench.localTag)
    #expect(bench.receive(ack, at: 1100) == ["* reofferRejected(488)"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("an owner that does not answer: 500 after half of 64*T1, the session goes on")
  func silentOwner() {
    var bench = confirmed()
    _ = bench.receive(peer.invite(cseq: 2, branch: "z9hG4bKr2", toTag: bench.localTag, body: nil), at: 1000)
    #expect(bench.endpoint.nextDeadline == ms(17_000))
    #expect(bench.run(until: 17_000) == ["500 INVITE 2"])
    #expect(bench.command(.acceptReoffer(octets("late")), at: 17_001) == [])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test(
    "the description is found in a multipart body; what must be understood and is not: 415",
    arguments: [
      (
        "multipart/mixed;boundary=b", "--b\r\nContent-Type: application/sdp\r\n\r\noffer\r\n--b--\r\n",
        "* offered(offer)"
      ),
      (
        "multipart/mixed;boundary=b",
        "--b\r\nContent-Type: application/isup\r\nContent-Disposition: signal; handling=optional\r\n\r\nx\r\n"
          + "--b\r\nContent-Type: application/sdp\r\n\r\noffer\r\n--b--\r\n", "* offered(offer)"
      ),
      (
        "multipart/mixed;boundary=b",
        "--b\r\nContent-Type: application/isup\r\nContent-Disposition: signal;handling=required\r\n\r\nx\r\n"
          + "--b\r\nContent-Type: application/sdp\r\n\r\noffer\r\n--b--\r\n", "415 INVITE 1"
      ),
      ("multipart/mixed;boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n", "415 INVITE 1"),
      ("multipart/mixed;boundary=b", "no boundary at all", "415 INVITE 1"), ("text/plain", "hello", "415 INVITE 1"),
    ])
  func multipart(type: String, body: String, last: String) {
    var bench = Bench()
    let invite = peer.request("INVITE", cseq: 1, branch: "z9hG4bKi1", body: body, type: type)
    #expect(bench.receive(invite).last == last)
    if last.hasPrefix("415") { #expect(bench.lastResponse?.headers[first: .accept] == "application/sdp") }
  }

  @Test("a body that may be ignored is ignored: the offer is ours to make")
  func optionalBody() {
    var bench = Bench()
    let invite = peer.request(
      "INVITE", cseq: 1, branch: "z9hG4bKi1", extra: ["Content-Disposition: session;handling=optional"], body: "hello",
      type: "text/plain")
    #expect(bench.receive(invite) == ["100 INVITE 1", "* offered()"])
  }
}
