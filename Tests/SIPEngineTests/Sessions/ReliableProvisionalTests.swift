import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Reliable provisional responses as user agent server (RFC 3262 §3, §5)")
struct ReliableProvisionalTests {
  private let peer = Peer.trunk
  private let requires = ["Require: 100rel"]
  private let supports = ["Supported: timer, 100rel"]

  private func called(_ extra: [String], body: String? = "offer") -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: extra, body: body), at: 0)
    return bench
  }

  /// The PRACK to the last reliable provisional response.
  private func prack(_ bench: Bench, cseq: Int = 2, off: Int = 0, body: String? = nil) -> [UInt8] {
    let number = bench.lastRSeq.map { Int($0) + off } ?? 0
    return peer.request(
      "PRACK", cseq: cseq, branch: "z9hG4bKp\(cseq)", toTag: bench.localTag, extra: ["RAck: \(number) 1 INVITE"],
      contact: false, body: body)
  }

  @Test("a caller that requires it gets its 180 at T1, 2*T1, 4*T1, … until PRACK")
  func repeated() {
    var bench = called(requires)
    #expect(bench.command(.ring, at: 0) == ["180 INVITE 1"])
    #expect(bench.lastResponse?.headers.requires("100rel") == true)
    #expect((1...0x7FFF_FFFF).contains(bench.lastRSeq ?? 0))
    for due in [500, 1500, 3500, 7500] {
      #expect(bench.endpoint.nextDeadline == ms(due))
      #expect(bench.wake(at: due) == ["# retransmissionSent", "180 INVITE 1"])
    }
    #expect(bench.receive(prack(bench), at: 8000) == ["200 PRACK 2"])
    #expect(bench.run(until: 40_000) == [])
  }

  @Test("no PRACK within 64*T1: 504 and lost, nothing is left")
  func hopeless() {
    var bench = called(requires)
    _ = bench.command(.ring, at: 0)
    #expect(bench.run(until: 31_999).filter { $0 == "180 INVITE 1" }.count == 6)
    #expect(bench.run(until: 32_000) == ["504 INVITE 1", "* ended(lost)"])
    _ = bench.run(until: 70_000)
    #expect(bench.isEmpty)
  }

  @Test("a PRACK to something else gets 481 and stops nothing", arguments: [-1, 1])
  func otherPRACK(off: Int) {
    var bench = called(requires)
    _ = bench.command(.ring, at: 0)
    #expect(bench.receive(prack(bench, off: off), at: 100) == ["481 PRACK 2"])
    #expect(bench.wake(at: 500) == ["# retransmissionSent", "180 INVITE 1"])
    #expect(bench.receive(prack(bench, cseq: 3), at: 600) == ["200 PRACK 3"])
    #expect(bench.receive(prack(bench, cseq: 4), at: 700) == ["481 PRACK 4"])
  }

  @Test("a PRACK without RAck, or with the number of another INVITE, gets 481", arguments: ["", "x", "9 INVITE"])
  func brokenPRACK(rest: String) {
    var bench = called(requires)
    _ = bench.command(.ring, at: 0)
    let number = bench.lastRSeq ?? 0
    let broken = peer.request(
      "PRACK", cseq: 2, branch: "z9hG4bKp", toTag: bench.localTag,
      extra: rest.isEmpty ? [] : ["RAck: \(number) \(rest)"])
    #expect(bench.receive(broken, at: 100) == ["481 PRACK 2"])
  }

  @Test("the second reliable response waits for the PRACK to the first, and counts on by one")
  func inOrder() throws {
    var bench = called(requires)
    #expect(bench.command(.progress(octets("early")), at: 0) == ["183 INVITE 1 (early)"])
    let first = try #require(bench.lastRSeq)
    #expect(bench.command(.ring, at: 10) == [])
    #expect(bench.receive(prack(bench), at: 100) == ["200 PRACK 2", "180 INVITE 1"])
    #expect(bench.lastRSeq == first + 1)
    #expect(bench.receive(prack(bench, cseq: 3), at: 200) == ["200 PRACK 3"])
  }

  @Test("a caller that only supports it gets descriptions reliably, a mere 180 not")
  func onlySupported() {
    var bench = called(supports)
    #expect(bench.command(.ring, at: 0) == ["180 INVITE 1"])
    #expect(bench.lastRSeq == nil)
    #expect(bench.command(.progress(octets("early")), at: 10) == ["183 INVITE 1 (early)"])
    #expect(bench.lastRSeq != nil)
  }

  @Test("a caller that knows nothing of it hears early media once a minute until the answer")
  func unsupported() {
    var bench = called([])
    #expect(bench.command(.progress(octets("early")), at: 0) == ["183 INVITE 1 (early)"])
    #expect(bench.lastRSeq == nil)
    #expect(bench.command(.progress(octets("other")), at: 10) == [])
    #expect(bench.run(until: 60_000) == ["183 INVITE 1"])
    #expect(bench.command(.answer(octets("answer")), at: 61_000) == ["200 INVITE 1 (early)"])
  }

  @Test("the 200 waits while a description has not been acknowledged (§3), and repeats it")
  func answerWaits() {
    var bench = called(supports)
    _ = bench.command(.progress(octets("early")), at: 0)
    #expect(bench.command(.answer(octets("answer")), at: 10) == [])
    #expect(bench.command(.answer(octets("again")), at: 20) == [])
    #expect(bench.receive(prack(bench), at: 100) == ["200 PRACK 2", "200 INVITE 1 (early)"])
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 200) == ["* confirmed"])
  }

  @Test("CANCEL while the 200 waits still ends the call")
  func cancelWhileWaiting() {
    var bench = called(supports)
    _ = bench.command(.progress(octets("early")), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 10)
    let cancel = peer.request("CANCEL", cseq: 1, branch: "z9hG4bKi1", contact: false)
    #expect(bench.receive(cancel, at: 20) == ["200 CANCEL 1", "487 INVITE 1", "* ended(remoteCancel)"])
  }

  @Test("the 200 does not wait for a 180; its PRACK is still answered afterwards, once")
  func lateness() {
    var bench = called(requires)
    _ = bench.command(.ring, at: 0)
    let late = prack(bench)
    #expect(bench.command(.answer(octets("answer")), at: 10) == ["200 INVITE 1 (answer)"])
    #expect(bench.receive(late, at: 20) == ["200 PRACK 2"])
    #expect(bench.receive(prack(bench, cseq: 3), at: 30) == ["481 PRACK 3"])
    #expect(bench.run(until: 600).filter { $0.hasPrefix("180") } == [])
  }

  @Test("no offer from the caller: ours in the reliable 183, its answer in the PRACK, none in the 200")
  func ourOffer() {
    var bench = called(supports, body: nil)
    #expect(bench.command(.progress(octets("ours")), at: 0) == ["183 INVITE 1 (ours)"])
    #expect(bench.receive(prack(bench, body: "theirs"), at: 100) == ["200 PRACK 2", "* answerReceived(theirs)"])
    #expect(bench.command(.answer(octets("ignored")), at: 200) == ["200 INVITE 1"])
    #expect(bench.receive(peer.ack(toTag: bench.localTag), at: 300) == ["* confirmed"])
  }

  @Test("a PRACK that owes the answer and brings none ends the call: 488 and lost")
  func unansweredOffer() {
    var bench = called(supports, body: nil)
    _ = bench.command(.progress(octets("ours")), at: 0)
    #expect(bench.receive(prack(bench), at: 100) == ["200 PRACK 2", "488 INVITE 1", "* ended(lost)"])
  }

  @Test("no offer, no reliability: 183 goes without a description, the offer stands in the 200")
  func offerlessUnsupported() {
    var bench = called([], body: nil)
    #expect(bench.command(.progress(octets("ours")), at: 0) == ["183 INVITE 1"])
    #expect(bench.command(.answer(octets("ours")), at: 10) == ["200 INVITE 1 (ours)"])
  }

  @Test("no offer, reliability required: no 180 comes before our offer (RFC 3261 §13.2.1)")
  func offerlessRequired() {
    var bench = called(requires, body: nil)
    #expect(bench.command(.ring, at: 0) == [])
    #expect(bench.command(.progress(octets("ours")), at: 10) == ["183 INVITE 1 (ours)"])
    _ = bench.receive(prack(bench, body: "theirs"), at: 20)
    #expect(bench.command(.ring, at: 30) == ["180 INVITE 1"])
  }

  @Test("a PRACK may offer a change: the owner answers, the 200 to it carries that (§5)")
  func offerInPRACK() {
    var bench = called(supports)
    _ = bench.command(.progress(octets("early")), at: 0)
    #expect(bench.receive(prack(bench, body: "change"), at: 100) == ["* reoffered(change)"])
    #expect(bench.command(.answer(octets("answer")), at: 110) == [])
    #expect(
      bench.command(.acceptReoffer(octets("changed")), at: 120) == ["200 PRACK 2 (changed)", "200 INVITE 1"])
  }

  @Test("an owner that does not answer the offer in a PRACK: 504 to it after half of 64*T1")
  func silentOwner() {
    var bench = called(supports)
    _ = bench.command(.progress(octets("early")), at: 0)
    _ = bench.receive(prack(bench, body: "change"), at: 100)
    #expect(bench.run(until: 16_100) == ["504 PRACK 2"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("a call that is refused while an offer is open answers both")
  func refusedWithOpenOffer() {
    var bench = called(supports)
    _ = bench.command(.progress(octets("early")), at: 0)
    _ = bench.receive(prack(bench, body: "change"), at: 100)
    #expect(
      bench.command(.hangUp(.busy), at: 200) == ["487 PRACK 2", "486 INVITE 1", "* ended(localHangUp)"])
  }

  @Test("the reminder each minute is reliable too when that is required")
  func reminder() {
    var bench = called(requires)
    _ = bench.command(.ring, at: 0)
    _ = bench.receive(prack(bench), at: 100)
    #expect(bench.wake(at: 60_000) == ["180 INVITE 1"])
    #expect(bench.receive(prack(bench, cseq: 3), at: 60_100) == ["200 PRACK 3"])
    #expect(bench.endpoint.nextDeadline == ms(92_100) || bench.endpoint.nextDeadline == ms(120_000))
  }
}

extension Bench {
  /// RSeq of the last provisional response that was sent.
  var lastRSeq: UInt32? {
    for case .response(let response) in sent.reversed() where response.status.isProvisional {
      return response.headers.number(.rSeq)
    }
    return nil
  }
}
