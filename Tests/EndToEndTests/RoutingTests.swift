import Glibc
import Testing

/// Whom queues ask, in their different ways, with real phones.
@Suite(.tags(.endToEnd))
struct RoutingTests {
  @Test func whereAllAreAskedAtOnceTheFirstWhoAnswersHasTheCallerAndTheOtherHasMissedNothing() async throws {
    try await TestBed.with { bed in
      let service = try await service(in: bed, queue: ("longest-idle", "ring-all"))
      let ana = try await BaresipPhone.start(in: bed, place: 1, agent: .ana, answering: .manual, tone: 660)
      let ben = try await BaresipPhone.start(in: bed, place: 2, agent: .ben, answering: .manual, tone: 880)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await ana.waitUntilItRings()
      try await ben.waitUntilItRings()
      ben.answer()
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      try await ana.waitUntilItIsHungUp()
      caller.hangUp()

      let account = try await service.onlyCall()
      #expect(account.call.agents == ["ben"])
      #expect(account.queueStory.contains("withdrawn ana answered-elsewhere"), "\(account.queueStory)")
      let messages = try await service.command("trace", account.call.id, "--raw")
      #expect(messages.contains(#"Reason: SIP;cause=200;text="Call completed elsewhere""#), "\(messages)")
      let why = try await service.command("why", "call", account.call.id)
      #expect(why.contains("one of 2 asked at once") && why.contains("ben answered"), "\(why)")
    }
  }

  @Test func whoKnowsTheCallerIsAskedFirstAlsoAfterASuddenEnd() async throws {
    try await TestBed.with { bed in
      let first = try await service(in: bed, queue: ("wrap-up: 1s", "wrap-up: 1s\nsame-agent: 1d"))
      let ana = try await BaresipPhone.start(in: bed, place: 1, agent: .ana, tone: 660)
      try await first.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      _ = try await BaresipPhone.start(in: bed, place: 2, agent: .ben, tone: 880)
      try await first.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      #expect(try await partner(of: caller, at: first) == "ana")
      #expect(try await partner(of: caller, at: first) == "ana", "ben has been free for longer")
      first.program.signal(SIGKILL)
      _ = try await first.program.waitForExit()

      let second = try await ServiceUnderTest.start(first.folder, in: bed)
      _ = ana
      try await second.wait(for: "switchboard_agents", #"status="available""#, toBe: 2, within: .seconds(90))
      #expect(try await partner(of: caller, at: second) == "ana")
      let last = try #require(try await second.calls(1).first)
      let why = try await second.command("why", "call", last.id)
      #expect(why.contains("has talked with the caller before"), "\(why)")
    }
  }

  /// A service whose queue says something else in one place, with two agents.
  private func service(in bed: TestBed, queue change: (old: String, new: String)) async throws -> ServiceUnderTest {
    let folder = try ServiceFolder(.quick, in: bed)
    try folder.write(QuickService.queue.replacing(change.old, with: change.new), to: "CallFlows/queues/support.yaml")
    return try await ServiceUnderTest.start(folder, in: bed, agents: [.ana, .ben])
  }

  /// Calls, talks for a moment and hangs up: with whom?
  private func partner(of caller: BaresipPhone, at service: ServiceUnderTest) async throws -> String? {
    try await caller.call(QuickService.line)
    try await service.wait(for: "switchboard_conversations", toBe: 1)
    await pause(.milliseconds(300))
    caller.hangUp()
    try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 2)
    let calls = try await eventually("the call is over") {
      try await service.calls(1)
    } is: {
      $0.first?.end != nil
    }
    return calls.first?.agents.last
  }
}
