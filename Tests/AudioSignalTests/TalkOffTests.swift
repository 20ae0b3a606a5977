import AudioSignal
import Foundation
import Testing

/// Speech is full of tones; none of it may be taken for a key.
@Suite("Talk-off: speech is no key")
struct TalkOffTests {
  /// The first of them is known to say what sounds like a key; the others are heard in the long tests.
  private static let voices =
    ProcessInfo.processInfo.environment["SWITCHBOARD_LONG"] == nil ? ["en+f3"] : ["en+f3", "en", "es+m3", "pl"]

  /// The manual of this project, read aloud by espeak-ng: a part of it by each voice.
  @Test("in speech no key is heard, loud or faint", arguments: voices)
  func talkOff(voice: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let lines = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8).split(separator: "\n")
    let number = try #require(Self.voices.firstIndex(of: voice))
    let part = lines.count / 4
    let words = lines[(number * part)..<((number + 1) * part)].joined(separator: "\n")
    let speech = try spoken(words, by: voice)
    #expect(speech.count >= 150 * TelephoneAudio.sampleRate, "four voices make ten minutes")
    for gain in [1.0, 0.25] {
      let detector = KeyToneDetector()
      var heard: [Character] = []
      for start in stride(from: 0, to: speech.count, by: 160) {
        let frame = speech[start..<min(start + 160, speech.count)].map { Int16(Double($0) * gain) }
        let key = detector.key(in: frame.span)
        if let key { heard.append(key) }
      }
      #expect(heard.isEmpty, "of \(speech.count / TelephoneAudio.sampleRate) s")
    }
  }

  private func spoken(_ words: String, by voice: String) throws -> [Int16] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "talk-off-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (text, audio) = (folder.appending(path: "words"), folder.appending(path: "speech.wav"))
    try Data(words.utf8).write(to: text)
    let speaker = Process()
    speaker.executableURL = URL(filePath: "/usr/bin/env")
    speaker.arguments = ["espeak-ng", "-v", voice, "-w", audio.path, "-f", text.path]
    try speaker.run()
    speaker.waitUntilExit()
    try #require(speaker.terminationStatus == 0, "espeak-ng does not speak")
    return try AudioFile.read(audio.path).resampled(to: TelephoneAudio.sampleRate).samples
  }
}
