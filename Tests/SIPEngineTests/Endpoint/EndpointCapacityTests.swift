import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Endpoint: capacity, draining, nothing left over")
struct EndpointCapacityTests {
  private func caller(_ number: Int) -> Peer {
    var peer = Peer.trunk
    peer.callID = "call-\(number)"
    return peer
  }

  @Test("beyond the sessions it bears: 503 with Retry-After, and nothing is kept")
  func sessions() {
    var bench = Bench { $0.limits.sessions = 2 }
    for number in 1...2 {
      #expect(bench.receive(caller(number).invite(branch: "z9hG4bK\(number)")).count == 2)
    }
    let transactions = bench.endpoint.liveTransactions
    #expect(bench.receive(caller(3).invite(branch: "z9hG4bK3")) == ["# overloaded", "503 INVITE 1"])
    #expect(bench.lastResponse?.headers[first: .retryAfter] == "5")
    #expect(bench.endpoint.liveTransactions == transactions)
    _ = bench.command(.hangUp(.normal))
    #expect(bench.receive(caller(4).invite(branch: "z9hG4bK4")).last == "* offered(offer)")
  }

  @Test("more new sessions than a second may bring: 503; a second later there is room again")
  func rate() {
    var bench = Bench { $0.limits.newSessionsPerSecond = 3 }
    let answers = (1...5).map { bench.receive(caller($0).invite(branch: "z9hG4bK\($0)"), at: 0).last ?? "" }
    #expect(answers == ["* offered(offer)", "* offered(offer)", "* offered(offer)", "503 INVITE 1", "503 INVITE 1"])
    #expect(bench.receive(caller(6).invite(branch: "z9hG4bK6"), at: 1000).last == "* offered(offer)")
  }

  @Test("while the machine does not keep up: 503 to a share of new calls, and running calls go on")
  func strain() {
    var bench = Bench()
    _ = bench.receive(caller(0).invite(branch: "z9hG4bK0"), at: 0)
    for look in 0..<10 { #expect(bench.handle(.load(isStrained: true), at: look * 100) == []) }
    let answers = (1...20).map { bench.receive(caller($0).invite(branch: "z9hG4bK\($0)"), at: 900).last ?? "" }
    #expect((1...3).contains(answers.count { $0 == "* offered(offer)" }), "\(answers)")
    #expect(answers.count { $0 == "503 INVITE 1" } >= 17)
    #expect(bench.command(.answer(octets("answer")), at: 900) == ["200 INVITE 1 (answer)"])
    #expect(bench.receive(caller(21).invite(branch: "z9hG4bK21"), at: 20_000).last == "* offered(offer)")
  }

  @Test("beyond its transactions nothing new is opened, but BYE finds room")
  func transactions() {
    var bench = Bench { $0.limits.transactions = 1 }
    _ = bench.receive(caller(1).invite())
    _ = bench.command(.answer(octets("answer")))
    let tag = bench.localTag
    _ = bench.receive(caller(1).ack(toTag: tag))
    let options = caller(1).request("OPTIONS", cseq: 2, branch: "z9hG4bKo", toTag: tag)
    #expect(bench.receive(options) == ["# overloaded", "503 OPTIONS 2"])
    let bye = caller(1).request("BYE", cseq: 3, branch: "z9hG4bKb", toTag: tag)
    #expect(bench.receive(bye) == ["200 BYE 3", "* ended(remoteHangUp)"])
  }

  @Test("while draining new calls get 503 and running ones go on")
  func draining() {
    var bench = Bench()
    _ = bench.receive(caller(1).invite(branch: "z9hG4bK1"))
    #expect(bench.handle(.drain) == [])
    #expect(bench.receive(caller(2).invite(branch: "z9hG4bK2")) == ["# overloaded", "503 INVITE 1"])
    #expect(
      bench.receive(caller(2).request("OPTIONS", cseq: 1, branch: "z9hG4bK3")) == ["# overloaded", "503 OPTIONS 1"])
    #expect(bench.command(.answer(octets("answer"))) == ["200 INVITE 1 (answer)"])
  }

  @Test("while draining a call is hung up without waiting for its ACK; before, the BYE waits")
  func drainingHangUp() {
    var bench = Bench()
    let (first, second) = (Bench.callID, SessionID(side: .incoming, number: 2))
    for (number, id) in [(1, first), (2, second)] {
      _ = bench.receive(caller(number).invite(branch: "z9hG4bK\(number)"), at: 0)
      _ = bench.command(.answer(octets("answer")), of: id, at: 0)
    }
    #expect(bench.command(.hangUp(.normal), of: first, at: 10) == ["* ended(localHangUp)"])
    #expect(bench.handle(.drain) == [])
    #expect(bench.command(.hangUp(.draining), of: second, at: 20) == ["* ended(localHangUp)", "BYE 1"])
    let bye = bench.lastRequest ?? Fixture.invite
    #expect(bye.callID == "call-2")
    #expect(bench.receive(caller(2).ack(branch: "z9hG4bKlate", toTag: bye.from.tag ?? ""), at: 30) == [])
    #expect(bench.receive(caller(2).response(200, to: bye), at: 40) == [])
    #expect(bench.endpoint.sessionsInAll == 1)
    #expect(bench.command(.hangUp(.normal), of: first, at: 50) == ["BYE 1"])
    _ = bench.run(until: 70_000)
    #expect(bench.isEmpty)
  }

  @Test("ten thousand INVITEs that never ACK are all gone 64*T1 after their final answer")
  func neverACKed() {
    var bench = Bench {
      $0.limits.sessions = 20_000
      $0.limits.newSessionsPerSecond = 20_000
    }
    for number in 1...10_000 {
      _ = bench.receive(caller(number).invite(branch: "z9hG4bK\(number)"), at: 0)
      let id = SessionID(side: .incoming, number: UInt64(number))
      _ = bench.command(
        number.isMultiple(of: 2) ? .answer(octets("a")) : .reject(.busyHere, retryAfter: nil), of: id, at: 0)
    }
    #expect(bench.endpoint.liveTransactions == 10_000)
    #expect(bench.endpoint.liveSessions == 5_000)
    bench.skip(until: 32_000)
    #expect(bench.endpoint.liveSessions == 0)
    bench.skip(until: 64_000)
    #expect(bench.isEmpty)
    #expect(bench.endpoint.nextDeadline == nil)
  }
}
