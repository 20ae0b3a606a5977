import Testing

/// An agent keys a pause into a conversation that is recorded.
@Suite(.tags(.endToEnd))
struct RecordingPauseTests {
  @Test func whatIsSaidInAPauseIsNotInTheFileAndItsKeysAreNotTheCallers() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.recordedLine)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(2))
      await ana.press("*1")
      await pause(.seconds(3))
      await ana.press("*1")
      await pause(.seconds(2))
      caller.hangUp()
      let account = try await service.onlyCall()
      let recording = try await service.onlyRecording("--kind", "conversation")
      for kind in ["recording-paused", "recording-resumed"] {
        #expect(account.steps.filter { $0.kind == kind }.map(\.subject) == ["ana"])
        #expect(account.values(of: kind) == [recording.id])
      }
      for phone in [caller, ana] { await phone.quit() }
      let file = try RecordedFile(recording.file)
      #expect((6...10).contains(file.seconds), "\(file.seconds) s: the time of the pause is in the file")
      for (side, tone) in [(0, 440.0), (1, 660.0)] {
        let stretches = file.heard(side).stretches(of: tone)
        #expect(stretches.count == 2 && stretches.allSatisfy { $0 >= 1 }, "side \(side): \(stretches)")
        #expect(file.heard(side).seconds(of: tone) <= file.seconds - 2.5)
      }
      let (told, heard) = (try ana.heard(), try caller.heard())
      #expect(told.stretches(of: QuickService.spokenTone, atLeast: 0.1).count == 2, "the agent is not told")
      #expect(heard.seconds(of: QuickService.spokenTone) == 0)
      #expect(heard.seconds(of: 660) >= 6, "the two talk on")
      let said = caller.program.text(.output) + caller.program.text(.error)
      #expect(!said.contains("received event"), "the keys have reached the caller")
      try await service.waitUntilNothingIsHeld()
    }
  }

  /// baresip says each key that it receives.
  @Test func otherKeysReachTheCaller() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.recordedLine)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      await ana.press("5*2")
      await pause(.seconds(2))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.values(of: "recording-paused") == [])
      for phone in [caller, ana] { await phone.quit() }
      let said = caller.program.text(.output) + caller.program.text(.error)
      for key in "5*2" { #expect(said.contains("received event: '\(key)'"), "\(key) has not reached the caller") }
    }
  }
}
