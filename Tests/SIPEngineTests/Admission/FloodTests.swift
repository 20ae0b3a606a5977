import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Endpoint: floods of requests, each with a branch of its own")
struct FloodTests {
  private static let methods = [
    "OPTIONS", "REGISTER", "SUBSCRIBE", "MESSAGE", "NOTIFY", "PUBLISH", "REFER", "INFO", "UPDATE", "PRACK", "BYE",
    "INVITE",
    "CANCEL", "NONSENSE",
  ]

  private static func bench() -> Bench {
    Bench {
      $0.limits.transactions = 2_000
      $0.limits.sessions = 500
      $0.limits.newSessionsPerSecond = 1_000_000
    }
  }

  private func flood(_ bench: inout Bench, _ method: String, from peer: Peer, at milliseconds: Int) {
    var peer = peer
    for number in 0..<5_000 {
      peer.callID = "flood-\(number)"
      let octets = peer.request(
        method, cseq: 1, branch: "z9hG4bKflood\(number)", extra: ["Event: message-summary", "Refer-To: <sip:1@h>"],
        body: method == "INVITE" ? "offer" : nil)
      _ = bench.receive(octets, from: peer, at: milliseconds)
    }
  }

  @Test("a stranger's flood leaves nothing behind, and a trunk's call comes in beside it", arguments: methods)
  func stranger(method: String) {
    var bench = Self.bench()
    flood(&bench, method, from: .stranger, at: 0)
    #expect(bench.endpoint.liveTransactions <= 60, "\(bench.endpoint.liveTransactions)")
    #expect(bench.endpoint.sessionsInAll == 0)
    #expect(bench.receive(Peer.trunk.invite(), at: 1).last == "* offered(offer)")
    _ = bench.command(.hangUp(.normal), at: 2)
    bench.skip(until: 200_000)
    #expect(bench.isEmpty)
  }

  @Test(
    "a trunk gone mad keeps within the limits; a call that runs still ends by its BYE, and later all is gone",
    arguments: methods)
  func trunk(method: String) {
    var bench = Self.bench()
    var caller = Peer.trunk
    caller.callID = "caller"
    _ = bench.receive(caller.invite(branch: "z9hG4bKcaller"), from: caller, at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    let tag = bench.localTag
    _ = bench.receive(caller.ack(toTag: tag), from: caller, at: 1)
    flood(&bench, method, from: .trunk, at: 2)
    #expect(bench.endpoint.liveTransactions <= 2_000)
    #expect(bench.endpoint.sessionsInAll <= 500)
    let bye = caller.request("BYE", cseq: 2, branch: "z9hG4bKbye", toTag: tag)
    #expect(bench.receive(bye, from: caller, at: 3) == ["200 BYE 2", "* ended(remoteHangUp)"])
    bench.skip(until: 1_000_000)
    #expect(bench.isEmpty)
    #expect(bench.receive(Peer.trunk.invite(branch: "z9hG4bKafter"), at: 1_000_001).last == "* offered(offer)")
  }
}
