import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Provisional responses as user agent client: PRACK, forks, early media (RFC 3262 §4, RFC 3261 §13.2.2.1)")
struct EarlyDialogTests {
  private let peer = Peer.trunk

  private func called() -> Bench {
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1", port: 5060), peer.flow), callerName: nil,
      callerUser: "15550100", offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    return bench
  }

  private func reliable(
    _ code: Int, _ bench: Bench, _ number: UInt32, tag: String = "a", body: String? = nil, extra: [String] = []
  ) -> [UInt8] {
    peer.response(
      code, to: bench.invite, tag: tag, extra: ["Require: 100rel", "RSeq: \(number)"] + extra, body: body)
  }

  private func request(_ bench: Bench, _ method: String, cseq: Int, tag: String = "a", body: String? = nil) -> [UInt8] {
    var callee = peer
    callee.tag = tag
    callee.callID = bench.invite.callID
    return callee.request(
      method, cseq: cseq, branch: "z9hG4bKu\(tag)\(cseq)", toTag: bench.invite.from.tag, body: body)
  }

  @Test("the INVITE says that it can acknowledge provisional responses, and does not insist")
  func announced() {
    let invite = called().invite
    #expect(invite.headers.supports("100rel") && !invite.headers.requires("100rel"))
  }

  @Test("a reliable response is acknowledged by PRACK within its dialog; repetitions are not heeded")
  func acknowledged() {
    var bench = called()
    #expect(bench.receive(reliable(183, bench, 7, body: "early"), at: 10) == ["PRACK 2", "* earlyMedia(early)"])
    let prack = bench.lastRequest ?? Fixture.invite
    #expect(prack.headers[first: .rAck] == "7 1 INVITE")
    #expect(prack.to.tag == "a")
    #expect(prack.uri.text == "sip:phone@192.0.2.1:5060")
    #expect(bench.receive(reliable(183, bench, 7, body: "early"), at: 20) == [])
    #expect(bench.receive(peer.response(200, to: prack), at: 30) == [])
  }

  @Test("a response that overtook another is not heeded; its repetition after that one is")
  func outOfOrder() {
    var bench = called()
    _ = bench.receive(reliable(183, bench, 7), at: 10)
    #expect(bench.receive(reliable(180, bench, 9), at: 20) == [])
    #expect(bench.receive(reliable(183, bench, 8), at: 30) == ["PRACK 3"])
    #expect(bench.receive(reliable(180, bench, 9), at: 40) == ["PRACK 4", "* ringing"])
    #expect(bench.receive(reliable(183, bench, 8), at: 50) == [])
  }

  @Test("forks count on their own: each early dialog has its numbers and its PRACKs")
  func forks() {
    var bench = called()
    #expect(bench.receive(reliable(180, bench, 7, tag: "a"), at: 10) == ["PRACK 2", "* ringing"])
    #expect(bench.receive(reliable(180, bench, 300, tag: "b"), at: 20) == ["PRACK 2"])
    #expect(bench.lastRequest?.to.tag == "b")
    #expect(bench.receive(reliable(183, bench, 301, tag: "b", body: "b-early"), at: 30).first == "PRACK 3")
    let success = peer.response(200, to: bench.invite, tag: "b", body: "answer")
    #expect(bench.receive(success, at: 40) == ["ACK 1", "* answered(b-early)"])
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 50)
    #expect(bench.lastRequest?.cseq.number == 4)
    #expect(bench.lastRequest?.to.tag == "b")
  }

  @Test("after PRACKs, BYE to a 200 that crossed our CANCEL counts on as well")
  func crossing() {
    var bench = called()
    _ = bench.receive(reliable(180, bench, 7), at: 10)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 20)
    #expect(bench.receive(peer.response(200, to: bench.invite, tag: "a", body: "x"), at: 30) == ["ACK 1", "BYE 3"])
  }

  @Test("one fork too many is not heeded, so that nobody fills our memory")
  func tooManyForks() {
    var bench = called()
    for fork in 0..<16 { _ = bench.receive(reliable(180, bench, 1, tag: "f\(fork)"), at: 10) }
    #expect(bench.receive(reliable(180, bench, 1, tag: "f16"), at: 20) == [])
    #expect(bench.receive(peer.response(200, to: bench.invite, tag: "f16", body: "x"), at: 30).last == "* answered(x)")
  }

  @Test("nobody makes us acknowledge for ever: after a hundred in one early dialog no more are heeded")
  func tooManyAcknowledgements() {
    var bench = called()
    for number in UInt32(1)...100 {
      #expect(bench.receive(reliable(183, bench, number)).first == "PRACK \(number + 1)")
    }
    #expect(bench.receive(reliable(180, bench, 101)) == [])
    #expect(bench.receive(reliable(180, bench, 1, tag: "b")) == ["PRACK 2", "* ringing"])
  }

  @Test("180 after 183 rings; 181, 182 and 183 without a description neither ring nor are heard")
  func progress() {
    var bench = called()
    for code in [181, 182, 183] {
      #expect(bench.receive(peer.response(code, to: bench.invite, tag: "a"), at: 10) == [])
    }
    #expect(
      bench.receive(peer.response(183, to: bench.invite, tag: "a", body: "early"), at: 20) == ["* earlyMedia(early)"])
    #expect(bench.receive(peer.response(180, to: bench.invite, tag: "a"), at: 30) == ["* ringing"])
    #expect(bench.receive(peer.response(180, to: bench.invite, tag: "b"), at: 40) == [])
  }

  @Test("199 ends an early dialog: nothing is heard from it, its requests get 481 (RFC 6228)")
  func terminated() {
    var bench = called()
    _ = bench.receive(peer.response(180, to: bench.invite, tag: "a"), at: 10)
    #expect(bench.receive(peer.response(199, to: bench.invite, tag: "a", body: "x"), at: 20) == [])
    #expect(bench.receive(request(bench, "OPTIONS", cseq: 1), at: 30) == ["481 OPTIONS 1"])
    _ = bench.receive(peer.response(180, to: bench.invite, tag: "b"), at: 40)
    #expect(bench.receive(request(bench, "OPTIONS", cseq: 1, tag: "b"), at: 50) == ["200 OPTIONS 1"])
  }

  @Test("the description of another fork is no answer of this one")
  func otherForksAnswer() {
    var bench = called()
    _ = bench.receive(peer.response(183, to: bench.invite, tag: "a", body: "a-early"), at: 10)
    #expect(
      bench.receive(peer.response(200, to: bench.invite, tag: "b"), at: 20) == ["ACK 1", "BYE 2", "* rejected(488)"])
  }

  @Test("UPDATE with an offer: 491 before ours is answered, then the owner's answer, which outlasts the 200")
  func earlyUpdate() {
    var bench = called()
    _ = bench.receive(peer.response(183, to: bench.invite, tag: "a", body: "early"), at: 10)
    #expect(bench.receive(request(bench, "UPDATE", cseq: 1, body: "u1"), at: 20) == ["491 UPDATE 1"])
    _ = bench.receive(reliable(183, bench, 7, body: "early"), at: 30)
    #expect(bench.receive(request(bench, "UPDATE", cseq: 2, body: "u2"), at: 40) == ["* reoffered(u2)"])
    #expect(bench.receive(request(bench, "UPDATE", cseq: 3, body: "u3"), at: 50) == ["500 UPDATE 3"])
    #expect(bench.lastResponse?.headers.contains(.retryAfter) == true)
    #expect(bench.command(.acceptReoffer(octets("mine")), of: Bench.outgoingID, at: 60) == ["200 UPDATE 2 (mine)"])
    let success = peer.response(200, to: bench.invite, tag: "a", body: "early")
    #expect(bench.receive(success, at: 70) == ["ACK 1", "* answered(u2)"])
  }

  @Test("UPDATE without an offer is answered at once and moves the peer")
  func earlyTargetRefresh() {
    var bench = called()
    _ = bench.receive(peer.response(180, to: bench.invite, tag: "a"), at: 10)
    let moved = String(decoding: request(bench, "UPDATE", cseq: 1), as: UTF8.self)
      .replacing("<sip:ann@192.0.2.1:5060>", with: "<sip:moved@192.0.2.1:5070>")
    #expect(bench.receive(octets(moved), at: 20) == ["200 UPDATE 1"])
    _ = bench.receive(reliable(183, bench, 7), at: 30)
    #expect(bench.lastRequest?.uri.text == "sip:moved@192.0.2.1:5070")
  }

  @Test("an UPDATE that the owner leaves open passes to the answered call, and ends with a refused one")
  func openUpdate() {
    for code in [200, 486] {
      var bench = called()
      _ = bench.receive(reliable(183, bench, 7, body: "early"), at: 30)
      _ = bench.receive(request(bench, "UPDATE", cseq: 2, body: "u2"), at: 40)
      let final = bench.receive(
        peer.response(code, to: bench.invite, tag: "a", body: code == 200 ? "early" : nil), at: 50)
      if code == 200 {
        #expect(final == ["ACK 1", "* answered(early)"])
        #expect(bench.command(.acceptReoffer(octets("mine")), of: Bench.outgoingID, at: 60) == ["200 UPDATE 2 (mine)"])
      } else {
        #expect(final == ["ACK 1", "487 UPDATE 2", "* rejected(486)"])
      }
    }
  }

  @Test("an owner that leaves an early UPDATE open: 504 after half of 64*T1; hanging up: 487")
  func silentOwner() {
    var bench = called()
    _ = bench.receive(reliable(183, bench, 7, body: "early"), at: 0)
    _ = bench.receive(peer.response(200, to: bench.lastRequest ?? bench.invite), at: 0)
    _ = bench.receive(request(bench, "UPDATE", cseq: 2, body: "u2"), at: 0)
    #expect(bench.run(until: 16_000) == ["504 UPDATE 2"])
    _ = bench.receive(request(bench, "UPDATE", cseq: 3, body: "u3"), at: 17_000)
    #expect(
      bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 18_000)
        == ["487 UPDATE 3", "* ended(localHangUp)", "CANCEL 1"])
  }

  @Test("a key by INFO before the answer is heard; BYE within an early dialog is not ours to take")
  func otherRequests() {
    var bench = called()
    _ = bench.receive(peer.response(183, to: bench.invite, tag: "a", body: "early"), at: 10)
    let info = String(decoding: request(bench, "INFO", cseq: 1, body: "5"), as: UTF8.self)
      .replacing("application/sdp", with: "application/dtmf")
    #expect(bench.receive(octets(info), at: 20) == ["200 INFO 1", "* keyPressed(5)"])
    #expect(bench.receive(request(bench, "BYE", cseq: 2), at: 30) == ["481 BYE 2"])
    #expect(bench.receive(request(bench, "INFO", cseq: 2), at: 40) == ["500 INFO 2"])
  }

  @Test("200 after a reliable answer cannot change it; after an unreliable one its own description counts")
  func firstAnswerStands() {
    var bench = called()
    _ = bench.receive(reliable(183, bench, 7, body: "first"), at: 10)
    #expect(
      bench.receive(peer.response(200, to: bench.invite, tag: "a", body: "other"), at: 20).last == "* answered(first)")
    bench = called()
    _ = bench.receive(peer.response(183, to: bench.invite, tag: "a", body: "first"), at: 10)
    #expect(
      bench.receive(peer.response(200, to: bench.invite, tag: "a", body: "other"), at: 20).last == "* answered(other)")
  }
}
