import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Our REFER, by which a peer takes itself elsewhere (RFC 3515 §2.4, RFC 6665 §4.1)")
struct OutgoingReferralTests {
  private let peer = Peer.trunk
  private let target = SIPURI(user: "+34600111222", host: "192.0.2.1")

  /// An answered call from a trunk, and our REFER in it.
  private func referred() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 10)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 20)
    _ = bench.command(.refer(target, referredBy: SIPURI(user: "201", host: "example.com")), at: 1000)
    return bench
  }

  private func notify(
    _ bench: Bench, cseq: Int, event: String? = "refer", state: String? = "active;expires=60", _ body: String?
  ) -> [UInt8] {
    var extra: [String] = []
    if let event { extra.append("Event: \(event)") }
    if let state { extra.append("Subscription-State: \(state)") }
    let request = peer.request(
      "NOTIFY", cseq: cseq, branch: "z9hG4bKn\(cseq)", toTag: bench.localTag, extra: extra, body: body)
    return Array(
      String(decoding: request, as: UTF8.self).replacing("application/sdp", with: "message/sipfrag;version=2.0").utf8)
  }

  @Test("it says whom to call and who asks; 202 and each NOTIFY are told; the last one is the end")
  func wholeReferral() {
    var bench = referred()
    #expect(bench.lastRequest?.method == .refer)
    #expect(bench.lastRequest?.headers[first: .referTo] == "<sip:+34600111222@192.0.2.1>")
    #expect(bench.lastRequest?.headers[first: .referredBy] == "<sip:201@example.com>")
    #expect(
      bench.receive(peer.response(202, to: bench.lastRequest ?? bench.invite), at: 1100) == ["* transferAccepted"])
    #expect(
      bench.receive(notify(bench, cseq: 2, "SIP/2.0 100 Trying\r\n"), at: 1200)
        == ["200 NOTIFY 2", "* transferProgress(100)"])
    #expect(
      bench.receive(notify(bench, cseq: 3, state: "terminated;reason=noresource", "SIP/2.0 200 OK"), at: 3000)
        == ["200 NOTIFY 3", "* transferProgress(200)"])
    #expect(bench.receive(notify(bench, cseq: 4, "SIP/2.0 200 OK"), at: 3100) == ["481 NOTIFY 4"])
    #expect(bench.endpoint.nextDeadline.map { $0 > ms(100_000) } != true, "no deadline of the transfer is left")
  }

  @Test("a NOTIFY that overtakes the 202 counts; a final status is told once, whatever follows")
  func overtaken() {
    var bench = referred()
    let refer = bench.lastRequest ?? bench.invite
    #expect(
      bench.receive(notify(bench, cseq: 2, "SIP/2.0 503 Service Unavailable"), at: 1050)
        == ["200 NOTIFY 2", "* transferProgress(503)"])
    #expect(bench.receive(peer.response(202, to: refer), at: 1100) == ["* transferAccepted"])
    #expect(
      bench.receive(notify(bench, cseq: 3, state: "terminated", "SIP/2.0 503 Service Unavailable"), at: 1150)
        == ["200 NOTIFY 3"])
  }

  @Test("a refusal, a challenge included, leaves the call as it was", arguments: [401, 405, 501, 603])
  func refused(code: Int) {
    var bench = referred()
    #expect(
      bench.receive(peer.response(code, to: bench.lastRequest ?? bench.invite), at: 1100)
        == ["* transferRefused(\(code))"])
    #expect(bench.endpoint.liveSessions == 1)
    #expect(bench.receive(notify(bench, cseq: 2, "SIP/2.0 200 OK"), at: 1200) == ["481 NOTIFY 2"])
  }

  @Test("481 to it: the peer knows no such call, so that is over")
  func callIsGone() {
    var bench = referred()
    #expect(
      bench.receive(peer.response(481, to: bench.lastRequest ?? bench.invite), at: 1100)
        == ["* transferRefused(481)", "* ended(lost)", "BYE 2"])
  }

  @Test("an accepted transfer of which nothing is heard: 408 after 180 s")
  func silence() {
    var bench = referred()
    _ = bench.receive(peer.response(202, to: bench.lastRequest ?? bench.invite), at: 1100)
    bench.skip(until: 180_999)
    #expect(bench.run(until: 181_000) == ["* transferProgress(408)"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("a subscription that ends before the transfer is decided leaves it undecided: 408")
  func undecided() {
    var bench = referred()
    #expect(
      bench.receive(notify(bench, cseq: 2, state: "terminated;reason=giveup", "SIP/2.0 100 Trying"), at: 1100)
        == ["200 NOTIFY 2", "* transferProgress(408)"])
  }

  @Test("Refer-Sub: false in the answer: nothing more is expected")
  func withoutSubscription() {
    var bench = referred()
    let accepted = peer.response(202, to: bench.lastRequest ?? bench.invite, extra: ["Refer-Sub: false"])
    #expect(bench.receive(accepted, at: 1100) == ["* transferAccepted"])
    #expect(bench.run(until: 300_000) == [])
  }

  @Test("a NOTIFY about something else: 489; without its state: 400; about another REFER: 481")
  func wrongNOTIFY() {
    var bench = referred()
    #expect(bench.receive(notify(bench, cseq: 2, event: "dialog", nil), at: 1100) == ["489 NOTIFY 2"])
    #expect(bench.lastResponse?.headers[first: .allowEvents] == "refer")
    #expect(bench.receive(notify(bench, cseq: 3, event: nil, nil), at: 1100) == ["489 NOTIFY 3"])
    #expect(bench.receive(notify(bench, cseq: 4, state: nil, nil), at: 1100) == ["400 NOTIFY 4"])
    #expect(bench.receive(notify(bench, cseq: 5, event: "refer;id=9", nil), at: 1100) == ["481 NOTIFY 5"])
    #expect(bench.receive(notify(bench, cseq: 6, event: "refer;id=1", "SIP/2.0 180 R"), at: 1100).count == 2)
  }
}
