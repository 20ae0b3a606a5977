import SIPEngine
import SIPSyntax
import SIPTransport
import Testing
import Timekeeping

/// The service over TCP.
@Suite(.timeLimit(.minutes(3))) struct StreamServiceTests {
  private static func house(timers: SIPTimers = .standard, configuration: EndpointConfiguration? = nil) -> ServiceHouse
  {
    ServiceHouse(
      listeners: ServiceHouse.listeners(.udp, .tcp), configuration: configuration ?? ServiceHouse.configuration(),
      timers: timers)
  }

  /// A call from us to whoever listens there.
  static func invitation(
    to remote: TransportAddress, over transport: SIPFlow.Transport = .tcp, domain: String? = nil,
    local: TransportAddress, offer: Int = 5
  ) -> Invitation {
    let uri = SIPURI(user: "201", host: remote.host, port: remote.port)
    let flow = SIPFlow(transport: transport, local: local, remote: remote, domain: domain)
    return Invitation(
      target: .uri(uri, flow), callerName: nil, callerUser: "5551234", offer: [UInt8](repeating: 0x78, count: offer))
  }

  static let call = SessionID(side: .outgoing, number: 1)

  // MARK: Receiving

  @Test func `OPTIONS is answered on the connection it came on, also when it comes octet by octet`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      peer.send(peer.text("OPTIONS", callID: "o1") + peer.text("OPTIONS", callID: "o2"))
      #expect(try peer.response().callID == "o1")
      #expect(try peer.response().callID == "o2")
      for octet in peer.text("OPTIONS", callID: "o3").utf8 { peer.send([octet]) }
      let third = try peer.response()
      #expect(third.callID == "o3")
      #expect(third.vias.first?.received == "127.0.0.1")
      #expect(house.connections.open[.tcp] == 1)
      #expect(house.connections[.messageReceived] == 3)
      #expect(house.connections[.messageSent] == 3)
    }
  }

  @Test func `A ping is answered with a pong`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      peer.send("\r\n\r\n")
      #expect(try peer.take(2) == [0x0D, 0x0A])
      peer.send("\r\n\r\n" + peer.text("OPTIONS", callID: "o1"))
      #expect(try peer.take(2) == [0x0D, 0x0A])
      #expect(try peer.response().callID == "o1")
      #expect(house.connections[.ping] == 2)
    }
  }

  @Test(arguments: [
    ("X: 1", StatusCode.badRequest), ("Content-Length: -1", .badRequest),
    ("Content-Length: 2147483648", .messageTooLarge),
  ])
  func `A message whose end cannot be found is answered, and the connection closed`(
    line: String, status: StatusCode
  ) async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      let whole = peer.text("OPTIONS", callID: "o1").replacing("Content-Length: 0", with: line)
      peer.send(whole + String(repeating: "x", count: 10_000))
      #expect(try peer.response().status == status)
      #expect(peer.isClosed())
      #expect(house.connections[.broken] == 1)
      #expect(house.service.gauges()[.malformed] == 1)
    }
  }

  @Test func `What is no SIP at all ends the connection without an answer`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      peer.send("GET / HTTP/1.1\r\nHost: switchboard\r\n\r\n")
      #expect(peer.receive() == [])
    }
  }

  @Test func `A stranger over TCP is asked for a password like one over UDP`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp), from: "127.0.0.2")
      peer.send(peer.invite("i1"))
      #expect(try peer.response().status == .proxyAuthenticationRequired)
    }
  }

  // MARK: Calls to us

  @Test func `A call over TCP is rung, answered, and ended by us on its own connection`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      peer.send(peer.invite("c1"))
      guard case .session(let id, .offered(let call)) = try await house.event(where: { _ in true }) else {
        Issue.record("the first event of a call is its offer")
        return
      }
      #expect(try call.flow == SIPFlow(transport: .tcp, local: house.address(.tcp), remote: peer.address))
      house.service.command(id, .ring)
      house.service.command(id, .answer(Array("v=1\r\n".utf8)))
      let responses = try (0..<3).map { _ in try peer.response() }
      #expect(responses.map(\.status) == [.trying, .ringing, .ok])
      #expect(responses.last?.headers[first: .contact]?.contains(";transport=tcp>") == true)
      peer.send(peer.text("ACK", callID: "c1", toTag: responses.last?.to.tag))
      _ = try await house.event { $0 == .session(id, .confirmed) }
      house.service.command(id, .hangUp(.normal))
      let bye = try peer.request(.bye)
      #expect(bye.vias.first?.transport == "TCP")
      peer.answer(200, to: bye)
      try house.until { house.service.gauges().sessionsInAll == 0 }
      #expect(house.connections[.opened] == 0)
    }
  }

  @Test func `A caller whose connection breaks is answered on a new one, where its Via says`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let listener = try WireListener()
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      peer.send(peer.invite("c1", via: "Via: SIP/2.0/TCP \(listener.address);branch=z9hG4bKc1"))
      #expect(try peer.response().status == .trying)
      guard case .session(let id, _) = try await house.event(where: { _ in true }) else { return }
      peer.close()
      try house.until { house.connections.open[.tcp] == 0 }
      house.service.command(id, .ring)
      #expect(try listener.accept().response().status == .ringing)
      #expect(house.connections[.opened] == 1)
    }
  }

  @Test func `Callers that hang up their connection right behind the INVITE leave nothing behind`() async throws {
    let house = Self.house()
    try await house.run { _ in
      for number in 0..<100 {
        let peer = try WirePeer(connectingTo: house.address(.tcp))
        // Nobody listens where the Via says.
        peer.send(peer.invite("g\(number)", via: "Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKg\(number)"))
        number % 2 == 0 ? peer.close() : peer.reset()
      }
      // Some were never read; those that were are over when they cannot be told that it rings.
      var offered = 0
      while offered < 50 {
        guard case .session(let id, let event) = try await house.event(where: { _ in true }) else { continue }
        if case .offered = event { offered += 1 }
        house.service.command(id, .ring)
      }
      try house.until { house.service.gauges().sessionsInAll == 0 && house.connections.open[.tcp] == 0 }
    }
  }

  // MARK: Calls by us

  @Test func `A connection is opened on demand and used again`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let listener = try WireListener()
      let local = try house.address(.tcp)
      house.service.command(Self.call, .invite(Self.invitation(to: listener.address, local: local)))
      let peer = try listener.accept()
      let first = try peer.request(.invite)
      #expect(first.vias.first?.transport == "TCP")
      #expect(first.vias.first?.port == local.port)
      let second = SessionID(side: .outgoing, number: 2)
      house.service.command(second, .invite(Self.invitation(to: listener.address, local: local)))
      #expect(try peer.request(.invite).callID != first.callID)
      peer.answer(486, to: first)
      #expect(try peer.request(.ack).callID == first.callID)
      #expect(try await house.event { _ in true } == .session(Self.call, .rejected(.busyHere)))
      #expect(house.connections[.opened] == 1)
    }
  }

  @Test func `A request to a peer that had connected to us goes on that connection`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      // The kernel has taken the connection; the service has, too, once it counts it.
      try house.until { house.connections.open[.tcp] == 1 }
      house.service.command(Self.call, .invite(Self.invitation(to: try peer.address, local: try house.address(.tcp))))
      _ = try peer.request(.invite)
      #expect(house.connections[.opened] == 0)
    }
  }

  @Test func `Where nobody listens the call fails at once with 503`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let silent = try WireListener(isListening: false)
      house.service.command(Self.call, .invite(Self.invitation(to: silent.address, local: try house.address(.tcp))))
      #expect(try await house.event { _ in true } == .session(Self.call, .rejected(.serviceUnavailable)))
      #expect(house.connections[.failed] == 1)
      #expect(house.connections.open[.tcp] == 0)
    }
  }

  @Test func `A WebSocket cannot be opened by us: 503`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let invitation = Self.invitation(
        to: TransportAddress(host: "127.0.0.1", port: 9), over: .ws, local: try house.address(.tcp))
      house.service.command(Self.call, .invite(invitation))
      #expect(try await house.event { _ in true } == .session(Self.call, .rejected(.serviceUnavailable)))
    }
  }

  @Test func `A peer that closes before it answers fails the call with 503`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let listener = try WireListener()
      house.service.command(
        Self.call, .invite(Self.invitation(to: listener.address, local: try house.address(.tcp))))
      let peer = try listener.accept()
      _ = try peer.request(.invite)
      peer.close()
      #expect(try await house.event { _ in true } == .session(Self.call, .rejected(.serviceUnavailable)))
    }
  }

  @Test func `A phone that registers over TCP is called on its connection, and gone with it`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      let flow = SIPFlow(transport: .tcp, local: try house.address(.tcp), remote: try peer.address)
      peer.send(peer.text("REGISTER", user: "201", from: "201", callID: "r1"))
      let challenges = try peer.response().headers.all(.wwwAuthenticate).map { try Challenge(parsing: $0) }
      let line = try SIPServiceTests.authorization(for: try #require(challenges.first), password: "secret")
      let contact = "Contact: <sip:201@phone.invalid;transport=tcp>"
      peer.send(
        peer.text("REGISTER", user: "201", from: "201", callID: "r1", cseq: 2, lines: [line])
          .replacing("Contact: <sip:201@127.0.0.1:9;transport=tcp>", with: contact))
      #expect(try peer.response().status == .ok)
      guard case .registered(user: "201", let binding) = try await house.event(where: { _ in true }) else {
        Issue.record("not registered")
        return
      }
      #expect(binding.flow == flow)
      let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: [0x76])
      house.service.command(Self.call, .invite(invitation))
      peer.answer(486, to: try peer.request(.invite))
      _ = try await house.event { $0 == .session(Self.call, .rejected(.busyHere)) }
      peer.close()
      #expect(try await house.event { _ in true } == .unregistered(user: "201"))
    }
  }

  // MARK: Large requests

  @Test func `A request of more than 1300 octets moves from UDP to TCP`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let listener = try WireListener()
      house.service.command(
        Self.call,
        .invite(
          Self.invitation(to: listener.address, over: .udp, local: try house.address(.udp), offer: 1_400)))
      let invite = try listener.accept().request(.invite)
      #expect(invite.vias.first?.transport == "TCP")
      #expect(invite.vias.first?.port == (try house.address(.tcp)).port)
      #expect(invite.body.count == 1_400)
    }
  }

  @Test func `And back to UDP where TCP is refused`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let phone = try RawPhone()
      house.service.command(
        Self.call,
        .invite(Self.invitation(to: phone.address, over: .udp, local: try house.address(.udp), offer: 1_400)))
      let invite = try phone.request(.invite)
      #expect(invite.vias.first?.transport == "UDP")
      #expect(invite.vias.first?.port == (try house.address(.udp)).port)
    }
  }

  // MARK: Listening

  @Test(arguments: [SIPFlow.Transport.udp, .tcp])
  func `A service on every IPv6 address answers from the one it was asked at, and takes no IPv4`(
    transport: SIPFlow.Transport
  ) async throws {
    let house = ServiceHouse(
      listeners: ServiceHouse.listeners(.udp, .tcp, host: "::"),
      configuration: EndpointConfiguration(
        domain: ServiceHouse.realm,
        trunks: [StaticTrunk(name: "loopback", from: ["::1", "127.0.0.1"].compactMap { NetworkPrefix($0) })]))
    try await house.run { _ in
      let bound = try house.address(.tcp)
      let peer = try WirePeer(connectingTo: TransportAddress(host: "::1", port: bound.port))
      peer.send(peer.text("OPTIONS", callID: "o1"))
      let response = try peer.response()
      #expect(response.status == .ok)
      #expect(response.vias.first?.received == "::1")
      // An IPv4 peer would come as ::ffff:127.0.0.1. Whoever else may have the port there: it is not this house.
      if let other = try? WirePeer(connectingTo: TransportAddress(host: "127.0.0.1", port: bound.port)) {
        other.send(other.text("OPTIONS", callID: "o2"))
        _ = try? other.response()
      }
      #expect(house.connections[.accepted] == 1)
      #expect(house.service.localHost(toward: "::1") == "::1")
    }
  }

  @Test func `A TCP port that is taken is named, with what to do`() async throws {
    let first = Self.house()
    try await first.run { _ in
      let address = try first.address(.tcp)
      let second = ServiceHouse(listeners: [SIPListener(transport: .tcp, address: address)])
      let error = await #expect(throws: SIPTransportError.self) { try await second.service.start() }
      #expect(error?.code == .portTaken)
      #expect("\(try #require(error))".contains("tcp://\(address): process "))
      await second.service.stop()
    }
  }

  @Test func `A stopped service closes its connections`() async throws {
    let house = Self.house()
    var peer: WirePeer?
    try await house.run { _ in
      let connected = try WirePeer(connectingTo: house.address(.tcp))
      connected.send(connected.text("OPTIONS", callID: "o1"))
      _ = try connected.response()
      peer = connected
    }
    #expect(peer?.isClosed() == true)
  }
}
