import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Timetables of one registration; the registrar is written by hand.
@Suite struct TrunkRegistrationTests {
  /// The machine with its last REGISTER and short lines for what it does.
  struct Rig {
    var machine: TrunkRegistration
    var requests: [SIPRequest] = []
    var flows: [SIPFlow] = []

    init(expires: Duration = .seconds(600), account: TrunkPlan.Account? = .init(user: "910", password: Redacted("s"))) {
      machine = TrunkRegistration(
        .init(addressOfRecord: SIPURI(user: "910", host: "carrier.example"), expires: expires), account: account,
        callID: "reg", localTag: "tag", dice: SessionDice(seed: 1))
    }

    mutating func handle(_ input: TrunkRegistration.Input, at seconds: Double) -> [String] {
      let now = Moment(sinceZero: .milliseconds(Int(seconds * 1000)))
      return machine.handle(input, at: now).map { effect in
        switch effect {
        case .send(let request, let flow):
          requests.append(request)
          flows.append(flow)
          let isProved = request.headers.contains(.authorization) || request.headers.contains(.proxyAuthorization)
          let expires = request.headers[first: .expires] ?? "-"
          return "REGISTER \(request.cseq.number) \(expires)\(isProved ? " proved" : "") to \(flow.remote.host)"
        case .locate: return "locate"
        case .event(.registered(let life)): return "registered \(life.components.seconds)"
        case .event(.refused(let status, let retry)): return "refused \(status.rawValue) \(Self.rounded(retry))"
        case .event(.unreachable(let retry)): return "unreachable \(Self.rounded(retry))"
        case .event(.lapsed): return "lapsed"
        case .event(.unregistered): return "unregistered"
        }
      }
    }

    /// To the nominal wait: chance adds or takes a tenth.
    private static func rounded(_ wait: Duration) -> String {
      let nominal = [30, 60, 120, 240, 480, 600, 900, 960, 1200, 1800, 3600]
      let seconds = wait / .seconds(1)
      return nominal.first { abs(seconds - Double($0)) <= Double($0) / 10 }.map { "≈\($0)" } ?? "\(seconds)"
    }

    mutating func respond(_ code: Int, _ lines: [(HeaderName, String)] = [], at seconds: Double) -> [String] {
      guard let request = requests.last else { return ["nothing sent"] }
      var response = request.response(StatusCode(rawValue: code), toTag: "t")
      for (name, value) in lines { response.headers.append(name, value) }
      return handle(.response(response), at: seconds)
    }

    var due: Double? { machine.nextDeadline.map { ($0.sinceZero / .milliseconds(1)) / 1000 } }

    mutating func wake() -> [String] { handle(.deadlineReached, at: (due ?? 0) + 0.002) }
  }

  static func path(_ host: String = "192.0.2.1") -> SignallingPath {
    let local = TransportAddress(host: "192.0.2.100", port: 5060)
    let flow = SIPFlow(local: local, remote: TransportAddress(host: host, port: 5060))
    return SignallingPath(flow: flow, written: local, isSymmetric: false)
  }

  private static let challenge: [(HeaderName, String)] = [
    (.wwwAuthenticate, #"Digest realm="carrier", nonce="n1", qop="auth", algorithm=SHA-256"#)
  ]

  private static func registered(expires: Int = 600) -> Rig {
    var rig = Rig()
    _ = rig.handle(.located([path()]), at: 0)
    _ = rig.respond(200, [(.expires, "\(expires)")], at: 0)
    return rig
  }

  @Test func `A REGISTER is as RFC 3261 §10.2 wants it`() throws {
    var rig = Rig()
    #expect(rig.handle(.located([Self.path()]), at: 0) == ["REGISTER 1 600 to 192.0.2.1"])
    let request = try #require(rig.requests.first)
    #expect(request.uri.text == "sip:carrier.example")
    #expect(request.to.text == "<sip:910@carrier.example>")
    #expect(request.from.text == "<sip:910@carrier.example>;tag=tag")
    #expect(request.headers.all(.contact) == ["<sip:910@192.0.2.100:5060>"])
    #expect(request.headers.all(.maxForwards) == ["70"])
    #expect(try request.contacts.count == 1)
  }

  @Test func `It proves itself when asked, is registered, and refreshes at five sixths with the same Call-ID`() throws {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    #expect(rig.respond(100, at: 0.1) == [])
    #expect(rig.respond(401, Self.challenge, at: 0.2) == ["REGISTER 2 600 proved to 192.0.2.1"])
    #expect(rig.machine.realm == "carrier")
    #expect(!rig.machine.isRegistered)
    #expect(rig.respond(200, [(.contact, "<sip:910@192.0.2.100:5060>;expires=300")], at: 0.3) == ["registered 300"])
    #expect(rig.machine.isRegistered)
    #expect(rig.due == 250.3)
    #expect(rig.wake() == ["REGISTER 3 600 proved to 192.0.2.1"])
    #expect(rig.respond(200, [(.expires, "600")], at: 250.5) == ["registered 600"])
    #expect(rig.due == 750.5)
    #expect(Set(rig.requests.map(\.callID)) == ["reg"])
    #expect(Set(rig.requests.compactMap { $0.vias.first?.branch }).count == 3)
  }

  @Test(arguments: [(3600, 3000.0), (600, 500.0), (180, 150.0), (60, 30.0), (40, 20.0), (1, 0.5)])
  func `The refresh comes before the end, with thirty seconds left where there are as many`(granted: Int, due: Double) {
    #expect(Self.registered(expires: granted).due == due)
  }

  @Test func `Our own Contact's time counts, not another's`() {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    let contacts: [(HeaderName, String)] = [
      (.contact, "<sip:910@198.51.100.1>;expires=3000, <sip:910@192.0.2.100:5060>;expires=60"), (.expires, "999"),
    ]
    #expect(rig.respond(200, contacts, at: 0) == ["registered 60"])
  }

  @Test func `423 is met with the wanted time, and an absurd one is refused`() {
    var rig = Rig(expires: .seconds(60))
    _ = rig.handle(.located([Self.path()]), at: 0)
    #expect(rig.respond(423, [(.minExpires, "1800")], at: 0) == ["REGISTER 2 1800 to 192.0.2.1"])
    #expect(rig.respond(200, [(.expires, "1800")], at: 0) == ["registered 1800"])
    #expect(rig.wake() == ["REGISTER 3 1800 to 192.0.2.1"])
    #expect(rig.respond(423, [(.minExpires, "90000")], at: 1600) == ["refused 423 ≈600"])
    var stubborn = Rig(expires: .seconds(60))
    _ = stubborn.handle(.located([Self.path()]), at: 0)
    _ = stubborn.respond(423, [(.minExpires, "120")], at: 0)
    _ = stubborn.respond(423, [(.minExpires, "240")], at: 0)
    #expect(stubborn.respond(423, [(.minExpires, "480")], at: 0) == ["refused 423 ≈600"])
    #expect(stubborn.requests.count == 3)
    var silent = Rig()
    _ = silent.handle(.located([Self.path()]), at: 0)
    #expect(silent.respond(423, at: 0) == ["refused 423 ≈600"])
  }

  @Test func `A registrar that asks for ever is asked twice, then left alone for longer and longer`() {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    var waits: [String] = []
    for round in 0..<9 {
      var sent = 1
      var lines: [String]
      repeat {
        let nonce = "n\(round)-\(sent)"
        lines = rig.respond(
          401, [(.wwwAuthenticate, "Digest realm=\"carrier\", nonce=\"\(nonce)\"")], at: (rig.due ?? 0))
        sent += 1
      } while lines.first?.hasPrefix("REGISTER") == true
      #expect(sent <= 4)
      waits.append(lines.first ?? "")
      #expect(rig.wake().first?.hasPrefix("REGISTER") == true)
    }
    #expect(
      waits == [
        "refused 401 ≈30", "refused 401 ≈60", "refused 401 ≈120", "refused 401 ≈240", "refused 401 ≈480",
        "refused 401 ≈960", "refused 401 ≈1800", "refused 401 ≈1800", "refused 401 ≈1800",
      ])
  }

  @Test func `Without an account no challenge is met`() {
    var rig = Rig(account: nil)
    _ = rig.handle(.located([Self.path()]), at: 0)
    #expect(rig.respond(401, Self.challenge, at: 0) == ["refused 401 ≈30"])
    #expect(rig.requests.count == 1)
  }

  @Test(arguments: [403, 404, 600, 603])
  func `A refusal that only people can mend is followed by a long wait`(code: Int) {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    #expect(rig.respond(code, at: 0) == ["refused \(code) ≈600"])
    _ = rig.wake()
    #expect(rig.respond(code, at: 700) == ["refused \(code) ≈1200"])
    _ = rig.wake()
    #expect(rig.respond(code, at: 2000) == ["refused \(code) ≈1800"])
  }

  @Test(arguments: [408, 500, 503, 504])
  func `A server that fails is followed by the next one, the last by a wait and another look`(code: Int) {
    var rig = Rig()
    _ = rig.handle(.located([Self.path("192.0.2.1"), Self.path("192.0.2.2")]), at: 0)
    #expect(rig.respond(code, at: 0) == ["REGISTER 2 600 to 192.0.2.2"])
    let lines = rig.respond(code, at: 1)
    #expect(lines.count == 2)
    #expect(lines.last == "locate")
    #expect(rig.wake() == ["REGISTER 3 600 to 192.0.2.1"])
  }

  @Test func `Silence is as good as 408`() {
    var rig = Rig()
    _ = rig.handle(.located([Self.path("192.0.2.1"), Self.path("192.0.2.2")]), at: 0)
    #expect(rig.handle(.failed(.requestTimeout), at: 32) == ["REGISTER 2 600 to 192.0.2.2"])
    #expect(rig.handle(.failed(.serviceUnavailable), at: 32) == ["unreachable ≈30", "locate"])
  }

  @Test(arguments: [
    ("900", "≈900"), ("900 (maintenance)", "≈900"), ("900;duration=60", "≈900"), ("5", "≈30"), ("x", "≈30"),
    ("999999999999", "≈3600"),
  ])
  func `Retry-After is kept to, within an hour`(value: String, wait: String) {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    #expect(rig.respond(503, [(.retryAfter, value)], at: 0) == ["refused 503 \(wait)", "locate"])
  }

  @Test func `A redirection leads to a server of the registrar and to nobody else`() {
    var rig = Rig()
    _ = rig.handle(.located([Self.path("192.0.2.1"), Self.path("192.0.2.2")]), at: 0)
    #expect(rig.respond(302, [(.contact, "<sip:192.0.2.2>")], at: 0) == ["REGISTER 2 600 to 192.0.2.2"])
    #expect(rig.respond(302, [(.contact, "<sip:evil.example>, <sip:203.0.113.9>")], at: 0) == ["refused 302 ≈600"])
    #expect(rig.flows.map(\.remote.host) == ["192.0.2.1", "192.0.2.2"])
  }

  @Test func `A failed refresh leaves the old binding until its end, which is told once`() {
    var rig = Self.registered(expires: 120)
    _ = rig.wake()
    #expect(rig.respond(500, at: 90).count == 2)
    #expect(rig.machine.isRegistered)
    var lines: [String] = []
    for _ in 0..<4 where rig.machine.isRegistered {
      lines += rig.wake()
      if rig.machine.isRegistered { lines += rig.handle(.failed(.requestTimeout), at: (rig.due ?? 0)) }
    }
    #expect(lines.contains("lapsed"))
    #expect(!rig.machine.isRegistered)
  }

  @Test func `Without servers it waits and looks again`() {
    var rig = Rig()
    #expect(rig.handle(.located([]), at: 0) == ["unreachable ≈30"])
    #expect(rig.wake() == ["locate"])
    #expect(rig.handle(.located([Self.path()]), at: 40) == ["REGISTER 1 600 to 192.0.2.1"])
  }

  @Test func `Service-Route is kept for the calls`() {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    _ = rig.respond(200, [(.serviceRoute, "<sip:edge.carrier.example;lr>, <sip:core.carrier.example;lr>")], at: 0)
    #expect(rig.machine.serviceRoute.map(\.text) == ["<sip:edge.carrier.example;lr>", "<sip:core.carrier.example;lr>"])
    _ = rig.wake()
    _ = rig.respond(200, at: 500)
    #expect(rig.machine.serviceRoute.isEmpty)
  }

  @Test func `The house takes its leave, proving itself where it is asked, and says nothing any more`() {
    var rig = Self.registered()
    #expect(rig.handle(.unregister, at: 10) == ["REGISTER 2 0 to 192.0.2.1"])
    #expect(rig.machine.isLeaving)
    #expect(rig.respond(401, Self.challenge, at: 10) == ["REGISTER 3 0 proved to 192.0.2.1"])
    #expect(rig.respond(200, at: 10) == ["unregistered"])
    #expect(!rig.machine.isLeaving)
    #expect(rig.machine.nextDeadline == nil)
    #expect(rig.handle(.deadlineReached, at: 5000) == [])
    var never = Rig()
    #expect(never.handle(.unregister, at: 0) == [])
    #expect(never.handle(.located([Self.path()]), at: 1) == [])
    var deaf = Self.registered()
    _ = deaf.handle(.unregister, at: 10)
    #expect(deaf.handle(.failed(.requestTimeout), at: 42) == ["unregistered"])
  }

  @Test func `A response to an older REGISTER changes nothing`() throws {
    var rig = Rig()
    _ = rig.handle(.located([Self.path()]), at: 0)
    let first = try #require(rig.requests.first)
    _ = rig.respond(401, Self.challenge, at: 0)
    #expect(rig.handle(.response(first.response(.forbidden, toTag: "t")), at: 1) == [])
    #expect(rig.respond(200, at: 1) == ["registered 600"])
    #expect(rig.respond(403, at: 2) == [])
    #expect(rig.machine.isRegistered)
  }
}
