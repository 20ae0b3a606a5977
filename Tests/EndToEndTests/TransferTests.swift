import Testing

/// A caller goes from one agent's phone to another's, and is heard there.
@Suite(.tags(.endToEnd))
struct TransferTests {
  @Test func aCallerWhoIsTransferredTalksWithTheColleague() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      await pause(.seconds(1.5))
      ana.transfer(to: TestAgent.ben.phone)
      try await ben.program.waitForLine(containing: "Call established")
      await pause(.seconds(3))
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ana", "ben"])
      #expect(account.values(of: "transfer") == ["to agent ben", "to agent ben: succeeded"])
      #expect(account.values(of: "conversation-ended") == ["transferred", "caller"])
      #expect(account.queueStory.suffix(3) == ["conversation-ended ana", "transferred ben", "conversation-ended ben"])
      for phone in [caller, ana, ben] { await phone.quit() }
      let heard = try caller.heard()
      #expect(heard.seconds(of: 660) >= 1, "the caller has not heard the first agent")
      #expect(heard.seconds(of: 880) >= 2, "the caller has not heard the second agent")
      #expect(try ben.heard().seconds(of: 440) >= 2, "the second agent has not heard the caller")
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// The phone hangs up by itself when its transfer fails; the caller waits again and gets whoever is free.
  @Test func aCallerWhomTheColleagueDoesNotTakeIsNotLost() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      let ben = try await BaresipPhone.start(
        in: service.bed, place: 2, agent: .ben, answering: .manual, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      await pause(.seconds(2))
      ana.transfer(to: TestAgent.ben.phone)
      try await ben.waitUntilItRings()
      await pause(.seconds(1.5))
      ben.hangUp()
      try await service.onlyCall("the transfer has failed") { account in
        account.values(of: "transfer").contains { $0.hasPrefix("to agent ben: failed") }
      }
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(2))
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ana", "ana"])
      for phone in [caller, ana] { await phone.quit() }
      let heard = try caller.heard()
      let agent = heard.has(660)
      let last = try #require(agent.lastIndex(of: true))
      let first = try #require(agent.firstIndex(of: true))
      #expect(
        heard.loudSeconds(between: first, and: last, without: 660) >= 0.5, "no music: \(heard.stretches(of: 660))")
      #expect(agent.suffix(20).contains(true), "the agent is not heard again")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func anAgentAsksAColleagueAndBringsTheCallerTogetherWithHim() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await SIPpAgent.start(
        .ana, "agent-who-asks-and-transfers", in: service,
        values: ["USER": TestAgent.ana.phone, "PASSWORD": TestAgent.ana.password, "COLLEAGUE": TestAgent.ben.phone])
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_agents", #"status="engaged""#, toBe: 1)
      try await ana.finishFirstCall()
      await pause(.seconds(3))
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ana", "ben"])
      #expect(
        account.values(of: "transfer") == ["to whom the agent consulted", "to whom the agent consulted: succeeded"])
      #expect(account.queueStory.suffix(3) == ["conversation-ended ana", "transferred ben", "conversation-ended ben"])
      for phone in [caller, ben] { await phone.quit() }
      #expect(try caller.heard().seconds(of: 880) >= 2, "the caller has not heard the colleague")
      #expect(try ben.heard().seconds(of: 440) >= 2, "the colleague has not heard the caller")
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// Its first dialog ends, its second one is the same call.
  @Test func aCallThatItsTrunkPutsInThePlaceOfAnotherGoesOn() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try SIPp.start("caller-who-moves", in: service.bed, to: QuickService.line)
      try await caller.finish()
      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up")
      #expect(account.call.agents == ["ana"])
      #expect(account.queueStory.last == "conversation-ended ana")
      await ana.quit()
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// baresip hangs up when its transfer is refused, so this caller is SIPp. It echoes what it hears: the agent hears
  /// herself while, and only while, she is heard.
  @Test func aCallerMayNotTransferAndTalksOn() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try SIPp.start(
        "caller-who-may-not-transfer", in: service.bed, to: QuickService.line, options: ["-rtp_echo"])
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await service.onlyCall("the caller has resumed") { account in
        account.steps.contains { $0.kind == "leg" && $0.value == "resumed" }
      }
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await caller.finish()

      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up")
      #expect(account.call.agents == ["ana"])
      #expect(account.values(of: "transfer") == [])
      #expect(account.values(of: "conversation-ended") == ["caller"])
      await ana.quit()
      let heard = try ana.heard()
      #expect(
        heard.stretches(of: 660).count == 2, "her voice before the hold and after it: \(heard.stretches(of: 660))")
      #expect(heard.has(660).suffix(20).contains(true), "she does not hear the caller after the refusal")
      try await service.waitUntilNothingIsHeld()
    }
  }
}
