import Testing

/// Callers who are brought to a number outside, over two carriers played by SIPp.
@Suite(.tags(.endToEnd))
struct OutsideTests {
  private static let number = "+34600111222"
  private static let firstPort = 5971
  private static let secondPort = 5977

  private static let trunks = """
      - name: first
        send-to: sip:\(TestNetwork.strangerAddress):\(firstPort)
        priority: 1
        probe: no
      - name: second
        send-to: sip:\(TestNetwork.strangerAddress):\(secondPort)
        priority: 2
        probe: no
    outbound: {allow: ["+34"], per-number-per-day: 1}

    """

  /// Runs `work` with a service that has both trunks, and the phones of an agent and of a caller who talk.
  private static func withConversation(
    _ work: (ServiceUnderTest, _ caller: BaresipPhone, _ agent: BaresipPhone) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(text.replacing("calls:", with: trunks + "calls:", maxReplacements: 1), to: "switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana])
      let agent = try await BaresipPhone.start(in: bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      for trunk in ["first", "second"] {
        try await service.wait(for: "switchboard_trunk_up", "trunk=\"\(trunk)\"", toBe: 1)
      }
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await work(service, caller, agent)
    }
  }

  private static func startCarriers(in bed: TestBed) throws -> (first: SIPp, second: SIPp) {
    let first = try SIPp.start(
      "agent-who-refuses", in: bed, from: TestNetwork.strangerAddress, values: ["STATUS": "503 Service Unavailable"],
      port: firstPort)
    let second = try SIPp.start(
      "carrier-who-connects", in: bed, from: TestNetwork.strangerAddress, values: ["NUMBER": #"\+34600111222"#],
      port: secondPort, options: ["-rtp_echo"])
    return (first, second)
  }

  /// Waits for the record to say that the transfer to the number has failed, and how the leg to it ended.
  private static func failure(to number: String, in service: ServiceUnderTest) async throws -> String? {
    let account = try await eventually("the transfer has failed", within: .seconds(10)) { () -> CallAccount? in
      guard let call = try await service.calls().first else { return nil }
      return try await service.account(of: call.id)
    } is: { account in
      account?.values(of: "transfer").contains("to number \(number): failed declined") ?? false
    }
    return account?.legs.first { $0.leg.hasPrefix("outside") }?.howEnded
  }

  @Test func aCallerGoesOutsideOverTheSecondTrunkOnceADay() async throws {
    try await Self.withConversation { service, caller, agent in
      let (first, second) = try Self.startCarriers(in: service.bed)
      await pause(.seconds(1))
      agent.transfer(to: Self.number)
      try await first.finish()
      try await service.wait(for: "switchboard_trunk_calls", #"trunk="second""#, toBe: 1)
      try await service.wait(for: "switchboard_trunk_calls", #"trunk="first""#, toBe: 0)
      try await service.onlyCall("the caller is connected outside") {
        $0.values(of: "transfer").last == "to number \(Self.number): succeeded"
      }
      await pause(.seconds(3))
      caller.hangUp()
      try await second.finish()
      try await service.wait(for: "switchboard_trunk_calls", #"trunk="second""#, toBe: 0)

      // The number has had its call today.
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let next = try await BaresipPhone.start(in: service.bed, place: 2, tone: 550)
      try await next.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      agent.transfer(to: Self.number)
      #expect(
        try await Self.failure(to: Self.number, in: service) == "failed: the number has been called too often today")
      next.hangUp()
      for phone in [caller, agent, next] { await phone.quit() }
      // The carrier says back what the caller says.
      #expect(try caller.heard().seconds(of: 440) >= 2, "the caller has not been heard outside")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aNumberThatIsNotAllowedIsNotCalledAndTheRecordSaysWhy() async throws {
    try await Self.withConversation { service, caller, agent in
      await pause(.seconds(1))
      agent.transfer(to: "+44207946000")
      #expect(try await Self.failure(to: "+44207946000", in: service) == "failed: the number is not in the allow-list")
      caller.hangUp()
      for phone in [caller, agent] { await phone.quit() }
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// A service whose callers' line takes them elsewhere by itself, and a caller of that line who talks with an agent.
  private static func withHandedOnCaller(
    outcome: String, _ work: (ServiceUnderTest, _ line: SIPp, _ agent: BaresipPhone) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let text = try folder.text(of: "switchboard.yaml")
        .replacing("keys: rfc4733", with: "keys: rfc4733\n    transfer: refer")
        .replacing("calls:", with: "outbound: {allow: [\"+34\"]}\ncalls:", maxReplacements: 1)
      try folder.write(text, to: "switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana])
      let agent = try await BaresipPhone.start(in: bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let line = try SIPp.start(
        "line-that-takes-transfers", in: bed, to: QuickService.line,
        values: ["NUMBER": #"\+34600111222"#, "OUTCOME": outcome])
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      agent.transfer(to: Self.number)
      try await work(service, line, agent)
    }
  }

  @Test func aCallerIsTakenOutsideByTheirOwnLine() async throws {
    try await Self.withHandedOnCaller(outcome: "200 OK") { service, line, agent in
      try await line.finish()
      let account = try await service.onlyCall()
      #expect(account.values(of: "transfer").last == "to number \(Self.number): succeeded")
      #expect(account.call.end?.how == "handed-on")
      #expect(account.legs.count == 2, "a leg of ours goes outside")
      await agent.quit()
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// The agent's phone hangs up by itself when it learns that nothing came of it; the caller waits, and has her again.
  @Test func aCallerWhomTheirLineDoesNotBringThereIsNotLost() async throws {
    try await Self.withHandedOnCaller(outcome: "486 Busy Here") { service, line, agent in
      try await service.onlyCall("the transfer has failed") { account in
        account.values(of: "transfer").contains { $0.hasPrefix("to number \(Self.number): failed") }
      }
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      agent.hangUp()
      try await line.finish()
      #expect(try await service.onlyCall().call.agents == ["ana", "ana"])
      await agent.quit()
      try await service.waitUntilNothingIsHeld()
    }
  }
}
