import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Trunks through the whole endpoint.
@Suite struct TrunkEndpointTests {
  private static let registrar = Peer(address: TransportAddress(host: "203.0.113.1", port: 5060))
  private static let other = Peer(address: TransportAddress(host: "203.0.113.2", port: 5060))
  private static let account = TrunkPlan.Account(user: "910", password: Redacted("open sesame"))

  /// A trunk that registers and one that is merely sent to, tried in this order.
  private static func bench(_ change: (inout EndpointConfiguration) -> Void = { _ in }) -> Bench {
    Bench {
      $0.outside = OutsidePlan(
        trunks: [
          TrunkPlan(
            name: "first", account: account,
            registration: .init(addressOfRecord: SIPURI(user: "910", host: "first.example")), priority: 1, probe: nil),
          TrunkPlan(
            name: "second", sendTo: SIPURI(host: "second.example"), priority: 2,
            numbers: NumberPlan(form: .digits), probe: nil),
        ], allow: ["+34"])
      change(&$0)
    }
  }

  private static func located(_ trunk: String, _ role: LocationID.Role, _ peers: [Peer]) -> EndpointInput {
    .located(LocationID(trunk: trunk, role: role), peers.map(\.flow), timeToLive: .seconds(3600))
  }

  /// Both trunks found, the first registered.
  private static func ready(_ change: (inout EndpointConfiguration) -> Void = { _ in }) throws -> Bench {
    var bench = bench(change)
    _ = bench.handle(.started, at: 0)
    _ = bench.handle(located("first", .registrar, [registrar]), at: 0)
    let request = try #require(bench.lastRequest)
    _ = bench.receive(registrar.response(200, to: request, extra: ["Expires: 3600"]), from: registrar, at: 0)
    _ = bench.handle(located("second", .destination, [other]), at: 0)
    return bench
  }

  private static func dial(_ number: String, _ bench: inout Bench, at milliseconds: Int = 100) -> [String] {
    bench.command(
      .invite(
        Invitation(target: .outside(number), callerName: "Eva", callerUser: "+34600000001", offer: Array("offer".utf8))),
      of: Bench.outgoingID, at: milliseconds)
  }

  // MARK: Upkeep

  @Test func `The configured names are looked for, once, and the trunk registers with what was found`() throws {
    var bench = Self.bench()
    #expect(
      bench.handle(.started, at: 0) == ["? first registrar first.example", "? second destination second.example"])
    #expect(
      bench.handle(Self.located("first", .registrar, [Self.registrar]), at: 10) == ["REGISTER 1", "* first cameUp"])
    #expect(bench.flows.last == Self.registrar.flow)
    let first = try #require(bench.lastRequest)
    let challenge = #"WWW-Authenticate: Digest realm="first", nonce="n1", qop="auth""#
    #expect(
      bench.receive(Self.registrar.response(401, to: first, extra: [challenge]), from: Self.registrar, at: 20) == [
        "REGISTER 2"
      ])
    let second = try #require(bench.lastRequest)
    #expect(second.headers.contains(.authorization))
    let lines = bench.receive(
      Self.registrar.response(200, to: second, extra: ["Expires: 600"]), from: Self.registrar, at: 30)
    #expect(lines == ["* first registration(SIPEngine.TrunkRegistration.Event.registered(expiresIn: 600.0 seconds))"])
    #expect(bench.endpoint.trunkStates.map(\.isRegistered) == [true, nil])
  }

  @Test func `A registrar that says nothing is given up with Timer F, and the alarm is told`() {
    var bench = Self.bench()
    _ = bench.handle(.started, at: 0)
    _ = bench.handle(Self.located("first", .registrar, [Self.registrar]), at: 0)
    let lines = bench.run(until: 32_000)
    #expect(lines.contains { $0.hasPrefix("* first registration") && $0.contains("unreachable") })
    #expect(lines.last == "? first registrar first.example")
  }

  @Test func `A draining house takes leave of the registrar, and that counts as something under way`() throws {
    var bench = try Self.ready()
    #expect(bench.endpoint.sessionsInAll == 0)
    #expect(bench.handle(.drain, at: 1000) == ["REGISTER 2"])
    let request = try #require(bench.lastRequest)
    #expect(request.headers[first: .expires] == "0")
    #expect(bench.endpoint.sessionsInAll == 1)
    _ = bench.receive(Self.registrar.response(200, to: request), from: Self.registrar, at: 1100)
    #expect(bench.endpoint.sessionsInAll == 0)
    #expect(bench.handle(.drain, at: 1200).isEmpty)
  }

  @Test func `A server that does not answer OPTIONS is skipped, and asked on`() throws {
    var bench = try Self.ready { $0.outside.trunks[1].probe = .seconds(20) }
    let lines = bench.run(until: 30_000)
    #expect(lines.contains("OPTIONS 1"))
    #expect(lines.count { $0 == "* second wentDown" } == 1)
    #expect(bench.endpoint.trunkStates.map(\.isUp) == [true, false])
    let later = bench.run(until: 200_000)
    #expect(later.contains("OPTIONS 1"))
    #expect(!later.contains("* second wentDown"))
    #expect(Self.dial("+34910000000", &bench, at: 200_001).contains("INVITE 1 (offer)"))
    #expect(bench.flows.last == Self.registrar.flow)
  }

  // MARK: Calls to the outside

  @Test func `A call goes to the trunk of the lowest number, in its words`() throws {
    var bench = try Self.ready {
      $0.outside.trunks[0].registration?.expires = .seconds(600)
      $0.outside.trunks[0].callerID.number = "+34910000001"
    }
    #expect(Self.dial("+34910000000", &bench) == ["INVITE 1 (offer)"])
    let invite = try #require(bench.lastRequest)
    #expect(invite.uri.text == "sip:+34910000000@first.example")
    #expect(invite.to.text == "<sip:+34910000000@first.example>")
    #expect(invite.from.uri.text == "sip:+34910000001@first.example")
    #expect(invite.headers.all(.pAssertedIdentity) == ["\"Eva\" <sip:+34910000001@first.example>"])
    #expect(!invite.headers.contains(.authorization))
    #expect(bench.flows.last == Self.registrar.flow)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [1, 0])
  }

  @Test(arguments: [500, 503, 504, 408])
  func `After a failure of the server the next trunk is tried, in its own words`(code: Int) throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench)
    let first = try #require(bench.lastRequest)
    #expect(
      bench.receive(Self.registrar.response(code, to: first), from: Self.registrar, at: 200) == [
        "ACK 1", "INVITE 11 (offer)",
      ])
    let second = try #require(bench.lastRequest)
    #expect(second.uri.text == "sip:34910000000@second.example")
    #expect(second.callID != first.callID)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 1])
    _ = bench.receive(Self.other.response(200, to: second, body: "answer"), from: Self.other, at: 300)
    #expect(bench.events == [.answered(Array("answer".utf8))])
    // What the first trunk's transaction has to say when it ends concerns nobody.
    bench.skip(until: 40_000)
    #expect(bench.endpoint.liveSessions == 1)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 41_000)
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0, 0])
  }

  @Test func `A trunk that says nothing is left after five seconds when there is another, else after Timer B`() throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench, at: 0)
    #expect(!bench.run(until: 4_900).contains("INVITE 11 (offer)"))
    #expect(bench.run(until: 5_000).contains("INVITE 11 (offer)"))
    #expect(!bench.run(until: 36_900).contains("* rejected(408)"))
    #expect(bench.run(until: 37_000).contains("* rejected(408)"))
    #expect(bench.endpoint.liveSessions == 0)
  }

  @Test(arguments: [404, 480, 486, 403, 600, 603])
  func `A refusal of the called party is one on every trunk`(code: Int) throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    #expect(
      bench.receive(Self.registrar.response(code, to: invite), from: Self.registrar, at: 200) == [
        "ACK 1", "* rejected(\(code))",
      ])
  }

  @Test func `A caller who hung up is not called on over the next trunk`() throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(Self.registrar.response(100, to: invite), from: Self.registrar, at: 150)
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 160).contains("CANCEL 1"))
    #expect(bench.receive(Self.registrar.response(503, to: invite), from: Self.registrar, at: 200) == ["ACK 1"])
  }

  @Test func `What may not be called is refused with its reason`() throws {
    var bench = try Self.ready()
    #expect(Self.dial("+44207000000", &bench) == ["* dialRefused(not-allowed)", "* rejected(403)"])
    #expect(Self.dial("00972592277524", &bench) == ["* dialRefused(not-allowed)", "* rejected(403)"])
    #expect(Self.dial("112", &bench) == ["* dialRefused(emergency-not-configured)", "* rejected(403)"])
    #expect(bench.endpoint.liveSessions == 0)
    var none = Bench()
    #expect(Self.dial("+34910000000", &none) == ["* dialRefused(not-allowed)", "* rejected(403)"])
    var unregistered = Self.bench { $0.outside.trunks.removeLast() }
    _ = unregistered.handle(.started, at: 0)
    #expect(Self.dial("+34910000000", &unregistered) == ["* dialRefused(no-trunk-up)", "* rejected(503)"])
  }

  @Test func `A number gets so many calls a day and the house so many at once`() throws {
    var bench = try Self.ready {
      $0.outside.perNumberPerDay = 1
      $0.outside.atOnce = 1
    }
    _ = bench.handle(.day(20_000), at: 0)
    #expect(Self.dial("+34910000000", &bench) == ["* dialled(1)", "INVITE 1 (offer)"])
    let second = SessionID(side: .outgoing, number: 2)
    func dial(_ number: String) -> [String] {
      bench.command(
        .invite(Invitation(target: .outside(number), callerName: nil, callerUser: "1", offer: Array("offer".utf8))),
        of: second, at: 200)
    }
    #expect(dial("+34910000000") == ["* dialRefused(too-often)", "* rejected(403)"])
    #expect(dial("+34910000009") == ["* dialRefused(too-many-at-once)", "* rejected(503)"])
    let invite = try #require(bench.lastRequest)
    _ = bench.receive(Self.registrar.response(486, to: invite), from: Self.registrar, at: 300)
    #expect(dial("+34910000009").contains("INVITE 1 (offer)"))
  }

  @Test func `A full trunk is passed by, and when all are full the call is refused`() throws {
    var bench = try Self.ready {
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
    #expect(bench.flows.suffix(2) == [Self.registrar.flow, Self.other.flow])
  }

  @Test func `An emergency call goes to its trunk as it was dialled, whatever the caps`() throws {
    var bench = try Self.ready {
      $0.outside.emergency.trunk = "second"
      $0.outside.atOnce = 1
      $0.outside.trunks[1].channels = 1
    }
    for number in 1...2 {
      _ = bench.command(
        .invite(Invitation(target: .outside("112"), callerName: nil, callerUser: "201", offer: Array("o".utf8))),
        of: SessionID(side: .outgoing, number: UInt64(number)), at: 100)
      #expect(bench.lastRequest?.uri.text == "sip:112@second.example")
      #expect(bench.flows.last == Self.other.flow)
    }
    #expect(bench.endpoint.liveSessions == 2)
  }

  // MARK: Credentials

  private static let challenge = #"Digest realm="first", nonce="n1", qop="auth""#

  @Test func `A challenge to an INVITE of ours is met on the trunk that asked`() throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    let asked = Self.registrar.response(407, to: invite, extra: ["Proxy-Authenticate: \(Self.challenge)"])
    #expect(bench.receive(asked, from: Self.registrar, at: 200) == ["ACK 1", "INVITE 2 (offer)"])
    let proved = try #require(bench.lastRequest)
    let credentials = try Credentials(parsing: try #require(proved.headers[first: .proxyAuthorization]))
    #expect(credentials["username"] == "910")
    #expect(credentials["uri"] == proved.uri.text)
    #expect(proved.callID == invite.callID)
    #expect(proved.from == invite.from)
    #expect(proved.vias.first?.branch != invite.vias.first?.branch)
    #expect(
      bench.receive(Self.registrar.response(200, to: proved, body: "answer"), from: Self.registrar, at: 300) == [
        "ACK 2", "* answered(answer)",
      ])
  }

  @Test func `A trunk that is never content is left for the next one`() throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench)
    var lines: [String] = []
    for nonce in 1...5 {
      let invite = try #require(bench.lastRequest)
      guard invite.uri.host == "first.example" else { break }
      let asked = "Proxy-Authenticate: Digest realm=\"first\", nonce=\"n\(nonce)\""
      lines = bench.receive(Self.registrar.response(407, to: invite, extra: [asked]), from: Self.registrar, at: 200)
    }
    #expect(lines == ["ACK 3", "INVITE 11 (offer)"])
    #expect(bench.lastRequest?.uri.host == "second.example")
    #expect(bench.lastRequest?.headers.contains(.proxyAuthorization) == false)
  }

  @Test func `The realm that asked first is the only one that is answered`() throws {
    var bench = try Self.ready()
    for (number, realm, expected) in [
      (1, "first", "INVITE 2 (o)"), (2, "evil", "INVITE 11 (o)"), (3, "first", "INVITE 2 (o)"),
    ] {
      _ = bench.command(
        .invite(
          Invitation(target: .outside("+34910000000"), callerName: nil, callerUser: "1", offer: Array("o".utf8))),
        of: SessionID(side: .outgoing, number: UInt64(number)), at: 100 * number)
      let invite = try #require(bench.lastRequest)
      let asked = "Proxy-Authenticate: Digest realm=\"\(realm)\", nonce=\"n1\""
      let lines = bench.receive(Self.registrar.response(407, to: invite, extra: [asked]), from: Self.registrar)
      #expect(lines == ["ACK 1", expected])
    }
  }

  /// reliability §2.2: a peer of a call answers our requests with a challenge and gets a response for our password.
  @Test(arguments: ["trunk's call", "caller"])
  func `No credentials leave within a call, whoever asks`(side: String) throws {
    var bench = try Self.ready()
    let peer: Peer
    let id: SessionID
    if side == "caller" {
      peer = .trunk
      id = Bench.callID
      _ = bench.receive(peer.invite(), at: 0)
      _ = bench.command(.answer(Array("answer".utf8)), of: id, at: 10)
      _ = bench.receive(peer.ack(toTag: bench.localTag), at: 20)
    } else {
      peer = Self.registrar
      id = Bench.outgoingID
      _ = Self.dial("+34910000000", &bench)
      let invite = try #require(bench.lastRequest)
      _ = bench.receive(peer.response(200, to: invite, body: "answer"), from: peer, at: 200)
    }
    for (command, method) in [
      (SessionCommand.probe(patience: .seconds(4)), Method.options), (.reoffer(Array("more".utf8)), .invite),
      (.hangUp(.normal), .bye),
    ] {
      _ = bench.command(command, of: id, at: 300)
      let request = try #require(bench.lastRequest)
      #expect(request.method == method)
      for status in [401, 407] {
        let field = status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate"
        _ = bench.receive(
          peer.response(status, to: request, extra: ["\(field): \(Self.challenge)"]), from: peer, at: 400)
      }
    }
    bench.skip(until: 100_000)
    for case .request(let request) in bench.sent where request.method != .register {
      #expect(!request.headers.contains(.authorization) && !request.headers.contains(.proxyAuthorization))
    }
  }

  @Test func `No credentials leave for a phone or another trunk that asks`() throws {
    var bench = try Self.ready()
    let binding = Binding(
      contact: SIPURI(user: "201", host: "198.51.100.9"), flow: Peer.stranger.flow, callID: "r", cseq: 1,
      expires: ms(3_600_000))
    _ = bench.handle(.restored(["201": [binding]]), at: 0)
    _ = bench.command(
      .invite(Invitation(target: .account("201"), callerName: nil, callerUser: "1", offer: Array("o".utf8))),
      of: Bench.outgoingID, at: 10)
    let phone = try #require(bench.lastRequest)
    let asked = ["Proxy-Authenticate: \(Self.challenge)", "WWW-Authenticate: \(Self.challenge)"]
    #expect(
      bench.receive(Peer.stranger.response(407, to: phone, extra: asked), from: .stranger, at: 20) == [
        "ACK 1", "* rejected(407)",
      ])
    var second = Self.bench { $0.outside.trunks.removeFirst() }
    _ = second.handle(Self.located("second", .destination, [Self.other]), at: 0)
    _ = Self.dial("+34910000000", &second)
    let invite = try #require(second.lastRequest)
    #expect(
      second.receive(Self.other.response(401, to: invite, extra: asked), from: Self.other, at: 200) == [
        "ACK 1", "* rejected(401)",
      ])
  }

  @Test func `A probe that is challenged shows life and is not repeated with credentials`() throws {
    var bench = try Self.ready { $0.outside.trunks[0].probe = .seconds(20) }
    _ = bench.run(until: 1)
    let probe = try #require(bench.lastRequest)
    #expect(probe.method == .options)
    let asked = Self.registrar.response(401, to: probe, extra: ["WWW-Authenticate: \(Self.challenge)"])
    #expect(bench.receive(asked, from: Self.registrar, at: 50) == [])
    #expect(bench.endpoint.trunkStates.first?.isUp == true)
  }

  // MARK: Calls from the outside

  private static func invite(from peer: Peer, uri: String = "sip:910@192.0.2.100", _ extra: [String] = []) -> [UInt8] {
    peer.request("INVITE", cseq: 1, branch: "z9hG4bKx", uri: uri, extra: extra, body: "offer")
  }

  private static func origin(_ bench: Bench) -> IncomingCall.Origin? {
    for case .offered(let call) in bench.events { return call.origin }
    return nil
  }

  @Test func `Where a trunk registered, its calls come from`() throws {
    var bench = try Self.ready()
    #expect(bench.receive(Self.invite(from: Self.registrar), from: Self.registrar).contains("* offered(offer)"))
    #expect(Self.origin(bench) == .trunk("first"))
  }

  /// reliability §2.2, wrong trust by address.
  struct Impostor: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var flow: SIPFlow
    var lines: [String] = []

    init(_ name: String, _ host: String, _ port: UInt16, _ transport: SIPFlow.Transport = .udp, _ lines: [String] = [])
    {
      testDescription = name
      flow = SIPFlow(
        transport: transport, local: Peer.endpointAddress, remote: TransportAddress(host: host, port: port))
      self.lines = lines
    }
  }

  @Test(arguments: [
    Impostor("another address", "203.0.113.9", 5060), Impostor("another port", "203.0.113.1", 5061),
    Impostor("another transport", "203.0.113.1", 5060, .tcp),
    Impostor("IPv4-mapped IPv6", "::ffff:203.0.113.1", 5060),
    Impostor("the address of a trunk that is only sent to", "203.0.113.2", 5060),
    Impostor(
      "a Via with received", "198.51.100.9", 5060, .udp,
      ["Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bKy;received=203.0.113.1;rport=5060"]),
    Impostor(
      "words of identity", "198.51.100.9", 5060, .udp,
      [
        "P-Asserted-Identity: <sip:910@first.example>", "Diversion: <sip:910@first.example>",
        "Identity: eyJ;info=<http://192.0.2.1/c>",
      ]),
  ])
  func `Nobody else is the trunk, whatever the message says`(impostor: Impostor) throws {
    var bench = try Self.ready()
    let peer = Peer(address: impostor.flow.remote)
    let via = "Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bKx;received=203.0.113.1"
    let octets = peer.request(
      "INVITE", cseq: 1, branch: "z9hG4bKx", uri: "sip:910@192.0.2.100", via: via, extra: impostor.lines, body: "offer")
    #expect(bench.handle(.received(octets, on: impostor.flow)) == ["# challenged", "407 INVITE 1"])
    #expect(bench.endpoint.liveSessions == 0)
  }

  @Test func `Of two trunks at one address the one whose Contact is called has the call`() throws {
    var bench = Bench {
      $0.outside = OutsidePlan(
        trunks: ["910", "920"].map {
          TrunkPlan(
            name: $0, account: Self.account,
            registration: .init(addressOfRecord: SIPURI(user: $0, host: "first.example")))
        })
    }
    _ = bench.handle(.started, at: 0)
    for name in ["910", "920"] { _ = bench.handle(Self.located(name, .registrar, [Self.registrar]), at: 0) }
    var stranger = bench
    _ = bench.receive(Self.invite(from: Self.registrar, uri: "sip:920@192.0.2.100"), from: Self.registrar)
    #expect(Self.origin(bench) == .trunk("920"))
    _ = stranger.receive(Self.invite(from: Peer.stranger, uri: "sip:910@192.0.2.100"), from: Peer.stranger)
    #expect(stranger.sent.last?.label == "407 INVITE 1")
  }

  @Test func `Identity and numbers are those of the trunk's plan`() throws {
    var bench = Bench {
      $0.outside = OutsidePlan(
        trunks: [
          TrunkPlan(name: "carrier", numbers: NumberPlan(form: .national, country: "34"), trustsIdentity: true)
        ])
    }
    let extra = ["P-Asserted-Identity: <sip:600000002@c.example>", "Diversion: <tel:+34930000000>;reason=no-answer"]
    _ = bench.receive(Self.invite(from: .trunk, uri: "sip:910000000@192.0.2.100", extra))
    guard case .offered(let call)? = bench.events.first else {
      Issue.record("no call")
      return
    }
    #expect(call.dialled.exposed == "+34910000000")
    #expect(call.callerUser.exposed == "+34600000002")
    #expect(call.divertedFrom?.exposed == "+34930000000")
    #expect(!"\(call)".contains("600000002") && !"\(call)".contains("930000000"))
  }

  @Test func `Without trust, or from a phone, only From counts`() throws {
    var bench = Bench()
    let extra = ["P-Asserted-Identity: <sip:600000002@c.example>", "Diversion: <tel:+34930000000>;reason=no-answer"]
    _ = bench.receive(Self.invite(from: .trunk, extra))
    guard case .offered(let call)? = bench.events.first else {
      Issue.record("no call")
      return
    }
    #expect(call.callerUser.exposed == "15550100")
    #expect(call.divertedFrom == nil)
  }

  @Test func `A trunk with all channels in use is busy`() throws {
    var bench = Bench { $0.outside = OutsidePlan(trunks: [TrunkPlan(name: "carrier", channels: 1)]) }
    _ = bench.receive(Self.invite(from: .trunk))
    var second = Peer.trunk
    second.callID = "call-2"
    let octets = second.request("INVITE", cseq: 1, branch: "z9hG4bK2", body: "offer")
    #expect(bench.receive(octets, from: second) == ["486 INVITE 1"])
    _ = bench.command(.reject(.busyHere, retryAfter: nil))
    #expect(bench.endpoint.trunkStates.map(\.calls) == [0])
    second.callID = "call-3"
    let third = second.request("INVITE", cseq: 1, branch: "z9hG4bK3", body: "offer")
    #expect(bench.receive(third, from: second).contains("* offered(offer)"))
  }

  /// reliability §2.2: `info=` of Identity had servers fetch from wherever the caller wanted.
  @Test func `An Identity header field has nothing looked up and nobody connected to`() throws {
    var bench = Bench { $0.outside = OutsidePlan(trunks: [TrunkPlan(name: "carrier", trustsIdentity: true)]) }
    let extra = ["Identity: eyJhbGciOiJFUzI1NiJ9..sig;info=<http://203.0.113.66/cert.pem>;alg=ES256;ppt=shaken"]
    let lines = bench.receive(Self.invite(from: .trunk, extra))
    #expect(lines == ["100 INVITE 1", "* offered(offer)"])
    #expect(bench.flows.allSatisfy { $0 == Peer.trunk.flow })
  }

  @Test func `Names in a trunk's messages are never looked up`() throws {
    var bench = try Self.ready()
    _ = Self.dial("+34910000000", &bench)
    let invite = try #require(bench.lastRequest)
    let extra = ["Record-Route: <sip:evil.example;lr>", "Contact: <sip:x@other.evil.example>"]
    _ = bench.receive(Self.registrar.response(200, to: invite, extra: extra, body: "a"), from: Self.registrar, at: 200)
    let lines = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 300)
    #expect(!lines.contains { $0.hasPrefix("?") })
    #expect(bench.flows.last == Self.registrar.flow)
  }
}
