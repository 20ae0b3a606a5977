import SIPEngine
import SIPSyntax
import SIPTransport
import Testing
import Timekeeping

/// The service over WebSockets; the client is written by hand (RFC 6455, RFC 7118).
@Suite(.timeLimit(.minutes(3))) struct WebSocketServiceTests {
  private static func house(tls: TLSFiles? = nil, _ change: (inout ConnectionLimits) -> Void = { _ in }) -> ServiceHouse
  {
    var limits = ConnectionLimits()
    change(&limits)
    return ServiceHouse(
      listeners: ServiceHouse.listeners(.udp, .ws) + (tls == nil ? [] : ServiceHouse.listeners(.wss)), limits: limits,
      tls: tls)
  }

  @Test(arguments: [WebSocketClient.Opcode.text, .binary])
  func `A message is a frame, text or binary, and so is its answer`(opcode: WebSocketClient.Opcode) async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      #expect(client.response.hasPrefix("HTTP/1.1 101 "))
      #expect(client.response.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "the accept value of RFC 6455 §1.3")
      #expect(client.response.lowercased().contains("sec-websocket-protocol: sip\r\n"))
      client.send(client.peer.text("OPTIONS", transport: "WS", callID: "o1"), opcode)
      let frame = try client.frame()
      #expect(frame.opcode == .text)
      guard case .response(let response) = try SIPMessage.parse(datagram: frame.payload) else { return }
      #expect(response.callID == "o1")
      #expect(house.connections.open[.ws] == 1)
    }
  }

  @Test func `A message without Content-Length ends with its frame`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      client.send(
        client.peer.text("OPTIONS", transport: "WS", callID: "o1").replacing("Content-Length: 0\r\n", with: ""), .text)
      #expect(String(decoding: try client.frame().payload, as: UTF8.self).hasPrefix("SIP/2.0 200"))
    }
  }

  @Test func `A message in several frames is one message, with a ping between them`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      let octets = Array(client.peer.text("OPTIONS", transport: "WS", callID: "o1").utf8)
      client.send(Array(octets[..<50]), .text, isLast: false)
      client.send(Array(octets[50..<100]), .continuation, isLast: false)
      client.send(Array("are you there".utf8), .ping)
      client.send(Array(octets[100...]), .continuation)
      let pong = try client.frame()
      #expect(pong.opcode == .pong)
      #expect(pong.payload == Array("are you there".utf8))
      #expect(String(decoding: try client.frame().payload, as: UTF8.self).hasPrefix("SIP/2.0 200"))
    }
  }

  @Test func `CRLF CRLF is answered with CRLF`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      client.send("\r\n\r\n", .text)
      #expect(try client.frame().payload == [0x0D, 0x0A])
    }
  }

  @Test func `A close is answered with its own code`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      client.send([0x03, 0xE8], .close)
      let frame = try client.frame()
      #expect(frame.opcode == .close)
      #expect(frame.payload == [0x03, 0xE8])
      #expect(client.peer.isClosed())
      try house.until { house.connections.open[.ws] == 0 }
    }
  }

  struct Mistake: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var octets: [UInt8]
    /// The code that we close with (RFC 6455 §7.4.1).
    var code: UInt16
  }

  @Test(arguments: [
    Mistake(testDescription: "not covered", octets: [0x81, 0x02, 0x41, 0x41], code: 1002),
    Mistake(testDescription: "a reserved bit", octets: [0xC1, 0x80, 0, 0, 0, 0], code: 1002),
    Mistake(testDescription: "an unknown opcode", octets: [0x83, 0x80, 0, 0, 0, 0], code: 1002),
    Mistake(testDescription: "a continuation of nothing", octets: [0x80, 0x80, 0, 0, 0, 0], code: 1002),
    Mistake(testDescription: "a ping in pieces", octets: [0x09, 0x80, 0, 0, 0, 0], code: 1002),
    Mistake(
      testDescription: "two beginnings", octets: [0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0], code: 1002),
    Mistake(
      testDescription: "a frame of 2^63 octets", octets: [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
      code: 1009),
    Mistake(
      testDescription: "a frame of 65536 octets", octets: [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], code: 1009),
  ])
  func `A frame that breaks the rules ends the connection with the right code`(mistake: Mistake) async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      client.peer.send(mistake.octets)
      let frame = try client.frame()
      #expect(frame.opcode == .close)
      #expect(frame.payload.reduce(0) { $0 << 8 | UInt16($1) } == mistake.code)
      #expect(client.peer.isClosed())
    }
  }

  @Test(arguments: [(40_000, 64), (10, 3)])
  func `A message that grows too large, or comes in too many frames, ends the connection`(
    octets: Int, frames: Int
  ) async throws {
    let house = Self.house { $0.webSocketFrames = frames }
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      let piece = [UInt8](repeating: 0x41, count: octets)
      client.send(piece, .text, isLast: false)
      for _ in 0..<4 { client.send(piece, .continuation, isLast: false) }
      #expect(try client.frame().payload == [0x03, 0xF1])
      #expect(client.peer.isClosed())
    }
  }

  @Test func `An empty frame is nobody's message`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let client = try WebSocketClient(WirePeer(connectingTo: house.address(.ws)))
      client.send([], .text)
      client.send(client.peer.text("OPTIONS", transport: "WS", callID: "o1"), .text)
      #expect(String(decoding: try client.frame().payload, as: UTF8.self).contains("Call-ID: o1"))
    }
  }

  struct Upgrade: CustomTestStringConvertible, Sendable {
    var path = "/"
    var lines: [String]
    var status: String
    var testDescription: String { "\(path) \(lines) \(status)" }
  }

  @Test(arguments: [
    Upgrade(path: "/phone", lines: WebSocketClient.lines, status: "404"),
    Upgrade(path: "/?a=b", lines: WebSocketClient.lines, status: "101"),
    Upgrade(path: "/ws", lines: WebSocketClient.lines, status: "101"),
    Upgrade(lines: ["Host: a"], status: "426"),
    Upgrade(lines: WebSocketClient.lines.filter { !$0.hasPrefix("Sec-WebSocket-Protocol") }, status: "400"),
    Upgrade(lines: WebSocketClient.lines.map { $0.replacing("Protocol: sip", with: "Protocol: chat") }, status: "400"),
    Upgrade(
      lines: WebSocketClient.lines.map { $0.replacing("Protocol: sip", with: "Protocol: chat, SIP") }, status: "101"),
    Upgrade(lines: WebSocketClient.lines.map { $0.replacing("Version: 13", with: "Version: 8") }, status: "426"),
    Upgrade(lines: WebSocketClient.lines.filter { !$0.hasPrefix("Sec-WebSocket-Key") }, status: "400"),
    Upgrade(lines: WebSocketClient.lines.filter { !$0.hasPrefix("Connection") }, status: "400"),
    Upgrade(lines: ["nonsense"], status: "400"),
    Upgrade(lines: WebSocketClient.lines + ["Origin: https://elsewhere.example"], status: "101"),
  ])
  func `Whoever may not upgrade is told why, in HTTP`(upgrade: Upgrade) async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.ws))
      let client = try WebSocketClient(peer, path: upgrade.path, lines: upgrade.lines)
      #expect(client.response.hasPrefix("HTTP/1.1 \(upgrade.status) "))
      if upgrade.status != "101" { #expect(peer.isClosed()) }
    }
  }

  @Test func `A header section of more than eight thousand octets is refused`() async throws {
    let house = Self.house()
    try await house.run { _ in
      let peer = try WirePeer(connectingTo: house.address(.ws))
      let line = "X: \(String(repeating: "x", count: 500))"
      peer.send("GET / HTTP/1.1\r\n" + String(repeating: line + "\r\n", count: 40))
      #expect(peer.isClosed())
      try house.until { house.connections.open[.ws] == 0 }
    }
  }

  @Test func `A browser's phone over a secure WebSocket registers, is called there, and is gone with it`() async throws
  {
    try await TestCertificates.with { certificates in
      let house = Self.house(tls: try certificates.make("one", for: ["DNS:switchboard.local"]))
      try await house.run { _ in
        let peer = try WirePeer(program: [
          "openssl", "s_client", "-quiet", "-connect", "\(try house.address(.wss))", "-CAfile", certificates.authority,
          "-verify_return_error", "-verify_hostname", "switchboard.local",
        ])
        let client = try WebSocketClient(peer)
        func register(_ cseq: Int, _ lines: [String]) -> String {
          peer.text("REGISTER", transport: "WSS", user: "201", from: "201", callID: "r1", cseq: cseq, lines: lines)
            .replacing("127.0.0.1:9;transport=wss", with: "df7jal23ls0d.invalid;transport=ws")
        }
        client.send(register(1, []), .text)
        guard case .response(let challenged) = try SIPMessage.parse(datagram: client.frame().payload) else { return }
        let challenge = try #require(challenged.headers.all(.wwwAuthenticate).first)
        let line = try SIPServiceTests.authorization(for: Challenge(parsing: challenge), password: "secret")
        client.send(register(2, [line]), .text)
        guard case .response(let accepted) = try SIPMessage.parse(datagram: client.frame().payload) else { return }
        #expect(accepted.status == .ok)
        guard case .registered(user: "201", let binding) = try await house.event(where: { _ in true }) else { return }
        #expect(binding.flow.transport == .wss)
        let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: [0x76])
        house.service.command(StreamServiceTests.call, .invite(invitation))
        guard case .request(let invite) = try SIPMessage.parse(datagram: client.frame().payload) else { return }
        #expect(invite.vias.first?.transport == "WSS")
        #expect(invite.uri.text == "sip:201@df7jal23ls0d.invalid;transport=ws")
        #expect(invite.headers[first: .contact]?.contains(";transport=ws>") == true)
        peer.close()
        _ = try await house.event { $0 == .unregistered(user: "201") }
      }
    }
  }
}
