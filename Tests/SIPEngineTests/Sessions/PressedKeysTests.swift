import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Keys that we press at the peer by INFO (RFC 6086)")
struct PressedKeysTests {
  private let peer = Peer.trunk

  private func confirmed() -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  private func keys(_ bench: Bench) -> String {
    String(bench.recentRequests.filter { $0.method == .info }.compactMap { KeyPress($0.body)?.key })
  }

  @Test(
    "one INFO for each key, the next when the one before is answered, whatever the answer", arguments: [200, 415, 500])
  func order(code: Int) throws {
    var bench = confirmed()
    _ = bench.command(.press(Array("5#D")), at: 1_000)
    let first = try #require(bench.lastRequest)
    #expect(first.method == .info)
    #expect(first.headers[first: .contentType] == "application/dtmf-relay")
    #expect(first.body == octets("Signal=5\r\nDuration=160\r\n"))
    #expect(keys(bench) == "5")
    _ = bench.receive(peer.response(100, to: first), at: 1_010)
    #expect(keys(bench) == "5")
    _ = bench.receive(peer.response(code, to: first), at: 1_020)
    let second = try #require(bench.lastRequest)
    #expect(keys(bench) == "5#")
    #expect(second.cseq.number == first.cseq.number + 1)
    _ = bench.command(.press(["1"]), at: 1_030)
    _ = bench.receive(peer.response(code, to: second), at: 1_040)
    _ = bench.receive(peer.response(code, to: try #require(bench.lastRequest)), at: 1_050)
    #expect(keys(bench) == "5#D1")
  }

  @Test("a comma is a pause of two seconds; what is no key is left out, and so is what finds no room")
  func pause() throws {
    var bench = confirmed()
    _ = bench.command(.press(Array(",x7,")), at: 1_000)
    #expect(keys(bench) == "")
    _ = bench.run(until: 2_999)
    #expect(keys(bench) == "")
    _ = bench.run(until: 3_000)
    #expect(keys(bench) == "7")
    _ = bench.command(.press(Array(repeating: "1", count: 100)), at: 3_010)
    for step in 0..<100 {
      guard let request = bench.lastRequest, request.method == .info else { break }
      _ = bench.receive(peer.response(200, to: request), at: 3_020 + step)
      _ = bench.run(until: 6_000)
    }
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("a peer that knows no such call has lost it; after the end no key is said", arguments: [481, 408])
  func gone(code: Int) throws {
    var bench = confirmed()
    _ = bench.command(.press(["1", "2"]), at: 1_000)
    let said = bench.receive(peer.response(code, to: try #require(bench.lastRequest)), at: 1_100)
    #expect(said.contains("* ended(lost)"))
    _ = bench.command(.press(["3"]), at: 1_200)
    #expect(keys(bench) == "1")
  }

  @Test("before the call is taken nothing is said")
  func early() {
    var bench = Bench()
    _ = bench.receive(peer.invite(), at: 0)
    #expect(bench.command(.press(["1"]), at: 10) == [])
  }

  @Test("a key as a body reads back as the same key", arguments: Array("0123456789*#ABCD"))
  func body(key: Character) {
    let press = KeyPress(key: key, milliseconds: 160)
    #expect(KeyPress(press.body) == press)
    #expect(KeyPress(KeyPress(key: key).body) == KeyPress(key: key))
  }
}
