import Glibc
import Testing

/// Callers who wait, and the agents whose phones ring.
@Suite(.tags(.endToEnd))
struct QueueTests {
  @Test func aCallerIsPutThroughToAnAgentWhoHangsUpFirst() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      ana.hangUp()
      try await caller.waitUntilItIsHungUp()

      let account = try await service.onlyCall()
      #expect(account.call.path == ["agents", "goodbye"])
      #expect(account.call.agents == ["ana"])
      #expect(account.call.end?.how == "agent-hung-up" || account.call.end?.how == "flow-ended")
      #expect(account.queueStory == ["entered", "offered ana", "answered ana", "conversation-ended ana"])
      #expect(account.legs.map(\.howEnded) == ["local-hang-up", "remote-hang-up"])
      try await service.waitUntilNothingIsHeld()
      // The wrap-up of a second, then the next call may come.
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      #expect(!service.program.text(.error).contains("secretcaller"), "a log line names the caller")
    }
  }

  @Test func anAgentWhoSignsInWhileACallerWaitsIsOfferedTheCall() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
      // Added while the service runs.
      try await TestAgent.ana.add(to: service.folder, in: service.bed)
      try await service.wait(for: "switchboard_agents", #"status="signed-out""#, toBe: 1)
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await ana.program.waitForLine(containing: "Call established")
      // The phone knows before the queue has taken its answer.
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      caller.hangUp()
      #expect(try await service.onlyCall().call.agents == ["ana"])
    }
  }

  @Test func afterTheRingTimeTheNextAgentsPhoneRings() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(
        in: service.bed, place: 1, agent: .ana, answering: .manual, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await ben.program.waitForLine(containing: "Call established")
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      // Who let it ring is not asked again before the phone gives a sign of life.
      try await service.wait(for: "switchboard_agents", #"status="unreachable""#, toBe: 1)
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ben"])
      #expect(
        account.queueStory == [
          "entered", "offered ana", "withdrawn ana ring-timeout", "offered ben", "answered ben",
          "conversation-ended ben",
        ])
      #expect(account.legs.map(\.agent) == [nil, "ana", "ben"])
      #expect(account.legs[1].answered == nil)
      #expect(ana.program.text(.output).contains("201"), "the first agent's phone has not rung")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aPhoneThatDiesWhileItRingsIsFollowedByTheNext() async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await BaresipPhone.start(
        in: service.bed, place: 1, agent: .ana, answering: .manual, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await ana.waitUntilItRings()
      ana.program.signal(SIGSTOP)
      // The ring time of 3 s, and not the time that a CANCEL nobody answers would take.
      try await ben.program.waitForLine(containing: "Call established", within: .seconds(5))
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await service.wait(for: "switchboard_agents", #"status="unreachable""#, toBe: 1)
      ana.program.signal(SIGCONT)
      caller.hangUp()
      #expect(try await service.onlyCall().call.agents == ["ben"])
    }
  }

  @Test(arguments: [("486 Busy Here", "busy"), ("603 Decline", "declined")])
  func anAgentWhoRefusesIsFollowedByTheNext(status: String, reason: String) async throws {
    try await ServiceUnderTest.with(agents: [.ana, .ben]) { service in
      let ana = try await SIPpAgent.start(.ana, "agent-who-refuses", in: service, values: ["STATUS": status])
      let ben = try await BaresipPhone.start(in: service.bed, place: 2, agent: .ben, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await ben.program.waitForLine(containing: "Call established")
      try await ana.finishFirstCall()
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(
        account.queueStory == [
          "entered", "offered ana", "declined ana \(reason)", "offered ben", "answered ben", "conversation-ended ben",
        ])
      #expect(account.legs.map(\.howEnded) == ["remote-hang-up", reason, "local-hang-up"])
    }
  }

  @Test func anAgentWhoDeclinesByHandKeepsTheCallerInTheQueue() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(
        in: service.bed, place: 1, agent: .ana, answering: .manual, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_offers", toBe: 1)
      try await ana.waitUntilItRings()
      ana.hangUp()
      try await service.wait(for: "switchboard_offers", toBe: 0)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.queueStory.starts(with: ["entered", "offered ana"]))
      #expect(account.queueStory[2].hasPrefix("declined ana"))
      #expect(account.call.end?.how == "caller-hung-up")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func theAgentHearsWhoComesBeforeTheCaller() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let file = "CallFlows/queues/support.yaml"
      try folder.write(try folder.text(of: file) + "whisper: sorry\n", to: file)
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana])
      let ana = try await BaresipPhone.start(in: bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(3))
      caller.hangUp()
      try await service.onlyCall()
      for phone in [caller, ana] { await phone.quit() }
      let (agent, atTheCaller) = (try ana.heard(), try caller.heard())
      let whisper = try #require(agent.has(1_100).firstIndex(of: true), "the agent is told nothing")
      let voice = try #require(agent.has(440).firstIndex(of: true), "the agent does not hear the caller")
      #expect(whisper < voice)
      #expect(!atTheCaller.has(1_100).contains(true), "the caller hears what is for the agent")
      #expect(atTheCaller.seconds(of: 660) >= 2)
      try await service.waitUntilNothingIsHeld()
    }
  }
}
