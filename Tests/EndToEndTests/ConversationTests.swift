import Glibc
import Testing

/// What the two hear of each other, as their phones have recorded it.
@Suite(.tags(.endToEnd))
struct ConversationTests {
  @Test(arguments: [
    ("pcmu", "pcmu,pcma"), ("pcma", "pcmu,pcma"), ("g722", "g722,pcmu"), ("opus", "opus,pcmu"), ("opus", "pcma"),
    ("pcmu", "g722"), ("g722", "opus"),
  ])
  func bothHearEachOther(codec: String, agentsCodecs: String) async throws {
    try await ServiceUnderTest.with(agents: [.ana], codecs: "pcma, pcmu, g722, opus") { service in
      // An agent's phone that takes the caller's codec is offered it first; with another everything is turned.
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660, codec: agentsCodecs)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440, codec: codec)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(3))
      caller.hangUp()
      let account = try await service.onlyCall("both legs' quality is known") { account in
        account.legs.count == 2 && account.legs.allSatisfy { $0.quality != nil }
      }
      let agentsCodec = agentsCodecs.contains(codec) ? codec : agentsCodecs
      #expect(account.legs.map { $0.quality?.codec } == [codec, agentsCodec])
      #expect(account.legs.allSatisfy { ($0.quality?.packetsReceived ?? 0) > 100 })
      #expect(account.legs.allSatisfy { ($0.quality?.opinion ?? 0) > 4 })
      await caller.quit()
      await ana.quit()

      let atTheAgent = try ana.heard()
      let atTheCaller = try caller.heard()
      #expect(atTheAgent.seconds(of: 440) >= 2)
      #expect(atTheCaller.seconds(of: 660) >= 2)
      #expect(atTheAgent.seconds(of: 660) == 0, "the agent hears herself")
      #expect(atTheCaller.seconds(of: 440) == 0, "the caller hears himself")
      #expect(atTheAgent.stretches(of: 440).count == 1, "the sound is cut")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aCallerWhoseAgentsPhoneDiesWaitsAgainWithinFifteenSeconds() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      ana.program.signal(SIGKILL)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1, within: .seconds(17))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ana"])
      await caller.quit()
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func phonesWithoutACommonCodecHearEachOtherToo() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660, codec: "pcma")
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440, codec: "pcmu")
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(2))
      caller.hangUp()
      try await service.onlyCall()
      await caller.quit()
      await ana.quit()
      #expect(try ana.heard().seconds(of: 440) >= 1)
      #expect(try caller.heard().seconds(of: 660) >= 1)
    }
  }

  /// Who puts the other on hold.
  enum Holder: String, CaseIterable, Sendable {
    case caller, agent
  }

  @Test(arguments: Holder.allCases)
  func whoIsOnHoldHearsMusicUntilTheOtherIsBack(holder: Holder) async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      let (holding, waiting, tone) = holder == .caller ? (caller, ana, 440.0) : (ana, caller, 660.0)
      holding.hold()
      try await waitForLegEvent("held", service)
      await pause(.seconds(2))
      holding.resume()
      try await waitForLegEvent("resumed", service)
      await pause(.seconds(1.5))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ana"])
      await caller.quit()
      await ana.quit()

      let heard = try waiting.heard()
      #expect(heard.stretches(of: tone).count == 2, "the tone before and after the hold: \(heard.stretches(of: tone))")
      let blocks = heard.has(tone)
      let first = try #require(blocks.firstIndex(of: true))
      let last = try #require(blocks.lastIndex(of: true))
      #expect(blocks[first...last].count { !$0 } >= 15, "the hold of two seconds is not heard")
      #expect(heard.loudSeconds(between: first, and: last, without: tone) >= 0.5, "there is no music")
    }
  }

  private func waitForLegEvent(_ event: String, _ service: ServiceUnderTest) async throws {
    try await service.onlyCall("a leg is \(event)") { account in
      account.steps.contains { $0.kind == "leg" && $0.value == event }
    }
  }

  @Test func aSprayOfForeignPacketsIsNeitherHeardNorAnswered() async throws {
    // Twenty ports only, so that the spray hits those in use.
    try await ServiceUnderTest.with(agents: [.ana], mediaPorts: "20000-20039") { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let spray = try await RTPSpray.start(in: service.bed.network, ports: 20000...20039, frequency: 1000)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(3))
      caller.hangUp()
      try await service.onlyCall()
      let answers = await spray.stop()
      await caller.quit()
      await ana.quit()

      #expect(answers == 0, "the stranger was sent \(answers) datagrams")
      #expect(try await service.metrics()["switchboard_rtp_dropped_total", #"reason="foreign""#] > 0)
      for (phone, tone) in [(ana, 440.0), (caller, 660.0)] {
        let heard = try phone.heard()
        #expect(heard.seconds(of: tone) >= 2)
        #expect(heard.stretches(of: tone).count == 1, "the sound is cut: \(heard.stretches(of: tone))")
        #expect(heard.seconds(of: 1000) == 0, "the stranger is heard")
      }
      try await service.waitUntilNothingIsHeld()
    }
  }
}
