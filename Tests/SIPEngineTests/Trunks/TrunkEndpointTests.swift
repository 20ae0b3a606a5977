import Redaction
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
        "ACK 1", "INVITE 1 (offer)",
      ])
    let second = try #require(bench.lastRequest)
    #expect(second.uri.text == "sip:34910000000@second.example")
    #expect(second.callID != first.callID)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 1])
    _ = bench.receive(TrunkHouse.other.response(200, to: second, body: "answer"), from: TrunkHouse.other, at: 300)
    #expect(bench.events == [.reached(TrunkHouse.other.flow, trunk: "second"), .answered(Array("answer".utf8))])
    // What the first trunk's transaction has to say when it ends concerns nobody.
    bench.skip(until: 40_000)
    #expect(bench.endpoint.liveSessions == 1)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 41_000)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 0])
  }

  @Test func `A trunk that says nothing is left after five seconds when there is another, else after Timer B`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench, at: 0)
    _ = bench.run(until: 4_900)
    #expect(bench.flows.last == TrunkHouse.registrar.flow)
    _ = bench.run(until: 5_000)
    #expect(bench.flows.last == TrunkHouse.other.flow)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 1])
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

  @Test func `A caller who hangs up while the second trunk rings cancels there, and no third place is tried`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let first = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.registrar.response(503, to: first), from: TrunkHouse.registrar, at: 200)
    let second = try #require(bench.lastRequest)
    #expect(
      bench.receive(TrunkHouse.other.response(180, to: second), from: TrunkHouse.other, at: 300) == ["* ringing"])
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 400) == ["* ended(localHangUp)", "CANCEL 1"])
    #expect(bench.flows.last == TrunkHouse.other.flow)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 0])
    #expect(bench.receive(TrunkHouse.other.response(487, to: second), from: TrunkHouse.other, at: 500) == ["ACK 1"])
    bench.skip(until: 60_000)
    #expect(bench.isEmpty)
  }

  @Test func `A trunk that takes the call after it was left is acknowledged and hung up, and the call goes on`() throws
  {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench, at: 0)
    let first = try #require(bench.lastRequest)
    _ = bench.run(until: 5_000)
    let second = try #require(bench.lastRequest)
    #expect(second.uri.host == "second.example")
    #expect(
      bench.receive(
        TrunkHouse.registrar.response(200, to: first, body: "late"), from: TrunkHouse.registrar, at: 6_000) == [
          "ACK 1", "BYE 2",
        ])
    #expect(bench.flows.suffix(2) == [TrunkHouse.registrar.flow, TrunkHouse.registrar.flow])
    #expect(
      bench.receive(TrunkHouse.other.response(200, to: second, body: "answer"), from: TrunkHouse.other, at: 7_000) == [
        "ACK 1", "* reached(203.0.113.2)", "* answered(answer)",
      ])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test func `A trunk that rang and then says 408 has called the person; nobody else is tried`() throws {
    var bench = try TrunkHouse.ready()
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.registrar.response(180, to: invite), from: TrunkHouse.registrar, at: 200)
    #expect(
      bench.receive(TrunkHouse.registrar.response(408, to: invite), from: TrunkHouse.registrar, at: 300) == [
        "ACK 1", "* rejected(408)",
      ])
  }

  @Test func `When the next trunk is full by then, the failure of the first one is the answer`() throws {
    var bench = try TrunkHouse.ready { $0.outside.trunks[1].channels = 1 }
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.registrar.response(100, to: invite), from: TrunkHouse.registrar, at: 150)
    let other = SessionID(side: .outgoing, number: 2)
    _ = bench.command(
      .invite(Invitation(target: .outside("+34910000009"), callerName: nil, callerUser: "1", offer: Array("o".utf8))),
      of: other, at: 160)
    let failed = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.registrar.response(503, to: failed), from: TrunkHouse.registrar, at: 170)
    #expect(bench.flows.last == TrunkHouse.other.flow)
    #expect(
      bench.receive(TrunkHouse.registrar.response(500, to: invite), from: TrunkHouse.registrar, at: 200) == [
        "ACK 1", "* rejected(500)",
      ])
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 1])
  }

  // MARK: Calls that a trunk makes on our word

  /// A caller on a trunk of ours, connected.
  private static func caller(_ change: (inout EndpointConfiguration) -> Void) throws -> Bench {
    var bench = try TrunkHouse.ready(change)
    _ = bench.receive(TrunkHouse.registrar.invite(), from: TrunkHouse.registrar, at: 100)
    _ = bench.command(.answer(Array("answer".utf8)), at: 110)
    _ = bench.receive(TrunkHouse.registrar.ack(toTag: bench.localTag), from: TrunkHouse.registrar, at: 120)
    return bench
  }

  private static func refer(_ number: String, _ bench: inout Bench, at milliseconds: Int = 200) -> [String] {
    bench.command(
      .refer(SIPURI(user: number, host: "203.0.113.1"), referredBy: nil), at: milliseconds)
  }

  private static func answer(_ code: Int, _ bench: inout Bench, at milliseconds: Int = 300) throws -> [String] {
    let request = try #require(bench.lastRequest)
    return bench.receive(TrunkHouse.registrar.response(code, to: request), from: TrunkHouse.registrar, at: milliseconds)
  }

  @Test func `A caller whom the trunk takes to a number counts as a call to that number`() throws {
    var bench = try Self.caller { $0.outside.perNumberPerDay = 1 }
    _ = bench.handle(.day(20_000), at: 150)
    #expect(Self.refer("+34910000000", &bench) == ["REFER 1"])
    #expect(try Self.answer(202, &bench) == ["* dialled(1)", "* transferAccepted"])
    #expect(TrunkHouse.dial("+34910000000", &bench, at: 400) == ["* dialRefused(too-often)", "* rejected(403)"])
  }

  @Test func `A REFER that the trunk refuses counts nothing, so that the number can still be called`() throws {
    var bench = try Self.caller { $0.outside.perNumberPerDay = 1 }
    #expect(Self.refer("+34910000000", &bench) == ["REFER 1"])
    #expect(try Self.answer(405, &bench) == ["* transferRefused(405)"])
    #expect(TrunkHouse.dial("+34910000000", &bench, at: 400) == ["* dialled(1)", "INVITE 1 (offer)"])
  }

  @Test(arguments: [("+44207000000", "not-allowed"), ("112", "emergency-not-configured"), ("abc", "not-a-number")])
  func `A trunk is not asked to take a caller where we may not call`(number: String, reason: String) throws {
    var bench = try Self.caller { _ in }
    #expect(Self.refer(number, &bench) == ["* dialRefused(\(reason))", "* transferRefused(403)"])
  }

  @Test func `The day's count of a number, also one from before a restart, holds for a REFER`() throws {
    var bench = try Self.caller { $0.outside.perNumberPerDay = 2 }
    _ = bench.handle(.day(20_000), at: 150)
    _ = bench.handle(
      .restoredDials([DialCount(number: Redacted("+34910000000"), day: 20_000, calls: 2)]), at: 160)
    #expect(Self.refer("+34910000000", &bench) == ["* dialRefused(too-often)", "* transferRefused(403)"])
  }

  @Test func `A call that the trunk makes on our word is one of those at once until its outcome is known`() throws {
    var bench = try Self.caller { $0.outside.atOnce = 1 }
    #expect(Self.refer("+34910000000", &bench) == ["REFER 1"])
    _ = try Self.answer(202, &bench)
    #expect(
      TrunkHouse.dial("+34910000001", &bench, at: 400) == ["* dialRefused(too-many-at-once)", "* rejected(503)"])
    let notify = TrunkHouse.registrar.request(
      "NOTIFY", cseq: 2, branch: "z9hG4bKn", toTag: bench.localTag,
      extra: ["Event: refer", "Subscription-State: terminated;reason=noresource"], body: "SIP/2.0 200 OK\r\n",
      type: "message/sipfrag")
    #expect(
      bench.receive(notify, from: TrunkHouse.registrar, at: 500) == ["200 NOTIFY 2", "* transferProgress(200)"])
    #expect(TrunkHouse.dial("+34910000001", &bench, at: 600) == ["INVITE 1 (offer)"])
    #expect(
      Self.refer("+34910000002", &bench, at: 700) == ["* dialRefused(too-many-at-once)", "* transferRefused(503)"])
  }

  @Test func `A caller who is gone leaves no call at once behind`() throws {
    var bench = try Self.caller { $0.outside.atOnce = 1 }
    _ = Self.refer("+34910000000", &bench)
    _ = try Self.answer(202, &bench)
    _ = bench.command(.hangUp(.normal), at: 400)
    #expect(TrunkHouse.dial("+34910000001", &bench, at: 600) == ["INVITE 1 (offer)"])
  }

  // MARK: Who may take our calls' places

  @Test(arguments: [("second", true), ("first", false)])
  func `A trunk may replace its own outgoing dialog and no other`(trunk: String, mayReplace: Bool) throws {
    var bench = try TrunkHouse.ready {
      $0.outside.trunks[1].priority = 0
      $0.trunks.append(StaticTrunk(name: "second", from: [NetworkPrefix("203.0.113.2/32")].compactMap { $0 }))
    }
    _ = TrunkHouse.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(TrunkHouse.other.response(200, to: invite, body: "answer"), from: TrunkHouse.other, at: 200)
    let peer = trunk == "second" ? TrunkHouse.other : TrunkHouse.registrar
    let ours = try #require(invite.from.tag)
    let lines = bench.receive(
      peer.invite(extra: ["Replaces: \(invite.callID);to-tag=\(ours);from-tag=callee"]), from: peer, at: 300)
    #expect(lines.contains(mayReplace ? "* offered(offer)" : "403 INVITE 1"))
    guard mayReplace, case .offered(let call)? = bench.events.last else { return }
    #expect(call.replaces == Bench.outgoingID)
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
