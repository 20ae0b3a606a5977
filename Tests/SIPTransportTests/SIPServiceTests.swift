import SIPEngine
import SIPSyntax
import SIPTransport
import Simulation
import Testing
import Timekeeping

/// The service over real sockets.
@Suite(.timeLimit(.minutes(1))) struct SIPServiceTests {
  @Test func `OPTIONS from a trunk is answered 200`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      phone.send(phone.text("OPTIONS", callID: "o1"), to: address)
      let response = try phone.response()
      #expect(response.status == .ok)
      #expect(response.callID == "o1")
      try phone.askUntil(address) { _ in house.service.gauges().datagramsSent >= 1 }
      let gauges = house.service.gauges()
      #expect(gauges.datagramsReceived >= 2)
      #expect(gauges.sendFailures == 0)
    }
  }

  @Test func `A service on every address answers from the address it was asked at`() async throws {
    let house = ServiceHouse(listen: [TransportAddress(host: "0.0.0.0", port: 0)])
    try await house.run { bound in
      for host in ["127.0.0.1", "127.0.0.2", "127.7.7.7"] {
        let phone = try RawPhone()
        let address = TransportAddress(host: host, port: bound.port)
        // A connected socket hears nobody else.
        try phone.connect(to: address)
        phone.send(phone.text("OPTIONS", callID: "at-\(host)"), to: address)
        #expect(try phone.response().callID == "at-\(host)")
      }
    }
  }

  @Test func `A call is offered, rung and answered from another thread, and ended by the caller`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      let offer = "v=0\r\n"
      let type = ["Content-Type: application/sdp"]
      phone.send(phone.text("INVITE", callID: "c1", lines: type, body: offer), to: address)
      guard case .session(let id, .offered(let call)) = try await house.event(where: { _ in true }) else {
        Issue.record("the first event of a call is its offer")
        return
      }
      #expect(call.offer == Array(offer.utf8))
      #expect(call.flow == SIPFlow(local: address, remote: phone.address))
      house.service.command(id, .ring)
      house.service.command(id, .answer(Array("v=1\r\n".utf8)))
      let statuses = try (0..<3).map { _ in try phone.response().status }
      #expect(statuses == [.trying, .ringing, .ok])
      #expect(house.service.gauges().sessions == 1)
    }
  }

  @Test func `A phone registers with its password and is told of; without one it is not`() async throws {
    let house = ServiceHouse(configuration: ServiceHouse.configuration())
    try await house.run { address in
      let phone = try RawPhone()
      phone.send(phone.text("REGISTER", user: "201", from: "201", callID: "r1"), to: address)
      let challenged = try phone.response()
      #expect(challenged.status == .unauthorized)
      let challenges = try challenged.headers.all(.wwwAuthenticate).map { try Challenge(parsing: $0) }
      let challenge = try #require(challenges.first)
      let line = try Self.authorization(for: challenge, password: "secret")
      phone.send(
        phone.text("REGISTER", user: "201", from: "201", callID: "r1", cseq: 2, branch: "2", lines: [line]),
        to: address)
      #expect(try phone.response().status == .ok)
      let event = try await house.event { _ in true }
      guard case .registered(user: "201", let binding) = event else {
        Issue.record("\(event)")
        return
      }
      #expect(binding.flow.remote == phone.address)
      #expect(house.service.gauges()[.challenged] == 1)
    }
  }

  @Test func `A registration that runs out is told without any datagram`() async throws {
    let expiry = RegistrationExpiry(minimum: .milliseconds(1), maximum: .milliseconds(80), standard: .milliseconds(80))
    let house = ServiceHouse(configuration: ServiceHouse.configuration(expiry: expiry))
    try await house.run { address in
      let flow = SIPFlow(local: address, remote: TransportAddress(host: "127.0.0.1", port: 9))
      let contact = SIPURI(secure: false, user: "201", host: "127.0.0.1", port: 9)
      let expires = MonotonicClock().now + .milliseconds(80)
      let binding = Binding(contact: contact, flow: flow, callID: "x", cseq: 1, expires: expires)
      house.service.restore(bindings: ["201": [binding]])
      _ = try await house.event { if case .registered(user: "201", _) = $0 { true } else { false } }
      _ = try await house.event { $0 == .unregistered(user: "201") }
      #expect(MonotonicClock().now >= expires)
    }
  }

  @Test func `An INVITE that nobody answers is repeated and given up in its time`() async throws {
    let timers = SIPTimers(t1: .milliseconds(5), t2: .milliseconds(40), t4: .milliseconds(50))
    let house = ServiceHouse(timers: timers)
    try await house.run { address in
      let phone = try RawPhone()
      let id = SessionID(side: .outgoing, number: 1)
      let began = MonotonicClock().now
      house.service.command(id, .invite(Self.invitation(to: phone.address, from: address)))
      let first = try phone.request(.invite)
      let again = try phone.request(.invite)
      #expect(first == again)
      let event = try await house.event { _ in true }
      #expect(event == .session(id, .rejected(.requestTimeout)))
      #expect(MonotonicClock().now - began >= timers.timerB)
      #expect(house.service.gauges()[.retransmissionSent] >= 5)
    }
  }

  @Test func `Commands from many threads all arrive`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            let invitation = Invitation(target: .account("nobody"), callerName: nil, callerUser: "1", offer: [])
            house.service.command(SessionID(side: .outgoing, number: UInt64(number)), .invite(invitation))
          }
        }
      }
      var rejected: Set<UInt64> = []
      while rejected.count < 40 {
        guard case .session(let id, .rejected(.temporarilyUnavailable)) = try await house.event(where: { _ in true })
        else { continue }
        rejected.insert(id.number)
      }
      #expect(rejected == Set(0..<40))
    }
  }

  @Test func `A draining service turns new calls away`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      house.service.drain()
      try phone.askUntil(address) { $0.status == .serviceUnavailable }
      phone.send(
        phone.text("INVITE", callID: "d1", lines: ["Content-Type: application/sdp"], body: "v=0\r\n"), to: address)
      #expect(try phone.response { $0.callID == "d1" }.status == .serviceUnavailable)
      #expect(house.service.gauges().sessions == 0)
    }
  }

  static func invitation(to phone: TransportAddress, from address: TransportAddress) -> Invitation {
    let uri = SIPURI(secure: false, user: "201", host: phone.host, port: phone.port)
    let flow = SIPFlow(local: address, remote: phone)
    return Invitation(target: .uri(uri, flow), callerName: nil, callerUser: "5551234", offer: Array("v=0\r\n".utf8))
  }

  static func authorization(for challenge: Challenge, password: String) throws -> String {
    let algorithm = try #require(DigestAlgorithm(rawValue: challenge["algorithm"] ?? ""))
    let nonce = try #require(challenge["nonce"])
    let uri = "sip:201@switchboard.local"
    let protection = DigestResponse.Protection(nonceCount: "00000001", clientNonce: "c")
    let response = DigestResponse(
      algorithm: algorithm, nonce: nonce, method: "REGISTER", uri: uri, protection: protection)
    let ha1 = algorithm.ha1(user: "201", realm: ServiceHouse.realm, password: password)
    var credentials = Credentials()
    let values = [
      ("username", "201"), ("realm", ServiceHouse.realm), ("nonce", nonce), ("uri", uri), ("qop", "auth"),
      ("nc", "00000001"), ("cnonce", "c"), ("algorithm", algorithm.rawValue), ("response", response.value(ha1: ha1)),
    ]
    for (name, value) in values { credentials[name] = value }
    return "Authorization: \(credentials.text)"
  }
}
