import Testing

/// Whose phone may sign in.
@Suite(.tags(.endToEnd))
struct RegistrationTests {
  @Test func aPhoneWithTheRightPasswordSignsItsAgentIn() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      try await service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1)
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await ana.program.waitForLine(containing: "200 OK")
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      try await service.wait(for: "switchboard_phones_registered", toBe: 1)
      // A phone that is switched off says goodbye.
      await ana.quit()
      try await service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1)
      try await service.wait(for: "switchboard_phones_registered", toBe: 0)
    }
  }

  @Test func aPhoneWithAWrongPasswordIsRefused() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let thief = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, password: "guess", tone: 660)
      try await service.wait(for: "switchboard_sip_events_total", #"event="refused""#, toBe: 1)
      try await thief.program.waitForLine(containing: "403 ")
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_phones_registered"] == 0)
      #expect(metrics["switchboard_agents", #"status="signed-out""#] == 1)
    }
  }

  @Test func aStrangersRegistrationLooksLikeAWrongPassword() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let port = try await UDPPort.open(in: service.bed.network)
      var answers: [[String]] = []
      for (index, user) in ["201", "nobody"].enumerated() {
        let call = BareCall(from: port.address, to: user, user: user, identifier: "registration-\(index)")
        port.send(call.request("REGISTER", sequence: 1))
        let answer = try await port.received.first(within: .seconds(5)) { $0.contains("registration-\(index)") }
        let lines = answer.element.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "SIP/2.0 401 Unauthorized")
        answers.append(lines.map { String($0.prefix { $0 != ":" }) })
        let challenges = lines.filter { $0.hasPrefix("WWW-Authenticate:") }
        for algorithm in ["MD5", "SHA-256"] {
          #expect(challenges.count { $0.contains("algorithm=\(algorithm),") } == 1, "RFC 8760 §2.3: \(challenges)")
        }
      }
      #expect(answers[0] == answers[1], "who guesses accounts can tell them apart")
    }
  }
}
