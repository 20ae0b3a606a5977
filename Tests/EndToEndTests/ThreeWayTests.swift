import Testing

/// An agent with two lines brings the caller and a colleague together, and stays or leaves.
@Suite(.tags(.endToEnd))
struct ThreeWayTests {
  @Test func allThreeTalkAndWhenTheAgentLeavesTheOthersGoOn() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      ana.hold()
      try await service.onlyCall("the caller is on hold") { account in
        account.steps.contains { $0.kind == "leg" && $0.value == "held" }
      }
      ana.dial(TestAgent.ben.phone)
      try await ben.program.waitForLine(containing: "Call established")
      await pause(.seconds(1))
      await ana.press("*3")
      try await service.onlyCall("all three talk") { !$0.values(of: "three-way").isEmpty }
      await pause(.seconds(3))
      ana.hangUp()
      await pause(.seconds(2))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.values(of: "three-way") == ["with ben"])
      #expect(account.call.agents == ["ana", "ben"])
      #expect(account.values(of: "conversation-ended") == ["transferred", "caller"])
      for phone in [caller, ana, ben] { await phone.quit() }
      let (heard, colleague) = (try caller.heard(), try ben.heard())
      let both = zip(heard.carries(660), heard.carries(880)).count { $0 && $1 }
      #expect(both >= 20, "the caller hears both for \(both) tenths of a second")
      #expect(heard.seconds(of: 880) >= 1, "the caller does not go on with the colleague")
      let others = zip(colleague.carries(440), colleague.carries(660)).count { $0 && $1 }
      #expect(others >= 20, "the colleague hears both for \(others) tenths of a second")
      #expect(colleague.seconds(of: 440) >= 1, "the colleague does not go on with the caller")
      try await service.waitUntilNothingIsHeld()
    }
  }
}
