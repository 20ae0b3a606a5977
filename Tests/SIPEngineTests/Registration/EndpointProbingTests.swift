import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

@Suite("Endpoint: registered phones are asked whether they are there (RFC 3261 §11)")
struct EndpointProbingTests {
  private func bench() -> Bench {
    Bench { $0.probing = ContactProbing(interval: .seconds(30), patience: .seconds(8)) }
  }

  @Test(
    "the question is an OPTIONS to the contact; any final answer will do, a challenge too", arguments: [200, 401, 486])
  func question(code: Int) throws {
    var bench = bench()
    _ = try bench.register(21)
    let options = try nextQuestion(&bench)
    #expect(options.uri.text == "sip:201@198.51.100.21:40000")
    #expect(options.to.uri.text == "sip:201@example.com")
    #expect(options.from.uri.text == "sip:example.com")
    #expect(options.headers[first: .accept] == "application/sdp")
    let asked = Int(bench.now.sinceZero / .milliseconds(1))
    #expect(asked < 30_000)
    #expect(try bench.answer(21, code, to: .options, at: asked + 20) == [])
    #expect(bench.lastRequest?.headers.contains(.authorization) == false)
    #expect(bench.run(until: asked + 30_019) == [])
    #expect(bench.run(until: asked + 30_020) == ["OPTIONS 1"])
    #expect(bench.lastRequest?.callID != options.callID)
  }

  /// Lets time pass until a phone is asked.
  private func nextQuestion(_ bench: inout Bench) throws -> SIPRequest {
    while bench.last(.options, toPhone: 21) == nil, let due = bench.endpoint.nextDeadline {
      bench.now = due
      _ = bench.handle(.deadlineReached)
    }
    return try #require(bench.last(.options, toPhone: 21))
  }

  @Test("a phone that answers no more is not offered a call; when it answers again it is registered again")
  func silence() throws {
    var bench = bench()
    _ = try bench.register(21)
    let lines = bench.run(until: 50_000)
    #expect(lines.filter { $0 == "* unreachable" }.count == 1)
    #expect(bench.callAccount() == ["* rejected(480)"])
    _ = bench.run(until: 80_000)
    #expect(try bench.answer(21, 200, to: .options) == ["* registered"])
    #expect(bench.callAccount().first == "INVITE 1 (offer)")
  }

  @Test("a silent phone that registers again is called again")
  func registersAgain() throws {
    var bench = bench()
    _ = try bench.register(21)
    _ = bench.run(until: 50_000)
    #expect(bench.callAccount() == ["* rejected(480)"])
    #expect(try bench.register(21, cseq: 3).last == "* registered")
    #expect(bench.callAccount() == ["INVITE 1 (offer)"])
  }

  @Test("of two phones only the one that answers is called")
  func oneOfTwo() throws {
    var bench = bench()
    _ = try bench.register(21)
    _ = try bench.register(22)
    while let due = bench.endpoint.nextDeadline, due < ms(50_000) {
      let before = bench.last(.options, toPhone: 22)?.callID
      #expect(!bench.run(until: Int(due.sinceZero / .milliseconds(1)) + 1).contains("* unreachable"))
      if bench.last(.options, toPhone: 22)?.callID != before { _ = try bench.answer(22, 200, to: .options) }
    }
    #expect(bench.callAccount() == ["INVITE 1 (offer)"])
    #expect(bench.last(.invite, toPhone: 22) != nil)
    #expect(bench.last(.invite, toPhone: 21) == nil)
  }

  @Test("nothing of the questions is left once the phone is gone")
  func leftovers() throws {
    var bench = bench()
    _ = try bench.register(21, expires: 60)
    _ = bench.run(until: 700_000)
    #expect(bench.isEmpty)
    #expect(bench.endpoint.nextDeadline == nil)
  }

  @Test("behind a proxy the question takes the same Route as a call")
  func throughProxy() throws {
    var bench = bench()
    bench.endpoint = SIPEndpoint(
      configuration: EndpointConfiguration(
        domain: "example.com", accounts: ["201": DigestAccount(user: "201", ha1: [:])],
        localNetworks: [NetworkPrefix("198.51.100.0/24")].compactMap { $0 },
        probing: ContactProbing()), random: SeededGenerator(seed: 9))
    let binding = Binding(
      contact: SIPURI(user: "201", host: "192.168.0.5"), flow: Bench.phone(21).flow, callID: "c", cseq: 1,
      expires: ms(100_000), path: [try NameAddress(parsing: "<sip:198.51.100.21;lr>")])
    _ = bench.handle(.restored(["201": [binding]]))
    _ = bench.run(until: 10_000)
    #expect(bench.lastRequest?.method == .options)
    #expect(bench.lastRequest?.headers.all(.route) == ["<sip:198.51.100.21;lr>"])
    #expect(bench.flows.last == Bench.phone(21).flow)
  }
}
