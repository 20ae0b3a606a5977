import Foundation
import Testing

/// What `serve` says when it cannot start, and when it can.
@Suite(.tags(.endToEnd))
struct StartupTests {
  /// Runs `serve`, which has to refuse, and returns what it says about it.
  private func refusal(
    of folder: ServiceFolder, in bed: TestBed, command: [String] = [ProjectFiles.switchboard, "serve"]
  ) async throws -> String {
    let program = try bed.start("switchboard", command, folder: folder.path)
    let exit = try await program.waitForExit(within: .seconds(20))
    #expect(exit == .code(1))
    #expect(!program.text(.output).contains("takes calls"))
    let said = program.text(.error)
    #expect(!said.contains("Fatal error") && !said.contains(".swift:"), "no trace is wanted: \(said)")
    return said
  }

  /// The one sentence of a refusal.
  private func sentence(
    of folder: ServiceFolder, in bed: TestBed, command: [String] = [ProjectFiles.switchboard, "serve"]
  ) async throws -> String {
    let said = try await refusal(of: folder, in: bed, command: command)
    let lines = said.split(separator: "\n").map(String.init)
    #expect(lines.count == 1, "more than a sentence: \(said)")
    #expect(lines.first?.hasPrefix("switchboard: ") == true, "\(said)")
    return lines.first ?? ""
  }

  @Test func theExampleServiceStartsAsItIs() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.example(isOpen: true), in: bed)
      try FileManager.default.removeItem(atPath: folder.path + "/switchboard.yaml")
      try FileManager.default.copyItem(
        atPath: ProjectFiles.root + "/switchboard.yaml", toPath: folder.path + "/switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed)
      let greeting = [
        "udp://0.0.0.0:5060", "http://127.0.0.1:8080", "Dial sip:100@10.77.0.1 for front-desk", "agent add",
      ]
      for words in greeting {
        try await service.program.waitForLine(containing: words)
      }
      #expect(try await HTTPRequest(path: "/healthz").response(in: bed.network).status == 200)
      #expect(try await HTTPRequest(path: "/readyz").response(in: bed.network).status == 200)
      #expect(try await service.stop() == .code(0))
      #expect(!service.program.text(.error).contains(" error "), "a clean stop is no error\n\(service.program.tail)")
    }
  }

  @Test func aBrokenFlowIsRefusedWithItsPlace() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let broken = QuickService.flow.replacing("\"9\": goodbye", with: "\"9\": goodbey")
      try folder.write(broken, to: "CallFlows/quick.yaml")
      let lines = broken.split(separator: "\n")
      let line = try #require(lines.firstIndex { $0.contains("goodbey") }) + 1
      let mistake = try #require(lines[line - 1].firstRange(of: "goodbey"))
      let column = lines[line - 1].distance(from: lines[line - 1].startIndex, to: mistake.lowerBound) + 1
      let said = try await refusal(of: folder, in: bed)
      #expect(said.contains("quick.yaml:\(line):\(column): error: "), "\(said)")
      #expect(said.contains("goodbye"), "it does not say what was meant: \(said)")

      let check = try bed.start("switchboard check", [ProjectFiles.switchboard, "check"], folder: folder.path)
      #expect(try await check.waitForExit() == .code(1))
      #expect(check.text(.output).contains("quick.yaml:\(line):\(column): error: "))
    }
  }

  @Test func wrongUsageIsExitCodeTwo() async throws {
    try await TestBed.with { bed in
      let check = try bed.start("switchboard check", [ProjectFiles.switchboard, "check", "--nope"], folder: "/")
      #expect(try await check.waitForExit() == .code(2))
    }
  }

  @Test func anUnknownKeyInTheConfigurationIsRefusedWithItsPlace() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try folder.write(try folder.text(of: "switchboard.yaml") + "tranks: []\n", to: "switchboard.yaml")
      let line = try folder.text(of: "switchboard.yaml").split(separator: "\n").count
      let said = try await refusal(of: folder, in: bed)
      #expect(said.contains("switchboard.yaml:\(line):1: error: "), "\(said)")
      #expect(said.contains("trunks"), "\(said)")
    }
  }

  @Test func aSoundLineNamedLikeAPhoneIsOneSentence() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let add = ["agent", "add", "ana", "--phone", "door"]
      let first = try bed.start("agent add", [ProjectFiles.switchboard] + add, folder: folder.path)
      #expect(try await first.waitForExit() == .code(0), "\(first.tail)")
      let line = "  - {name: door, device: \"null\", number: \"100\", calls-when: key}"
      try folder.write(try folder.text(of: "switchboard.yaml") + "audio:\n\(line)\n", to: "switchboard.yaml")
      let sentence = try await sentence(of: folder, in: bed)
      #expect(sentence.contains("`door`") && sentence.contains("agent ana"), "\(sentence)")
      let second = try bed.start(
        "agent add", [ProjectFiles.switchboard, "agent", "add", "tom", "--phone", "door"], folder: folder.path)
      #expect(try await second.waitForExit() == .code(1))
      #expect(second.text(.error).contains("--phone"), "\(second.tail)")
    }
  }

  @Test func aBusySIPPortIsOneSentence() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let other = try await UDPPort.open(in: bed.network, port: 5060)
      let sentence = try await sentence(of: folder, in: bed)
      #expect(sentence.contains("5060") && sentence.contains("sip.listen"), "\(sentence)")
      withExtendedLifetime(other) {}
    }
  }

  @Test func twoServicesOnOneDeskPortAreOneSentence() async throws {
    try await ServiceUnderTest.with { service in
      let second = try ServiceFolder(.quick, in: service.bed, named: "second")
      let moved = try second.text(of: "switchboard.yaml").replacing(":5060", with: ":5061")
        .replacing("20000-21999", with: "22000-23999")
      try second.write(moved, to: "switchboard.yaml")
      let sentence = try await sentence(of: second, in: service.bed)
      #expect(sentence.contains("8080") && sentence.contains("desk.listen"), "\(sentence)")
    }
  }

  @Test func aPromptThatCannotBeSpokenIsOneSentence() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try FileManager.default.removeItem(atPath: folder.path + "/Prompts/es/goodbye.wav")
      let configuration = try folder.text(of: "switchboard.yaml").split(separator: "\n").map { line in
        line.hasPrefix("speech:") ? #"speech: {command: [no-such-voice, "{output}", "{text}"]}"# : String(line)
      }
      try folder.write(configuration.joined(separator: "\n") + "\n", to: "switchboard.yaml")
      let sentence = try await sentence(of: folder, in: bed)
      #expect(sentence.contains("no-such-voice") || sentence.contains("speech.command"), "\(sentence)")
    }
  }

  /// What is wrong with the database's file.
  enum DatabaseFault: String, CaseIterable, Sendable {
    case corrupt, folder, newer
  }

  @Test(arguments: DatabaseFault.allCases)
  func aDatabaseThatCannotBeUsedIsOneSentence(fault: DatabaseFault) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let database = "Data/switchboard.sqlite"
      switch fault {
      case .corrupt: try folder.write(String(repeating: "this is no database ", count: 1000), to: database)
      case .folder: try folder.write("", to: database + "/file")
      case .newer:
        try await TestAgent.ana.add(to: folder, in: bed)
        let sqlite = try bed.start(
          "sqlite3",
          ["sqlite3", folder.path + "/" + database, "INSERT INTO grdb_migrations VALUES ('9999 from the future')"])
        #expect(try await sqlite.waitForExit() == .code(0), "\(sqlite.tail)")
      }
      let sentence = try await sentence(of: folder, in: bed)
      #expect(sentence.contains("switchboard.sqlite"), "\(sentence)")
    }
  }

  @Test func aFullDiskIsOneSentence() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let sentence = try await sentence(of: folder, in: bed, command: SmallDisk(kilobytes: 32, folder).command)
      #expect(sentence.contains("disk") || sentence.contains("room"), "\(sentence)")
    }
  }

  @Test func aSecondServiceOnTheSameRecordIsOneSentence() async throws {
    try await ServiceUnderTest.with { service in
      let sentence = try await sentence(of: service.folder, in: service.bed)
      #expect(sentence.contains("switchboard.sqlite"), "\(sentence)")
      #expect(try await HTTPRequest(path: "/readyz").response(in: service.bed.network).status == 200)
    }
  }

  @Test func theSpeechCommandSpeaksWhatNobodyHasRecorded() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try FileManager.default.removeItem(atPath: folder.path + "/Prompts/en/goodbye.wav")
      let configuration = try folder.text(of: "switchboard.yaml").split(separator: "\n").map { line in
        line.hasPrefix("speech:")
          ? #"speech: {command: [espeak-ng, -v, "{language}", -w, "{output}", --, "{text}"]}"# : String(line)
      }
      try folder.write(configuration.joined(separator: "\n") + "\n", to: "switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed)
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call(QuickService.menu)
      await caller.press("19")
      try await service.onlyCall()
      await caller.quit()
      let heard = try caller.heard()
      #expect(heard.seconds(of: 1300) == 0)
      #expect(heard.voiceSeconds >= 0.3, "no voice is heard")
    }
  }
}
