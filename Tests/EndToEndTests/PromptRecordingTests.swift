import AudioSignal
import Foundation
import Testing

/// Prompts that somebody records by phone.
@Suite(.tags(.endToEnd))
struct PromptRecordingTests {
  /// Ana's phone, which answers by itself and says 1000 Hz.
  private func phone(at service: ServiceUnderTest, codec: String = "pcmu") async throws -> BaresipPhone {
    let phone = try await BaresipPhone.start(in: service.bed, place: 1, agent: .ana, tone: 1000, codec: codec)
    try await service.wait(for: "switchboard_agents", #"status="available""#, toBe: 1)
    return phone
  }

  /// Gives the order, lets the phone speak for three seconds behind the tone, and ends with `#`.
  private func record(
    _ name: String, _ language: String, by phone: BaresipPhone, at service: ServiceUnderTest
  ) async throws -> Program {
    let command = try service.bed.start(
      "switchboard prompts record",
      [ProjectFiles.switchboard, "prompts", "record", name, "--language", language, "--phone", "ana"],
      folder: service.folder.path)
    try await command.waitForLine(containing: "answered", within: .seconds(15))
    try await service.wait(for: "switchboard_recordings", toBe: 1)
    await pause(.seconds(3))
    await phone.press("#")
    try await service.wait(for: "switchboard_recordings", toBe: 0)
    // Until it is made ready, and has been said what can be done.
    await pause(.seconds(1))
    return command
  }

  @Test(arguments: ["pcmu", "opus"])
  func aPromptIsRecordedTrimmedAndAsLoudAsTheOthers(codec: String) async throws {
    try await ServiceUnderTest.with(agents: [.ana], codecs: "opus, pcmu") { service in
      let path = service.folder.path + "/Prompts/es/thanks.wav"
      try FileManager.default.removeItem(atPath: path)
      try await service.program.waitForLine(containing: "release in place", within: .seconds(20))
      let ana = try await phone(at: service, codec: codec)
      let command = try await record("thanks", "es", by: ana, at: service)
      #expect(!FileManager.default.fileExists(atPath: path), "it is there before anybody kept it")
      await ana.press("3")
      await pause(.seconds(5))
      await ana.press("1")
      #expect(try await command.waitForExit(within: .seconds(15)) == .code(0))
      #expect(command.text(.output).contains("es/thanks.wav is recorded"))
      #expect(command.text(.output).contains("Your message is saved."))
      try await ana.waitUntilItIsHungUp()
      await ana.quit()

      let file = try RecordedFile(path)
      #expect((2.5...4.5).contains(file.seconds), "\(file.seconds) s")
      let heard = file.heard(0)
      #expect(heard.seconds(of: 1000) >= 2.3)
      #expect(heard.stretches(of: 1000).count == 1, "the sound is cut: \(heard.stretches(of: 1000))")
      let loudness = try #require(Loudness(of: try AudioFile.read(path)).integrated)
      #expect(abs(loudness + 19) < 0.5, "\(loudness) LUFS")
      let files = try FileManager.default.contentsOfDirectory(atPath: service.folder.path + "/Prompts/es")
      #expect(!files.contains { $0.hasPrefix(".") }, "\(files)")
      let ear = try ana.heard()
      #expect(ear.seconds(of: 1400) >= 0.2, "no tone says when to begin")
      #expect(ear.seconds(of: 1000) >= 2.3, "3 plays nothing")

      let account = try #require(try await service.calls().first)
      #expect(account.flow == "prompt-recording" && account.end?.how == "flow-ended")
      #expect(try await service.account(of: account.id).values(of: "outcome") == ["es/thanks"])
      #expect(try await service.recordings().isEmpty)
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func anOldRecordingIsReplacedAfterASecondKeyAndTheNextCallerHearsTheNewOne() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let path = service.folder.path + "/Prompts/en/thanks.wav"
      let before = try Data(contentsOf: URL(filePath: path))
      let ana = try await phone(at: service)
      let command = try await record("thanks", "en", by: ana, at: service)
      await ana.press("1")
      await pause(.seconds(1))
      #expect(try Data(contentsOf: URL(filePath: path)) == before, "it is replaced without a second key")
      await ana.press("1")
      #expect(try await command.waitForExit(within: .seconds(15)) == .code(0))
      #expect(try Data(contentsOf: URL(filePath: path)) != before)
      try await service.program.waitForLine(containing: "release in place", within: .seconds(20))
      await ana.quit()

      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.voicemail)
      try await service.wait(for: "switchboard_recordings_live", toBe: 1)
      await pause(.seconds(2))
      await caller.press("#")
      try await caller.waitUntilItIsHungUp()
      await caller.quit()
      let ear = try caller.heard()
      #expect(ear.seconds(of: 1000) >= 2.3 && ear.seconds(of: 1900) == 0)
    }
  }

  @Test func whoHangsUpLeavesEverythingAsItWas() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let path = service.folder.path + "/Prompts/en/thanks.wav"
      let before = try Data(contentsOf: URL(filePath: path))
      let ana = try await phone(at: service)
      let command = try await record("thanks", "en", by: ana, at: service)
      ana.hangUp()
      #expect(try await command.waitForExit(within: .seconds(15)) == .code(1))
      #expect(command.text(.error).contains("nothing was recorded: the phone hung up before a 1"))
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      let takes = (try? FileManager.default.contentsOfDirectory(atPath: service.folder.path + "/Data/takes")) ?? []
      #expect(takes.isEmpty, "\(takes)")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func whatCannotBeRecordedIsSaidInOneSentence() async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      for (arguments, sentence) in [
        (["nonsense"], "there is no prompt `nonsense`"), (["thanks", "--language", "pl"], "no flow speaks `pl`"),
        (["thanks"], "nothing was recorded: the phone cannot be reached"),
        (["thanks", "--phone", "+34600111222"], "nothing was recorded: "),
      ] {
        let command = try service.bed.start(
          "switchboard prompts record", [ProjectFiles.switchboard, "prompts", "record"] + arguments,
          folder: service.folder.path)
        let exit = try await command.waitForExit(within: .seconds(15))
        #expect(exit == .code(sentence.hasPrefix("nothing") ? 1 : 2), "\(arguments)")
        #expect(command.text(.error).contains(sentence), "\(command.text(.error))")
      }
    }
  }
}
