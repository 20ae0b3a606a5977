import AudioSignal
import Foundation
import Glibc
import Testing

/// The phone in the terminal, beside the service and its record.
@Suite(.tags(.endToEnd))
struct TerminalPhoneTests {
  private func phone(
    _ service: ServiceUnderTest, _ arguments: String, keys: String? = nil, environment: [String: String] = [:]
  ) throws -> Program {
    let input = keys.map { "printf '%s' '\($0)' | " } ?? ""
    return try service.bed.start(
      "switchboard call \(arguments)", ["sh", "-c", "\(input)exec \(ProjectFiles.switchboard) call \(arguments)"],
      folder: service.folder.path, environment: environment)
  }

  @Test(arguments: ["pcmu", "g722", "opus"])
  func theToneOfTheLineTestComesOutOfTheLoudspeaker(codec: String) async throws {
    try await ServiceUnderTest.with(codecs: codec) { service in
      let card = try SoundCardFile(in: service.folder)
      let call = try phone(
        service, "'*44' --device \(card.name) --record heard.wav --for 3s", environment: card.environment)
      #expect(try await call.waitForExit(within: .seconds(15)) == .code(0), "\(call.tail)")
      #expect(call.text(.output).contains("answered, \(codec)"))
      #expect(call.text(.output).contains("hung up after 0:03"))
      let account = try await service.onlyCall()
      #expect(account.call.dialled == "*44")
      for heard in [try card.played(), try HeardAudio(service.folder.path + "/heard.wav")] {
        #expect((2.5...4.5).contains(heard.seconds), "\(heard.seconds) s")
        #expect(heard.seconds(of: 1_020) >= 2.5)
        #expect(heard.stretches(of: 1_020).count == 1, "the tone is cut: \(heard.stretches(of: 1_020))")
        let level = try #require(heard.level(of: 1_020))
        #expect(abs(level + 10) < 1, "another level")
      }
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func whatIsSaidIntoTheMicrophoneComesBackFromTheEcho() async throws {
    try await ServiceUnderTest.with(codecs: "opus") { service in
      let card = try SoundCardFile(in: service.folder)
      var generator = ToneGenerator(frequency: 440, level: -10, sampleRate: 16_000)
      try card.say(generator.samples(16_000 * 5))
      let call = try phone(
        service, "'*43' --device \(card.nameWithMicrophone) --for 3s", environment: card.environment)
      #expect(try await call.waitForExit(within: .seconds(15)) == .code(0), "\(call.tail)")
      #expect(try card.played().seconds(of: 440) >= 2)
    }
  }

  @Test func aFileIsPlayedToTheOtherSide() async throws {
    try await ServiceUnderTest.with { service in
      try ToneFile(frequency: 660, seconds: 1).write(to: .init(filePath: service.folder.path + "/said.wav"))
      let call = try phone(service, "'*43' --no-audio --play said.wav --record heard.wav --for 3s")
      #expect(try await call.waitForExit(within: .seconds(15)) == .code(0), "\(call.tail)")
      let heard = try HeardAudio(service.folder.path + "/heard.wav")
      #expect((0.8...1.1).contains(heard.seconds(of: 660)))
    }
  }

  @Test func keysFromAPipeWalkThroughTheExampleService() async throws {
    try await ServiceUnderTest.with(.example(isOpen: true)) { service in
      let card = try SoundCardFile(in: service.folder)
      // English, then a person.
      let call = try phone(
        service, "100 --device \(card.name) --for 12s", keys: "1,,0", environment: card.environment)
      #expect(try await call.waitForExit(within: .seconds(30)) == .code(0), "\(call.tail)")
      let output = call.text(.output)
      for line in ["calling sip:100@", "answered, ", "key 1", "key 0", "hung up after 0:12"] {
        #expect(output.contains(line), "\(output)")
      }
      let spoken = output.split(separator: "\n").filter { $0.hasPrefix("“") }
      #expect(spoken.first?.contains("press 1") == true, "\(output)")
      #expect(spoken.first?.contains("po polsku") == true || spoken.first?.contains("Po polsku") == true, "\(output)")
      #expect(spoken.count >= 2, "\(output)")
      let account = try await service.onlyCall()
      #expect(account.call.path.starts(with: ["language", "opening", "welcome"]))
      #expect(account.call.path.contains("person"))
      #expect(account.call.language == "en")
      #expect(account.values(of: "keyed") == ["1", "0"])
      let heard = try card.played()
      #expect((11...14).contains(heard.seconds), "\(heard.seconds) s")
      #expect(heard.voiceSeconds >= 5, "neither voice nor music is heard")
    }
  }

  @Test func theServiceHangsUp() async throws {
    try await ServiceUnderTest.with { service in
      let call = try phone(service, "\(QuickService.menu) --no-audio --record heard.wav --keys 1,9")
      #expect(try await call.waitForExit(within: .seconds(20)) == .code(0), "\(call.tail)")
      #expect(call.text(.output).contains("the other side hung up after 0:0"))
      let account = try await service.onlyCall()
      #expect(account.call.path == ["language", "main", "goodbye"])
      #expect(account.call.end?.how == "flow-ended")
      let heard = try HeardAudio(service.folder.path + "/heard.wav")
      #expect(heard.seconds(of: 700) >= 0.6, "the menu is not heard")
      #expect(heard.seconds(of: 1300) >= 0.2, "the goodbye is not heard")
    }
  }

  @Test func controlCHangsUp() async throws {
    try await ServiceUnderTest.with { service in
      let call = try phone(service, "\(QuickService.line) --no-audio")
      try await call.waitForLine(containing: "answered")
      call.signal(SIGINT)
      #expect(try await call.waitForExit() == .code(0))
      #expect(call.text(.output).contains("hung up after"))
      let account = try await service.onlyCall()
      #expect(account.call.end?.how == "caller-hung-up", "\(account.call.end?.how ?? "-")")
      try await service.waitUntilNothingIsHeld()
    }
  }

  @Test func aTerminalShowsHowLoudItIsAndIsLeftAsItWas() async throws {
    try await ServiceUnderTest.with { service in
      let command = "\(ProjectFiles.switchboard) call '*44' --no-audio --for 2s; stty -a"
      let terminal = try service.bed.start(
        "script", ["script", "-qec", command, "/dev/null"], folder: service.folder.path)
      #expect(try await terminal.waitForExit(within: .seconds(15)) == .code(0), "\(terminal.tail)")
      let output = terminal.text(.output)
      #expect(output.contains("  0:01  ██") && output.contains(" -10 dBm0"))
      #expect(output.contains(" icanon") && output.contains(" echo "), "the terminal is not as it was")
    }
  }

  @Test func whoIsNoTrunkProvesAnAccount() async throws {
    let ana = TestAgent(id: "ana", phone: "201")
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(
        text.replacing("from: [\(TestNetwork.serviceAddress)]", with: "from: [10.77.0.200]"), to: "switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [ana])
      let stranger = try phone(service, "'*44' --no-audio")
      #expect(try await stranger.waitForExit() == .code(1))
      #expect(stranger.text(.error).contains("name an account with --user and --password-file"), "\(stranger.tail)")
      let call = try phone(
        service, "'*44' --no-audio --user 201 --password-file ana.password --record heard.wav --for 2s")
      #expect(try await call.waitForExit() == .code(0), "\(call.tail)")
      #expect(try HeardAudio(folder.path + "/heard.wav").seconds(of: 1_020) >= 1.5)
      #expect(try await service.calls().map(\.caller) == ["201"])
    }
  }

  @Test func aCallThatCannotBeIsASentence() async throws {
    try await ServiceUnderTest.with { service in
      for (arguments, words) in [
        ("999 --no-audio", "nobody has the number 999"),
        ("\(QuickService.menu) --device hw:17", "no sound card `hw:17`"),
        ("\(QuickService.menu) --no-audio --play none.wav", "none.wav cannot be opened"),
        ("'sip:100@@' --no-audio", "is no SIP address"),
      ] {
        let call = try phone(service, arguments)
        #expect(try await call.waitForExit() == .code(1), "\(call.tail)")
        let said = call.text(.error)
        #expect(said.hasPrefix("switchboard: ") && said.contains(words), "\(said)")
        #expect(said.split(separator: "\n").count == 1, "more than a sentence: \(said)")
      }
      #expect(try await service.stop() == .code(0))
      let call = try phone(service, "\(QuickService.menu) --no-audio")
      #expect(try await call.waitForExit() == .code(1))
      #expect(call.text(.error).contains("start the service with `switchboard serve`"), "\(call.tail)")
    }
  }

  @Test func withoutASoundCardTheCallGoesOnInSilence() async throws {
    try await ServiceUnderTest.with { service in
      let card = try SoundCardFile(in: service.folder)
      let call = try phone(service, "'*44' --record heard.wav --for 2s", environment: card.environment)
      #expect(try await call.waitForExit(within: .seconds(15)) == .code(0), "\(call.tail)")
      #expect(call.text(.output).contains("no sound card `default`"), "\(call.tail)")
      #expect(try HeardAudio(service.folder.path + "/heard.wav").seconds(of: 1_020) >= 1.5)
    }
  }
}
