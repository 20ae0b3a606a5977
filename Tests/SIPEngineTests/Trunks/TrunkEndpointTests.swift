import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Trunks through the whole endpoint: their upkeep, and calls to the outside.
@Suite struct TrunkEndpointTests {
  // MARK: Upkeep

  @Test func `The configured names are looked for, once, and the trunk registers with what was found`() throws {
    var bench = TrunkHouse.bench()
    #expect(
      bench.handle(.started, at: 0) == ["? first registrar first.example", "? second destination second.example"])
    #expect(
      bench.handle(TrunkHouse.located("first", .registrar, [TrunkHouse.registrar]), at: 10) == [
        "REGISTER 1", "* first cameUp",
      ])
    #expect(bench.flows.last == TrunkHouse.registrar.flow)
    let first = try #require(bench.lastRequest)
    let challenge = #"WWW-Authenticate: Digest realm="first", nonce="n1", qop="auth""#
    #expect(
      bench.receive(
        TrunkHouse.registrar.response(401, to: first, extra: [challenge]), from: TrunkHouse.registrar, at: 20) == [
          "REGISTER 2"
        ])
    let second = try #require(bench.lastRequest)
    #expect(second.headers.contains(.authorization))
    let lines = bench.receive(
      TrunkHouse.registrar.response(200, to: second, extra: ["Expires: 600"]), from: TrunkHouse.registrar, at: 30)
    #expect(lines == ["* first registration(SIPEngine.TrunkRegistration.Event.registered(expiresIn: 600.0 seconds))"])
    #expect(bench.endpoint.trunkStates.map(\.isRegistered) == [true, nil])
  }

  @Test func `A registrar that says nothing is given up with Timer F, and the alarm is told`() {
    var bench = TrunkHouse.bench()
    _ = bench.handle(.started, at: 0)
    _ = bench.handle(TrunkHouse.located("first", .registrar, [TrunkHouse.registrar]), at: 0)
    let lines = bench.run(until: 32_000)
    #expect(lines.contains { $0.hasPrefix("* first registration") && $0.contains("unreachable") })
    #expect(lines.last == "? first registrar first.example")
  }

  @Test func `A draining house takes leave of the registrar, and that counts as something under way`() throws {
    var bench = try TrunkHouse.ready()
    #expect(bench.endpoint.sessionsInAll == 0)
    #expect(bench.handle(.drain, at: 1000) == ["REGISTER 2"])
    let request = try #require(bench.lastRequest)
    #expect(request.headers[first: .expires] == "0")
    #expect(bench.endpoint.sessionsInAll == 1)
    _ = bench.receive(TrunkHouse.registrar.response(200, to: request), from: TrunkHouse.registrar, at: 1100)
    #expect(bench.endpoint.sessionsInAll == 0)
    #expect(bench.handle(.drain, at: 1200).isEmpty)
  }

  @Test func `A server that does not answer OPTIONS is skipped, and asked on`() throws {
    var bench = try TrunkHouse.ready { $0.outside.trunks[1].probe = .seconds(20) }
    let lines = bench.run(until: 30_000)
    #expect(lines.contains("OPTIONS 1"))
    #expect(lines.count { $0 == "* second wentDown" } == 1)
    #expect(bench.endpoint.trunkStates.map(\.isUp) == [true, false])
    let later = bench.run(until: 200_000)
    #expect(later.contains("OPTIONS 1"))
    #expect(!later.contains("* second wentDown"))
    #expect(TrunkHouse.dial("+34910000000", &bench, at: 200_001).contains("INVITE 1 (offer)"))
    #expect(bench.flows.last == TrunkHouse.registrar.flow)
  }

  // MARK: Calls to the outside

  @Test func `A call goes to the trunk of the lowest number, in its words`() throws {
    var bench = try TrunkHouse.ready {
      $0.outside.trunks[0].registration?.expires = .seconds(600)
      $0.outside.trunks[0].callerID.number = "+34910000001"
    }
    #expect(TrunkHouse.dial("+34910000000", &bench) == ["INVITE 1 (offer)"])
    let invite = try #require(bench.lastRequest)
    #expect(invite.uri.text == "sip:+34910000000@first.example")
    #expect(invite.to.text == "<sip:+34910000000@first.example>")
    #expect(invite.from.uri.text == "sip:+34910000001@first.example")
    #expect(invite.headers.all(.pAssertedIdentity) == ["\"Eva\" <sip:+34910000001@first.example>"])
    #expect(!invite.headers.contains(.authorization))
    #expect(bench.flows.last == TrunkHouse.registrar.flow)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [1, 0])
  }

  @Test(arguments: [500, 503, 504, 408])
  func `After a failure of the server the next trunk is tried, in its own words`(code: Int) throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let first = try #require(bench.lastRequest)
    #expect(
      bench.receive(TrunkHouse.registrar.response(code, to: first), from: TrunkHouse.registrar, at: 200) == [
        "ACK 1", "INVITE 11 (offer)",
      ])
    let second = try #require(bench.lastRequest)
    #expect(second.uri.text == "sip:34910000000@second.example")
    #expect(second.callID != first.callID)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 1])
    _ = bench.receive(TrunkHouse.other.response(200, to: second, body: "answer"), from: TrunkHouse.other, at: 300)
    #expect(bench.events == [.answered(Array("answer".utf8))])
    // What the first trunk's transaction has to say when it ends concerns nobody.
    bench.skip(until: 40_000)
    #expect(bench.endpoint.liveSessions == 1)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 41_000)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 0])
  }

  @Test func `A trunk that says nothing is left after five seconds when there is another, else after Timer B`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench, at: 0)
    #expect(!bench.run(until: 4_900).contains("INVITE 11 (offer)"))
    #expect(bench.run(until: 5_000).contains("INVITE 11 (offer)"))
    #expect(!bench.run(until: 36_900).contains("* rejected(408)"))
    #expect(bench.run(until: 37_000).contains("* rejected(408)"))
    #expect(bench.endpoint.liveSessions == 0)
  }

  @Test(arguments: [404, 480, 486, 403, 600, 603])
  func `A refusal of the called party is one on every trunk`(code: Int) throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    #expect(
      bench.receive(TrunkHouse.registrar.response(code, to: invite), from: TrunkHouse.registrar, at: 200) == [
        "ACK 1", "* rejected(\(code))",
      ])
  }

  @Test func `A caller who hung up is not called on over the next trunk`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.registrar.response(100, to: invite), from: TrunkHouse.registrar, at: 150)
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 160).contains("CANCEL 1"))
    #expect(
      bench.receive(TrunkHouse.registrar.response(503, to: invite), from: TrunkHouse.registrar, at: 200) == ["ACK 1"])
  }

  @Test func `What may not be called is refused with its reason`() throws {
    var bench = try TrunkHouse.ready()
    #expect(TrunkHouse.dial("+44207000000", &bench) == ["* dialRefused(not-allowed)", "* rejected(403)"])
    #expect(TrunkHouse.dial("00972592277524", &bench) == ["* dialRefused(not-allowed)", "* rejected(403)"])
    #expect(TrunkHouse.dial("112", &bench) == ["* dialRefused(emergency-not-configured)", "* rejected(403)"])
    #expect(bench.endpoint.liveSessions == 0)
    var none = Bench()
    #expect(TrunkHouse.dial("+34910000000", &none) == ["* dialRefused(not-allowed)", "* rejected(403)"])
    var unregistered = TrunkHouse.bench { $0.outside.trunks.removeLast() }
    _ = unregistered.handle(.started, at: 0)
    #expect(TrunkHouse.dial("+34910000000", &unregistered) == ["* dialRefused(no-trunk-up)", "* rejected(503)"])
  }

  @Test func `A number gets so many calls a day and the house so many at once`() throws {
    var bench = try TrunkHouse.ready {
      $0.outside.perNumberPerDay = 1
      $0.outside.atOnce = 1
    }
    _ = bench.handle(.day(20_000), at: 0)
    #expect(TrunkHouse.dial("+34910000000", &bench) == ["* dialled(1)", "INVITE 1 (offer)"])
    let second = SessionID(side: .outgoing, number: 2)
    func dial(_ number: String) -> [String] {
      bench.command(
        .invite(Invitation(target: .outside(number), callerName: nil, callerUser: "1", offer: Array("offer".utf8))),
        of: second, at: 200)
    }
    #expect(dial("+34910000000") == ["* dialRefused(too-often)", "* rejected(403)"])
    #expect(dial("+34910000009") == ["* dialRefused(too-many-at-once)", "* rejected(503)"])
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.registrar.response(486, to: invite), from: TrunkHouse.registrar, at: 300)
    #expect(dial("+34910000009").contains("INVITE 1 (offer)"))
  }

  @Test func `A full trunk is passed by, and when all are full the call is refused`() throws {
    var bench = try TrunkHouse.ready {
      $0.outside.trunks[0].channels = 1
      $0.outside.trunks[1].perSecond = 1
    }
    var lines: [[String]] = []
    for number in 1...3 {
      lines.append(
        bench.command(
          .invite(
            Invitation(
              target: .outside("+3491000000\(number)"), callerName: nil, callerUser: "1", offer: Array("o".utf8))),
          of: SessionID(side: .outgoing, number: UInt64(number)), at: 100))
    }
    #expect(lines == [["INVITE 1 (o)"], ["INVITE 1 (o)"], ["* dialRefused(trunks-busy)", "* rejected(503)"]])
    #expect(bench.flows.suffix(2) == [TrunkHouse.registrar.flow, TrunkHouse.other.flow])
  }

  @Test func `An emergency call goes to its trunk as it was dialled, whatever the caps`() throws {
    var bench = try TrunkHouse.ready {
      $0.outside.emergency.trunk = "second"
      $0.outside.atOnce = 1
      $0.outside.trunks[1].channels = 1
    }
    for number in 1...2 {
      _ = bench.command(
        .invite(Invitation(target: .outside("112"), callerName: nil, callerUser: "201", offer: Array("o".utf8))),
        of: SessionID(side: .outgoing, number: UInt64(number)), at: 100)
      #expect(bench.lastRequest?.uri.text == "sip:112@second.example")
      #expect(bench.flows.last == TrunkHouse.other.flow)
    }
    #expect(bench.endpoint.liveSessions == 2)
  }
}
