import AudioSignal
import CallFlows
import FlowLibrary
import Foundation
import Testing

@Suite("A recording of a prompt in the operator's folder")
struct PromptRecordingFileTests {
  private func withFolder(_ work: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "prompts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try work(folder)
  }

  private func files(_ folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "en").path)) ?? []).sorted()
  }

  private let sound = AudioFile(samples: (0..<800).map { Int16($0 * 7 - 2_000) }, rate: 16_000)
  private let other = AudioFile(samples: [1, 2, 3], rate: 8_000)

  @Test("it is written as it is, for everybody to read, and nothing else is left", arguments: ["welcome", "parcels.3"])
  func written(name: String) throws {
    try withFolder { folder in
      let file = try #require(PromptRecordingFile(prompts: folder.path, language: "en", name: name))
      #expect(try file.write(sound, replacing: false) == .written)
      #expect(files(folder) == ["\(name).wav"])
      let path = folder.appending(path: "en/\(name).wav").path
      #expect(try AudioFile.read(path) == sound)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o644)
    }
  }

  @Test(
    "another recording, whatever its format, stays unless it is to be replaced; then it is gone",
    arguments: ["welcome.wav", "welcome.flac", "welcome.WAV", "welcome.mp3"])
  func replaced(there: String) throws {
    try withFolder { folder in
      let place = folder.appending(path: "en")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("old".utf8).write(to: place.appending(path: there))
      try Data("other".utf8).write(to: place.appending(path: "welcome-back.wav"))
      let file = try #require(PromptRecordingFile(prompts: folder.path, language: "en", name: "welcome"))
      #expect(try file.write(sound, replacing: false) == .exists(there))
      #expect(try Data(contentsOf: place.appending(path: there)) == Data("old".utf8))
      #expect(try file.write(other, replacing: true) == .written)
      #expect(files(folder) == ["welcome-back.wav", "welcome.wav"])
      #expect(try AudioFile.read(place.appending(path: "welcome.wav").path) == other)
      #expect(try Data(contentsOf: place.appending(path: "welcome-back.wav")) == Data("other".utf8))
    }
  }

  @Test(
    "what is no recording's name is written nowhere",
    arguments: ["", "../welcome", "a/b", ".welcome", "a.b.c", "welcome.", "wel come", "a\0b"])
  func noName(name: String) {
    #expect(PromptRecordingFile(prompts: "/tmp", language: "en", name: name) == nil)
  }

  @Test("nor what is no language's", arguments: ["", "..", "english", "e/n", "EN"])
  func noLanguage(language: String) {
    #expect(PromptRecordingFile(prompts: "/tmp", language: .init(language), name: "welcome") == nil)
  }

  @Test("a folder that cannot be written says so, with the remedy")
  func unwritable() throws {
    try withFolder { folder in
      try Data().write(to: folder)
      let file = try #require(PromptRecordingFile(prompts: folder.path, language: "en", name: "welcome"))
      let error = #expect(throws: ReleaseArchiveError.self) { try file.write(sound, replacing: false) }
      #expect(error?.message.contains("give the service's user the right") == true)
    }
  }
}
