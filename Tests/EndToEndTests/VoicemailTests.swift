import Foundation
import Glibc
import Testing

/// Callers who leave messages, and what becomes of them.
@Suite(.tags(.endToEnd))
struct VoicemailTests {
  /// A caller who speaks 1000 Hz and has heard the prompt and the tone.
  private func speaking(to service: ServiceUnderTest, codec: String = "pcmu") async throws -> BaresipPhone {
    let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 1000, codec: codec)
    try await caller.call(QuickService.voicemail)
    try await service.wait(for: "switchboard_recordings_live", toBe: 1)
    return caller
  }

  @Test(arguments: ["pcmu", "opus"])
  func aMessageIsConfirmedOnceItsFileAndItsRowAreThere(codec: String) async throws {
    try await ServiceUnderTest.with(codecs: "opus, pcmu") { service in
      let caller = try await speaking(to: service, codec: codec)
      await pause(.seconds(4))
      await caller.press("#")
      try await caller.waitUntilItIsHungUp()
      // Nothing is waited for: whoever has heard the thanks has left a message.
      let listed = try await service.recordings()
      let recording = try #require(listed.first)
      #expect(listed.count == 1)
      #expect(recording.kind == "voicemail" && recording.queue == "support" && recording.heard == nil)
      let account = try await service.onlyCall()
      #expect(account.call.path == ["message", "thanks"])
      #expect(account.recordings?.map(\.id) == [recording.id])
      #expect(account.values(of: "kept") == [recording.id])

      let file = try RecordedFile(recording.file)
      #expect(file.channels.count == 1)
      #expect((3.5...6).contains(file.seconds), "\(file.seconds) s")
      #expect(abs((recording.duration ?? 0) - file.seconds) < 0.1)
      #expect(try file.permissions() == ["600", "700"])
      #expect(!file.path.contains("secretcaller"))
      let heard = file.heard(0)
      #expect(heard.seconds(of: 1000) >= 3.3)
      #expect(heard.stretches(of: 1000).count == 1, "the sound is cut: \(heard.stretches(of: 1000))")
      let level = try #require(heard.level(of: 1000))
      #expect(abs(level + 10) < 1.5, "\(level) dBm0")
      await caller.quit()
      let ear = try caller.heard()
      #expect(ear.seconds(of: 1400) >= 0.2, "no tone tells the caller to speak")
      #expect(ear.seconds(of: 1900) >= 0.2, "nobody thanks for the message")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aHangUpKeepsWhatWasSaid() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await speaking(to: service)
      await pause(.seconds(3))
      caller.hangUp()
      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up" && account.call.end?.step == "message")
      let recording = try await service.onlyRecording()
      #expect(recording.call == account.call.id)
      #expect(try RecordedFile(recording.file).heard(0).seconds(of: 1000) >= 2.3)
    }
  }

  @Test func whoSaysNothingLeavesNothing() async throws {
    try await ServiceUnderTest.with { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, says: ToneFile(keys: "", after: 1))
      try await caller.call(QuickService.voicemail)
      // Ten seconds of silence end it.
      try await caller.waitUntilItIsHungUp(within: .seconds(20))
      let account = try await service.onlyCall()
      #expect(account.call.path == ["message", "nothing"])
      #expect(try await service.recordings().isEmpty)
      try await eventually("nothing is left") {
        service.recordedFiles
      } is: {
        $0.isEmpty
      }
    }
  }

  @Test func aMessageOutlivesTheServicesSuddenEnd() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let first = try await ServiceUnderTest.start(folder, in: bed)
      let caller = try await speaking(to: first)
      await pause(.seconds(5))
      first.program.signal(SIGKILL)
      _ = try await first.program.waitForExit()
      await caller.quit()

      let second = try await ServiceUnderTest.start(folder, in: bed)
      let recording = try #require(try await second.recordings().first)
      let account = try await second.onlyCall()
      #expect(recording.call == account.call.id)
      #expect(account.call.end?.how == "lost")
      let file = try RecordedFile(recording.file)
      #expect(file.seconds >= 3.5, "\(file.seconds) s of five are left")
      #expect(abs((recording.duration ?? 0) - file.seconds) < 0.1)
      #expect(file.heard(0).seconds(of: 1000) >= 3.2)
      #expect(second.recordedFiles.count == 1, "\(second.recordedFiles)")
    }
  }

  @Test func theLampsOfTheQueuesPhonesFollowTheMessages() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let ana = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, showsMessages: true)
      try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
      let dark = try await ana.program.waitForLine(containing: "Messages-Waiting: no", within: .seconds(20))
      let caller = try await speaking(to: service)
      await pause(.seconds(2))
      await caller.press("#")
      try await caller.waitUntilItIsHungUp()
      let lit = try await ana.program.waitForLine(containing: "Messages-Waiting: yes", from: dark.next)
      try await ana.program.waitForLine(containing: "Voice-Message: 1/0", from: dark.next)

      let recording = try await service.onlyRecording("--unheard", "--queue", "support")
      _ = try await service.command("recordings", "heard", recording.id, "--by", "ana")
      let heard = try await ana.program.waitForLine(containing: "Voice-Message: 0/1", from: lit.next)
      #expect(try await service.recordings("--unheard").isEmpty)
      #expect(try await service.recordings().first?.heard?.by == "ana")

      _ = try await service.command("recordings", "delete", recording.id)
      try await ana.program.waitForLine(containing: "Voice-Message: 0/0", from: heard.next)
      #expect(service.recordedFiles.isEmpty)
      #expect(try await service.onlyCall().recordings?.first?.deleted != nil)
    }
  }

  @Test func theExampleServiceTakesMessagesAtNight() async throws {
    try await ServiceUnderTest.with(.example(isOpen: false)) { service in
      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 1000)
      try await caller.call("100")
      await caller.press("12#")
      try await service.wait(for: "switchboard_recordings_live", toBe: 1)
      await pause(.seconds(2))
      await caller.press("#")
      try await caller.waitUntilItIsHungUp(within: .seconds(20))
      let account = try await service.onlyCall()
      #expect(account.call.path == ["language", "opening", "closed", "night", "message", "message-kept"])
      #expect(try await service.onlyRecording().queue == "support")
    }
  }
}
