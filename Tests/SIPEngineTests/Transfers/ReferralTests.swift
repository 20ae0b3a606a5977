import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("A phone's REFER within its call, and the NOTIFYs about it (RFC 3515, RFC 5589)")
struct ReferralTests {
  @Test("202, NOTIFY 100 at once, then 180 and 200 as they come; the last one terminates the subscription")
  func wholeTransfer() {
    var talk = TransferBench()
    #expect(
      talk.refer("<sip:202@example.com>", at: 1000)
        == ["202 REFER 101", "NOTIFY 2 (SIP/2.0 100 Trying\r\n)", "* transferRequested(101 to 202)"])
    #expect(talk.notice == "refer · active;expires=180 · SIP/2.0 100 Trying")
    #expect(talk.bench.lastRequest?.headers[first: .contentType] == "message/sipfrag;version=2.0")
    #expect(talk.answer(200, at: 1050) == [])
    #expect(talk.report(101, .ringing, at: 2000) == ["NOTIFY 3 (SIP/2.0 180 Ringing\r\n)"])
    #expect(talk.notice == "refer · active;expires=179 · SIP/2.0 180 Ringing")
    #expect(talk.answer(200, at: 2050) == [])
    #expect(talk.report(101, .ok, at: 9000) == ["NOTIFY 4 (SIP/2.0 200 OK\r\n)"])
    #expect(talk.notice == "refer · terminated;reason=noresource · SIP/2.0 200 OK")
    #expect(talk.answer(200, at: 9050) == [])
    #expect(talk.report(101, .busyHere, at: 9100) == [], "nothing is said after the last word")
    #expect(talk.bench.endpoint.liveSessions == 1)
  }

  @Test("one NOTIFY at a time: while one is unanswered only the newest status waits")
  func oneAtATime() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    #expect(talk.report(101, .ringing, at: 1010) == [])
    #expect(talk.report(101, .busyHere, at: 1020) == [])
    #expect(talk.answer(200, at: 1100) == ["NOTIFY 3 (SIP/2.0 486 Busy Here\r\n)"])
    #expect(talk.notice == "refer · terminated;reason=noresource · SIP/2.0 486 Busy Here")
  }

  @Test("a lost NOTIFY is sent again; one that is never answered ends the subscription, not the call")
  func lostNOTIFY() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    #expect(talk.bench.run(until: 1600) == ["# retransmissionSent", "NOTIFY 2 (SIP/2.0 100 Trying\r\n)"])
    talk.bench.skip(until: 40_000)
    #expect(talk.report(101, .ok, at: 41_000) == [])
    #expect(talk.bench.endpoint.liveSessions == 1)
  }

  @Test("a phone that refuses a NOTIFY knows no such subscription: it hears no more", arguments: [481, 489, 403, 500])
  func refusedNOTIFY(code: Int) {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    #expect(talk.answer(code, at: 1100) == [])
    #expect(talk.report(101, .ok, at: 2000) == [])
    #expect(talk.bench.endpoint.liveSessions == 1)
  }

  @Test("the second REFER of a call is told apart by its CSeq number (RFC 3515 §2.4.6)")
  func secondReferral() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    _ = talk.answer(200, at: 1100)
    _ = talk.report(101, .busyHere, at: 2000)
    _ = talk.answer(200, at: 2100)
    #expect(talk.refer("<sip:203@example.com>", at: 3000).last == "* transferRequested(102 to 203)")
    #expect(talk.notice == "refer;id=102 · active;expires=180 · SIP/2.0 100 Trying")
    #expect(talk.report(101, .ok, at: 4000) == [])
  }

  @Test("Refer-Sub: false: 202 says so, and no NOTIFY ever comes (RFC 4488)")
  func withoutSubscription() {
    var talk = TransferBench()
    #expect(
      talk.refer("<sip:202@example.com>", extra: ["Refer-Sub: false", "Require: norefersub"], at: 1000)
        == ["202 REFER 101", "* transferRequested(101 to 202)"])
    #expect(talk.bench.lastResponse?.headers[first: .referSub] == "false")
    #expect(talk.report(101, .ok, at: 2000) == [])
  }

  @Test("a phone that hangs up at once still hears how its transfer went, then nothing is left")
  func hangsUpAtOnce() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    #expect(
      talk.bench.receive(talk.request("BYE"), from: talk.phone, at: 1010)
        == ["200 BYE 102", "* ended(remoteHangUp)"])
    #expect(talk.bench.endpoint.liveSessions == 0 && talk.bench.endpoint.lingeringSessions == 1)
    #expect(talk.bench.receive(talk.phone.response(200, to: talk.bench.sentNOTIFY), from: talk.phone) == [])
    #expect(talk.report(101, .ok, at: 5000) == ["NOTIFY 3 (SIP/2.0 200 OK\r\n)"])
    #expect(talk.answer(200, at: 5100) == [])
    talk.bench.skip(until: 60_000)
    #expect(talk.bench.isEmpty)
  }

  @Test("a transfer of which nobody reports the end: the subscription times out after 180 s")
  func timesOut() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    _ = talk.answer(200, at: 1100)
    _ = talk.bench.receive(talk.request("BYE"), from: talk.phone, at: 1200)
    talk.bench.skip(until: 180_999)
    #expect(talk.bench.endpoint.lingeringSessions == 1)
    #expect(talk.bench.run(until: 181_000) == ["NOTIFY 3 (SIP/2.0 100 Trying\r\n)"])
    #expect(talk.notice == "refer · terminated;reason=timeout · SIP/2.0 100 Trying")
    talk.bench.skip(until: 300_000)
    #expect(talk.bench.isEmpty)
  }

  @Test("whoever hangs up on the phone without a word about its transfer ends that, too: 487")
  func ownerHangsUp() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    _ = talk.answer(200, at: 1100)
    #expect(
      talk.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 2000)
        == ["NOTIFY 3 (SIP/2.0 487 Request Terminated\r\n)", "* ended(localHangUp)"])
    #expect(talk.answer(200, at: 2100) == ["BYE 4"])
    talk.bench.skip(until: 100_000)
    #expect(talk.bench.isEmpty)
  }

  @Test("our BYE follows the answer to the last NOTIFY, so that no phone takes a good transfer for a failed one")
  func reportAndHangUp() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    #expect(talk.report(101, .ok, at: 1010) == [])
    #expect(talk.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 1010) == ["* ended(localHangUp)"])
    #expect(talk.answer(200, at: 1100) == ["NOTIFY 3 (SIP/2.0 200 OK\r\n)"])
    #expect(talk.answer(200, at: 1200) == ["BYE 4"])
    #expect(talk.answer(200, at: 1300) == [])
    talk.bench.skip(until: 60_000)
    #expect(talk.bench.isEmpty)
  }

  @Test("a phone that hangs up by itself meanwhile gets no BYE of ours; one that answers no NOTIFY gets it after 64*T1")
  func hangUpMeanwhile() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    _ = talk.answer(200, at: 1050)
    _ = talk.report(101, .ok, at: 1100)
    _ = talk.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 1100)
    var silent = talk
    let notify = talk.bench.sentNOTIFY
    #expect(talk.bench.receive(talk.request("BYE"), from: talk.phone, at: 1150) == ["200 BYE 102"])
    #expect(talk.bench.receive(talk.phone.response(200, to: notify), from: talk.phone, at: 1200) == [])
    talk.bench.skip(until: 60_000)
    #expect(talk.bench.isEmpty)
    silent.bench.skip(until: 33_099)
    #expect(silent.bench.run(until: 33_100) == ["BYE 4"])
    silent.bench.skip(until: 100_000)
    #expect(silent.bench.isEmpty)
  }

  @Test("a service that goes down does not wait for the answer")
  func hurried() {
    var talk = TransferBench()
    _ = talk.refer("<sip:202@example.com>", at: 1000)
    _ = talk.bench.handle(.drain, at: 1100)
    #expect(talk.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 1200) == ["* ended(localHangUp)", "BYE 3"])
  }

  @Test(
    "a Refer-To that is none: 400",
    arguments: [
      [], ["Refer-To: <sip:a@b>, <sip:c@d>"], ["Refer-To: <sip:a@b>", "Refer-To: <sip:c@d>"], ["Refer-To: no URI"],
      ["Refer-To: <sip:202%0D%0AX-Evil:1@example.com>"], ["Refer-To: <sip:202@example.com?Subject=a%0D%0AX-Evil:%201>"],
      ["Refer-To: <sip:202@example.com?Replaces=a%3Bto-tag%3Db>"],
      ["Refer-To: <sip:202@example.com?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc&Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>"],
    ])
  func malformed(lines: [String]) {
    var talk = TransferBench()
    #expect(
      talk.bench.receive(talk.request("REFER", extra: lines), from: talk.phone, at: 1000)
        == ["# malformed", "400 REFER 101"])
    #expect(talk.bench.endpoint.liveSessions == 1)
  }

  @Test("what cannot be called: 416; another method than INVITE: 603")
  func unusable() {
    var talk = TransferBench()
    #expect(talk.refer("<https://example.com/>", at: 1000) == ["416 REFER 101"])
    #expect(talk.refer("<sip:202@example.com;method=BYE>", at: 1100) == ["603 REFER 102"])
    #expect(talk.refer("<tel:+34-600-111-222>", at: 1200).last == "* transferRequested(103 to +34600111222)")
  }

  @Test("a caller from a trunk may not transfer: 603, and nothing of the Refer-To is looked at")
  func fromTrunk() {
    var bench = Bench()
    let peer = Peer.trunk
    _ = bench.receive(peer.invite())
    _ = bench.command(.answer(octets("answer")))
    _ = bench.receive(peer.ack(toTag: bench.localTag))
    for referTo in ["<sip:201@example.com>", "rubbish"] {
      let refer = peer.request(
        "REFER", cseq: 2, branch: "z9hG4bK\(referTo.count)", toTag: bench.localTag, extra: ["Refer-To: \(referTo)"])
      #expect(bench.receive(refer) == ["# refused", "603 REFER 2"])
    }
  }

  @Test("a REFER that knows the dialog but comes from another host: 603")
  func fromAnotherHost() {
    var talk = TransferBench()
    let refer = talk.request("REFER", extra: ["Refer-To: <sip:202@example.com>"], from: .trunk)
    #expect(talk.bench.receive(refer, from: .trunk, at: 1000) == ["# refused", "603 REFER 101"])
  }

  @Test("a REFER outside of any dialog, or within one that is over: 481; out of order: 500")
  func wrongPlace() {
    var talk = TransferBench()
    #expect(
      talk.bench.receive(talk.request("REFER", cseq: 7, extra: ["Refer-To: <sip:202@a>"]), from: talk.phone, at: 900)
        == ["202 REFER 7", "NOTIFY 2 (SIP/2.0 100 Trying\r\n)", "* transferRequested(7 to 202)"])
    #expect(
      talk.bench.receive(talk.request("REFER", cseq: 6, extra: ["Refer-To: <sip:202@a>"]), from: talk.phone, at: 950)
        == ["500 REFER 6"])
    _ = talk.bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 1000)
    #expect(talk.refer("<sip:202@a>", at: 1100) == ["481 REFER 101"])
  }

  @Test("at most four transfers of one call are open at once")
  func mostAtOnce() {
    var talk = TransferBench()
    for number in 1...4 { _ = talk.refer("<sip:202@a>", at: 1000 + number) }
    #expect(talk.refer("<sip:202@a>", at: 1100) == ["500 REFER 105"])
    #expect(talk.bench.lastResponse?.headers.contains(.retryAfter) == true)
  }
}

extension Bench {
  /// The last NOTIFY that was sent.
  var sentNOTIFY: SIPRequest {
    for case .request(let request) in sent.reversed() where request.method == .notify { return request }
    return invite
  }
}
