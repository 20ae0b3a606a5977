import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("The words that are spoken, for a phone that shows them (RFC 6086)")
struct SpokenWordsTests {
  private let peer = Peer.trunk
  private let asking = ["Recv-Info: foo, Spoken-Words;x=1"]

  private func confirmed(asking: [String]) -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: asking), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    return bench
  }

  @Test("who asks for them is told, one INFO at a time, what is spoken last")
  func told() throws {
    var bench = confirmed(asking: asking)
    _ = bench.command(.tellWords("Dzień dobry."), at: 1_000)
    let first = try #require(bench.lastRequest)
    #expect(first.method == .info)
    #expect(first.headers[first: .infoPackage] == "spoken-words")
    #expect(first.headers[first: .contentType] == "text/plain;charset=utf-8")
    #expect(first.headers[first: .contentDisposition] == "Info-Package")
    #expect(String(decoding: first.body, as: UTF8.self) == "Dzień dobry.")
    #expect(bench.command(.tellWords("skipped"), at: 1_010) == [])
    #expect(bench.command(.tellWords("Goodbye."), at: 1_020) == [])
    _ = bench.receive(peer.response(469, to: first), at: 1_030)
    let second = try #require(bench.lastRequest)
    #expect(String(decoding: second.body, as: UTF8.self) == "Goodbye.")
    #expect(second.cseq.number == first.cseq.number + 1)
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("keys that are pressed at the same time go first")
  func keysFirst() throws {
    var bench = confirmed(asking: asking)
    _ = bench.command(.press(["5", "6"]), at: 1_000)
    _ = bench.command(.tellWords("Hello."), at: 1_000)
    _ = bench.receive(peer.response(200, to: try #require(bench.lastRequest)), at: 1_010)
    #expect(bench.lastRequest?.headers.contains(.infoPackage) == false)
    _ = bench.receive(peer.response(200, to: try #require(bench.lastRequest)), at: 1_020)
    #expect(bench.lastRequest?.headers.contains(.infoPackage) == true)
  }

  @Test("long words are cut at a character, and fit into a datagram")
  func cut() throws {
    var bench = confirmed(asking: asking)
    _ = bench.command(.tellWords(String(repeating: "ż", count: 1_000)), at: 1_000)
    let body = try #require(bench.lastRequest).body
    #expect(String(decoding: body, as: UTF8.self) == String(repeating: "ż", count: 300))
  }

  @Test("nobody else is told", arguments: [[], ["Recv-Info:"], ["Recv-Info: spoken-wordss"]])
  func silent(asking: [String]) {
    var bench = confirmed(asking: asking)
    #expect(bench.command(.tellWords("Hello."), at: 1_000) == [])
  }

  private func calling(wantsWords: Bool) -> Bench {
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1"), peer.flow), callerName: nil, callerUser: "1",
      offer: octets("offer"), wantsWords: wantsWords)
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    return bench
  }

  @Test(
    "what the called side says is told to whoever asked for it, and refused by who did not",
    arguments: [
      (true, "spoken-words", "text/plain", "200", "* wordsSpoken(For orders, press 1.)"),
      (true, "spoken-words", "text/html", "469", nil), (true, "conference", "text/plain", "469", nil),
      (false, "spoken-words", "text/plain", "469", nil),
    ] as [(Bool, String, String, String, String?)])
  func heard(wantsWords: Bool, package: String, type: String, code: String, event: String?) {
    var bench = calling(wantsWords: wantsWords)
    let invite = bench.invite
    #expect((invite.headers[first: .recvInfo] == "spoken-words") == wantsWords)
    _ = bench.receive(peer.response(200, to: invite, tag: "a", body: "x"), at: 10)
    let callee = Peer(address: peer.address, tag: "a", callID: invite.callID)
    let info = callee.request(
      "INFO", cseq: 1, branch: "z9hG4bKw", toTag: invite.from.tag, extra: ["Info-Package: \(package)"],
      body: "For orders, press 1.", type: type)
    let said = bench.receive(info, at: 20)
    #expect(said.first?.hasPrefix(code) == true, "\(said)")
    #expect(said.dropFirst().first == event)
  }
}
