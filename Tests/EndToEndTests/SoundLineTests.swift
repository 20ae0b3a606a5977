import AudioSignal
import Foundation
import Testing

/// Sound devices that are lines of the house: what is heard in their rooms makes calls.
@Suite(.tags(.endToEnd))
struct SoundLineTests {
  /// What a microphone hears: nothing, tones of keys, a voice.
  private enum Heard {
    case silence(Double)
    case key(Character)
    case voice(Double)

    var samples: [Int16] {
      switch self {
      case .silence(let seconds): return Array(repeating: 0, count: Int(seconds * 16_000))
      case .voice(let seconds):
        var generator = ToneGenerator(frequency: 300, level: -10, sampleRate: 16_000)
        return generator.samples(Int(seconds * 16_000))
      case .key(let key):
        guard let tone = KeyTone(key: key) else { return [] }
        var generator = ToneGenerator(
          [.init(frequency: tone.low, level: -10), .init(frequency: tone.high, level: -10)], sampleRate: 16_000)
        return generator.samples(2_000)
      }
    }
  }

  /// A service with one line, whose microphone hears this.
  private func with(
    callsWhen occasion: String, number: String, hearing heard: [Heard],
    _ work: (ServiceUnderTest, SoundCardFile) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let card = try SoundCardFile(in: folder)
      try card.say(heard.flatMap(\.samples))
      let line = "  - {name: door, device: \(card.nameWithMicrophone), number: \"\(number)\", calls-when: \(occasion)}"
      // No trunk has the service's own address: the line proves itself.
      let text = try folder.text(of: "switchboard.yaml")
        .replacing("from: [\(TestNetwork.serviceAddress)]", with: "from: [10.77.0.200]")
      try folder.write(text + "audio:\n\(line)\n", to: "switchboard.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed, environment: card.environment)
      try await work(service, card)
    }
  }

  @Test func aKeyInTheRoomCallsAndKeysWalkThroughTheFlow() async throws {
    let heard: [Heard] = [.silence(4), .key("5"), .silence(2), .key("1"), .silence(2), .key("9"), .silence(60)]
    try await with(callsWhen: "key", number: QuickService.menu, hearing: heard) { service, card in
      let account = try await service.onlyCall(within: .seconds(20))
      #expect(account.call.caller == "door")
      #expect(account.call.dialled == QuickService.menu)
      #expect(account.call.path == ["language", "main", "goodbye"])
      #expect(account.values(of: "keyed") == ["1", "9"], "the key that called is not pressed")
      #expect(account.call.end?.how == "flow-ended")
      try await service.waitUntilNothingIsHeld()
      let heard = try card.played()
      #expect(heard.seconds(of: 700) >= 0.6, "the menu is not heard in the room")
      #expect(heard.seconds(of: 1300) >= 0.15, "the goodbye is not heard in the room")
    }
  }

  @Test func aVoiceInTheRoomCallsAndASilentRoomDoesNot() async throws {
    let heard: [Heard] = [.silence(6), .voice(5), .silence(60)]
    try await with(callsWhen: "level -20dB", number: "*43", hearing: heard) { service, card in
      try await service.wait(for: "switchboard_calls_live", toBe: 1, within: .seconds(15))
      await pause(.seconds(2))
      #expect(try await service.stop(within: .seconds(20)) == .code(0))
      #expect(try card.played().seconds(of: 300) >= 0.3, "the echo of the voice is not heard")
    }
  }

  @Test func aLineThatAlwaysCallsCallsAgain() async throws {
    try await with(callsWhen: "always", number: QuickService.menu, hearing: [.silence(90)]) { service, _ in
      try await service.wait(for: "switchboard_calls_live", toBe: 1)
      #expect(try await service.stop(within: .seconds(20)) == .code(0))
      let calls = try await service.calls()
      #expect(calls.map(\.caller) == ["door"])
      #expect(calls.first?.end?.how == "caller-hung-up")
    }
  }

  @Test func aDeviceThatIsNotThereKeepsTheServiceFromStarting() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      let line = "audio: [{name: door, device: \"hw:17\", number: \"300\", calls-when: always}]\n"
      try folder.write(try folder.text(of: "switchboard.yaml") + line, to: "switchboard.yaml")
      let program = try bed.start("switchboard", [ProjectFiles.switchboard, "serve"], folder: folder.path)
      #expect(try await program.waitForExit(within: .seconds(20)) == .code(1))
      #expect(program.text(.error).contains("switchboard: no sound card `hw:17`"), "\(program.tail)")
    }
  }
}
