import Glibc
import Testing

/// How the service ends, comes back, and takes over what was changed.
@Suite(.tags(.endToEnd))
struct ShutdownTests {
  @Test func afterSIGTERMTheRunningCallGoesOnAndNewOnesAreTurnedAway() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)

      service.program.signal(SIGTERM)
      try await service.program.waitForLine(containing: "draining")
      #expect(try await HTTPRequest(path: "/readyz").response(in: service.bed.network).status == 503)
      #expect(try await HTTPRequest(path: "/healthz").response(in: service.bed.network).status == 200)
      let late = try SIPp.start(
        "refused-caller", in: service.bed, to: QuickService.line,
        values: [
          "STATUS": "503", "HEADER": "Retry-After: [0-9]+", "USER": "sipp", "FORMATS": "0", "ATTRIBUTE": "a=sendrecv",
        ])
      try await late.finish()
      #expect(try await service.metrics()["switchboard_conversations"] == 1)
      await pause(.seconds(2))
      caller.hangUp()
      #expect(try await service.program.waitForExit(within: .seconds(10)) == .code(0))

      await caller.quit()
      await ana.quit()
      let heard = try ana.heard()
      #expect(heard.seconds(of: 440) >= 1, "of \(heard.seconds) s")
      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up")
      #expect(account.call.agents == ["ana"])
    }
  }

  @Test func callsThatOutlastTheDrainAreEnded() async throws {
    try await ServiceUnderTest.with(drain: "1s") { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
      #expect(try await service.stop(within: .seconds(10)) == .code(0))
      try await caller.waitUntilItIsHungUp()
      #expect(try await service.onlyCall().call.end?.how == "drained")
    }
  }

  @Test func whoAsksTwiceToStopDoesNotWaitForTheCalls() async throws {
    try await ServiceUnderTest.with(drain: "60s") { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
      service.program.signal(SIGTERM)
      try await service.program.waitForLine(containing: "draining")
      #expect(try await service.stop(within: .seconds(15)) == .code(0))
      try await caller.waitUntilItIsHungUp()
      #expect(try await service.onlyCall().call.end?.how == "drained")
    }
  }

  @Test func afterAKillTheCallsThatWereInProgressAreLost() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.onlyCall("the caller waits") { $0.queueStory == ["entered"] }
      service.program.signal(SIGKILL)
      #expect(try await service.program.waitForExit() == .signal(SIGKILL))

      let again = try await ServiceUnderTest.start(service.folder, in: service.bed)
      let account = try await again.onlyCall()
      #expect(account.call.end?.how == "lost")
      #expect(account.call.path == ["agents"])
      #expect(try await again.metrics().stillHeld.isEmpty)
      // Agents need no step by hand: their phones register again.
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await again.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      await ana.quit()
      #expect(try await again.stop() == .code(0))
    }
  }

  @Test func aHangUpSignalPutsChangedFlowsInPlaceIfTheyCheck() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)

      try service.folder.write(
        QuickService.lineFlow.replacing(#"["302"]"#, with: #"["302", "309"]"#), to: "CallFlows/line.yaml")
      service.program.signal(SIGHUP)
      let (_, after) = try await service.program.waitForLine(containing: "release in place")
      let other = try await BaresipPhone.start(in: service.bed, place: 1, tone: 880)
      try await other.call("309")
      // Who was in the house before is not disturbed.
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 2)
      other.hangUp()
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)

      try service.folder.write("flow: line\nformat: 1\nnumbers: nonsense: [\n", to: "CallFlows/line.yaml")
      service.program.signal(SIGHUP)
      try await service.program.waitForLine(containing: "line.yaml:3:", from: after)
      try await other.call("309")
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 2)
      other.hangUp()
      caller.hangUp()
      try await service.waitUntilNothingIsHeld()
      let calls = try await service.calls()
      #expect(calls.map(\.dialled) == ["309", "309", "302"])
      #expect(calls[0].release == calls[1].release && calls[1].release != calls[2].release)
    }
  }
}
