import Testing

/// Conversations of a queue that wants them recorded.
@Suite(.tags(.endToEnd))
struct ConversationRecordingTests {
  @Test func theCallerIsOnTheLeftAndTheAgentOnTheRight() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.recordedLine)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(4))
      caller.hangUp()
      let account = try await service.onlyCall()
      let recording = try await service.onlyRecording("--kind", "conversation")
      #expect(recording.call == account.call.id && recording.queue == "support" && recording.agent == "ana")
      let file = try RecordedFile(recording.file)
      #expect(file.channels.count == 2)
      #expect((3...6).contains(file.seconds), "\(file.seconds) s")
      #expect(try file.permissions() == ["600", "700"])
      let (left, right) = (file.heard(0), file.heard(1))
      #expect(left.seconds(of: 440) >= 3 && left.seconds(of: 660) == 0)
      #expect(right.seconds(of: 660) >= 3 && right.seconds(of: 440) == 0)
      await caller.quit()
      await ana.quit()
      #expect(try caller.heard().seconds(of: 1750) >= 0.3, "the caller is not told that the call is recorded")
      #expect(try ana.heard().seconds(of: 1750) == 0)
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aQueueThatSaysNothingIsNotRecorded() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      _ = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 660)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      try await service.wait(for: "switchboard_conversations", toBe: 1)
      await pause(.seconds(1))
      caller.hangUp()
      try await service.onlyCall()
      #expect(try await service.recordings().isEmpty)
      #expect(service.recordedFiles.isEmpty)
    }
  }
}
