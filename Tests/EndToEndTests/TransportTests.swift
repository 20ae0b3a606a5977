import Foundation
import Testing

/// Programs that we did not write, over TCP and TLS.
@Suite(.tags(.endToEnd))
struct TransportTests {
  @Test func callersOverTCPKeyTheirWayAndAreHungUp() async throws {
    try await ServiceUnderTest.withConnections { service, _ in
      // English and the queue; they wait there and hang up.
      let sipp = try SIPp.start(
        "caller-who-waits", in: service.bed, to: QuickService.menu,
        values: ["KEYS": "11", "CODEC": "0", "WAIT": "8000"], calls: 20, rate: 20, options: ["-t", "t1"])
      try await service.wait(for: "switchboard_tickets_waiting", #"queue="support""#, toBe: 20, within: .seconds(20))
      #expect(try await sipp.finish() == .init(successful: 20, failed: 0, retransmissions: 0))
      try await service.waitUntilNothingIsHeld(within: .seconds(20))
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_connections_total", #"event="accepted""#] == 1)
      #expect(metrics["switchboard_sip_connections_total", #"event="opened""#] == 0)
      #expect(metrics["switchboard_sip_events_total", #"event="retransmissionSent""#] == 0)
    }
  }

  @Test func aCallerOverTCPIsHungUpOnItsOwnConnection() async throws {
    try await ServiceUnderTest.withConnections { service, _ in
      let sipp = try SIPp.start(
        "caller-with-keys", in: service.bed, to: QuickService.menu, values: ["KEYS": "19", "CODEC": "8"],
        options: ["-t", "t1"])
      #expect(try await sipp.finish().successful == 1)
      #expect(try await service.onlyCall().call.path == ["language", "main", "goodbye"])
      #expect(try await service.metrics()["switchboard_sip_connections_total", #"event="opened""#] == 0)
    }
  }

  @Test func aCallerComesThroughATunnelToTLS() async throws {
    try await ServiceUnderTest.withConnections { service, authority in
      let folder = try service.bed.makeFolder("stunnel")
      let host = TestNetwork.serviceAddress
      let configuration = """
        foreground = yes
        pid =
        [sip]
        client = yes
        accept = \(host):5091
        connect = \(host):\(TestAuthority.tlsPort)
        CAfile = \(authority.certificate)
        verifyChain = yes
        checkHost = switchboard.local

        """
      try Data(configuration.utf8).write(to: URL(filePath: folder + "/stunnel.conf"))
      let tunnel = try service.bed.start("stunnel", ["stunnel4", folder + "/stunnel.conf"], folder: folder)
      try await tunnel.waitForLine(containing: "Configuration successful")
      let sipp = try SIPp.start(
        "caller-with-keys", in: service.bed, to: QuickService.menu, values: ["KEYS": "19", "CODEC": "0"],
        options: ["-t", "t1"], servicePort: 5091)
      #expect(try await sipp.finish().successful == 1)
      #expect(try await service.onlyCall().call.path == ["language", "main", "goodbye"])
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_sip_connection_messages_total", #"direction="received""#] >= 3)
    }
  }

  @Test func linphoneRegistersOverTLSTakesACallAndMakesOne() async throws {
    try await ServiceUnderTest.withConnections(agents: [.ana]) { service, authority in
      let ana = try LinphonePhone.start(in: service.bed, agent: .ana, trusting: authority)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1, within: .seconds(20))
      try await service.wait(for: "switchboard_sip_connections", #"transport="tls""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1, within: .seconds(15))
      caller.hangUp()
      #expect(try await service.onlyCall().call.agents == ["ana"])
      try await ana.program.waitForLine(containing: " ended")

      // English, and goodbye: the service hangs up over the phone's connection.
      let before = ana.program.lines.all.count
      try await ana.call(QuickService.menu)
      await pause(.seconds(1))
      ana.press("1")
      await pause(.seconds(1))
      ana.press("9")
      try await ana.program.waitForLine(containing: " ended", from: before)
      let own = try await eventually("the phone's own call is over") {
        try await service.calls().first { $0.dialled == QuickService.menu }
      } is: {
        $0?.end != nil
      }
      #expect(own?.path == ["language", "main", "goodbye"])
      #expect(own?.caller == TestAgent.ana.phone)
      #expect(own?.end?.how == "flow-ended")
      #expect(try await service.metrics()["switchboard_sip_connections_total", #"event="opened""#] == 0)

      // The connection goes with the phone, and so does the agent.
      try await ana.quit()
      try await service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1, within: .seconds(20))
      try await service.wait(for: "switchboard_sip_connections", #"transport="tls""#, toBe: 0)
    }
  }

  @Test func whoHangsUpTheConnectionRightBehindAnINVITELeavesNothingBehind() async throws {
    try await ServiceUnderTest.withConnections { service, _ in
      // bash opens the connection, sends one INVITE and is gone.
      let host = TestNetwork.serviceAddress
      let offer = [
        "v=0", "o=- 1 1 IN IP4 \(host)", "s=-", "c=IN IP4 \(host)", "t=0 0", "m=audio 40000 RTP/AVP 0", "",
      ]
      let length = offer.joined(separator: "\r\n").utf8.count
      let invite =
        [
          "INVITE sip:\(QuickService.menu)@\(host) SIP/2.0", "Via: SIP/2.0/TCP \(host):9;branch=z9hG4bK$i",
          "Max-Forwards: 70", "From: <sip:gone@\(host)>;tag=$i", "To: <sip:\(QuickService.menu)@\(host)>",
          "Call-ID: gone-$i", "CSeq: 1 INVITE", "Contact: <sip:gone@\(host):9;transport=tcp>",
          "Content-Type: application/sdp", "Content-Length: \(length)", "",
        ] + offer
      // printf makes the line ends.
      let text = invite.joined(separator: "\\r\\n")
      let script = "for i in $(seq 1 20); do printf \"\(text)\" > /dev/tcp/\(host)/\(TestAuthority.tcpPort); done"
      let program = try service.bed.start("bash", ["bash", "-c", script])
      #expect(try await program.waitForExit() == .code(0))
      try await service.waitUntilNothingIsHeld(within: .seconds(60))
      try await service.wait(for: "switchboard_sip_connections", #"transport="tcp""#, toBe: 0)
    }
  }
}
