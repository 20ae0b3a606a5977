import Glibc
import SIPEngine
import SIPSyntax
import SIPTransport
import Testing
import Timekeeping

/// What one peer may cost the others.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ConnectionLimitTests {
  private static func house(
    _ transports: SIPFlow.Transport..., tls: TLSFiles? = nil, _ change: (inout ConnectionLimits) -> Void
  ) -> ServiceHouse {
    var limits = ConnectionLimits()
    change(&limits)
    let listeners = ([.udp] + transports).flatMap { ServiceHouse.listeners($0) }
    return ServiceHouse(listeners: listeners, limits: limits, tls: tls)
  }

  @Test func `A connection on which nothing comes is closed`() async throws {
    let house = Self.house(.tcp) { $0.message = .milliseconds(50) }
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      #expect(peer.isClosed())
      #expect(house.connections[.closed(.late)] == 1)
    }
  }

  @Test func `A message that drips is given up, however steadily it drips`() async throws {
    let house = Self.house(.tcp) { $0.message = .milliseconds(200) }
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp))
      peer.send(peer.text("OPTIONS", callID: "o1"))
      _ = try peer.response()
      // Each octet is the answer to a wait of its own, so that the connection is never without news for long.
      var octets = Array(
        peer.text("OPTIONS", callID: "o2", lines: ["X: \(String(repeating: "x", count: 4_000))"]).utf8)[...]
      while let octet = octets.popFirst(), peer.receive(withinMilliseconds: 5) == nil { peer.send([octet]) }
      #expect(!octets.isEmpty)
      #expect(house.connections[.closed(.late)] == 1)
    }
  }

  @Test(arguments: [SIPFlow.Transport.tls, .ws, .wss])
  func `A handshake that is not finished is given up`(transport: SIPFlow.Transport) async throws {
    try await TestCertificates.with { certificates in
      let files = try certificates.make("here", for: ["DNS:switchboard.local"])
      let house = Self.house(transport, tls: files) { $0.handshake = .milliseconds(50) }
      try await house.run { _ in
        let peer = try WirePeer(connectingTo: house.address(transport))
        peer.send("GET / HTTP/1.1\r\n")
        #expect(peer.isClosed())
      }
    }
  }

  @Test func `A hundred handshakes that are half done hinder nobody, and end in their time`() async throws {
    try await TestCertificates.with { certificates in
      let files = try certificates.make("here", for: ["DNS:switchboard.local"])
      let house = Self.house(.tls, tls: files) {
        $0.handshake = .seconds(2)
      }
      try await house.run { address in
        // The beginning of a ClientHello, which announces more than comes (RFC 8446 §5.1).
        let stalled = try (0..<100).map { _ in try WirePeer(connectingTo: house.address(.tls)) }
        for peer in stalled { peer.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]) }
        let phone = try RawPhone()
        try phone.askUntil(address) { $0.status == .ok }
        let client = try WirePeer(program: [
          "openssl", "s_client", "-quiet", "-connect", "\(try house.address(.tls))", "-CAfile", certificates.authority,
        ])
        client.send(client.text("OPTIONS", transport: "TLS", callID: "beside"))
        #expect(try client.response().callID == "beside")
        for peer in stalled { #expect(peer.isClosed()) }
        #expect(house.connections[.closed(.late)] == 100)
      }
    }
  }

  @Test func `A connection that nobody needs is closed, one that a phone has registered over is not`() async throws {
    let house = Self.house(.tcp) { $0.idle = .milliseconds(50) }
    try await house.run { _ in
      let phone = try WirePeer(connectingTo: house.address(.tcp))
      let flow = SIPFlow(transport: .tcp, local: try house.address(.tcp), remote: try phone.address)
      let contact = SIPURI(user: "201", host: "127.0.0.1", port: flow.remote.port)
      house.service.restore(bindings: [
        "201": [
          Binding(
            contact: contact, flow: flow, callID: "x", cseq: 1, expires: MonotonicClock().now + .seconds(60))
        ]
      ])
      _ = try await house.event { _ in true }
      phone.send(phone.text("OPTIONS", callID: "o1"))
      _ = try phone.response()
      let stranger = try WirePeer(connectingTo: house.address(.tcp))
      stranger.send(stranger.text("OPTIONS", callID: "o2"))
      _ = try stranger.response()
      #expect(stranger.isClosed())
      #expect(house.connections[.closed(.idle)] == 1)
      phone.send(phone.text("OPTIONS", callID: "o3"))
      #expect(try phone.response().callID == "o3")
    }
  }

  @Test func `An address gets so many connections and no more, and leaves room for others`() async throws {
    let house = Self.house(.tcp) { $0.fromOneAddress = 5 }
    try await house.run { _ in
      let address = try house.address(.tcp)
      var peers = try (0..<5).map { _ in try WirePeer(connectingTo: address, from: "127.0.0.2") }
      #expect(try WirePeer(connectingTo: address, from: "127.0.0.2").isClosed())
      #expect(house.connections[.refused] == 1)
      let other = try WirePeer(connectingTo: address, from: "127.0.0.3")
      other.send(other.text("OPTIONS", callID: "o1"))
      _ = try other.response()
      // A place that is left is free again.
      peers.removeFirst().close()
      try house.until { house.connections.open[.tcp] == 5 }
      let next = try WirePeer(connectingTo: address, from: "127.0.0.2")
      next.send(next.text("OPTIONS", callID: "o2"))
      #expect(try next.response().callID == "o2")
    }
  }

  @Test func `So many connections there are in all`() async throws {
    let house = Self.house(.tcp) { $0.inAll = 3 }
    try await house.run { _ in
      let address = try house.address(.tcp)
      let peers = try (2..<5).map { try WirePeer(connectingTo: address, from: "127.0.0.\($0)") }
      #expect(try WirePeer(connectingTo: address, from: "127.0.0.9").isClosed())
      #expect(house.connections.open[.tcp] == peers.count)
    }
  }

  @Test func `A peer that does not read is closed`() async throws {
    let house = Self.house(.tcp) { $0.waitingOctets = 65_536 }
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.tcp), receiveBuffer: 4_096)
      let request = peer.text(
        "OPTIONS", callID: "o1", lines: ["Via: SIP/2.0/TCP \(String(repeating: "x", count: 7_000))"])
      let burst = Array(String(repeating: request, count: 20).utf8)
      var bursts = 0
      while bursts < 500, peer.send(burst) { bursts += 1 }
      #expect(bursts < 500)
      #expect(house.connections[.closed(.slow)] == 1)
    }
  }

  @Test func `A thousand idle connections do not hurt a call`() async throws {
    var descriptors = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors)
    descriptors.rlim_cur = min(descriptors.rlim_max, 8_192)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors)
    try #require(descriptors.rlim_cur >= 2_200, "ulimit -n is below 2200")
    let house = Self.house(.tcp) { _ in }
    try await house.run { _ in
      let address = try house.address(.tcp)
      // And of those a fifth half-way through a header.
      let idle = try (0..<1_000).map { number in
        let peer = try WirePeer(connectingTo: address, from: "127.0.1.\(number % 4 + 1)")
        if number % 5 == 0 { peer.send("INVITE sip:100@switchboard.local SIP/2.0\r\nVia: ") }
        return peer
      }
      let caller = try WirePeer(connectingTo: address)
      caller.send(caller.invite("c1"))
      guard case .session(let id, .offered) = try await house.event(where: { _ in true }) else { return }
      house.service.command(id, .answer(Array("v=1\r\n".utf8)))
      #expect(try caller.response { $0.status.isFinal }.status == .ok)
      #expect(house.connections.open[.tcp] == idle.count + 1)
      #expect(house.connections[.refused] == 0)
    }
  }
}
