import AudioSignal
import FlowLibrary
import Foundation
import Testing
import Timekeeping

@Suite("Encoded audio is kept")
struct EncodedAudioFolderTests {
  private static let forms: TelephoneAudio.Forms = [.linear, .opus]

  private func withFolder(_ work: (URL, EncodedAudioFolder) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "encoded-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try work(folder, EncodedAudioFolder(folder.appending(path: "audio").path))
  }

  private func files(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder.appending(path: "audio"), includingPropertiesForKeys: nil)
  }

  private func isSame(_ one: TelephoneAudio, _ other: TelephoneAudio) -> Bool {
    one.muLaw == other.muLaw && one.aLaw == other.aLaw && one.linear == other.linear
      && one.opus.octets == other.opus.octets && (0..<one.opus.count).allSatisfy { one.opus[$0] == other.opus[$0] }
  }

  @Test("what is read again is what was encoded, and is not made again")
  func kept() throws {
    try withFolder { folder, encoded in
      let tone = TestTone.audio(also: Self.forms)
      var made = 0
      let audios = (0..<2).map { _ in
        encoded.loop(named: "tone", also: Self.forms) {
          made += 1
          return tone
        }
      }
      #expect(made == 1)
      #expect(isSame(audios[1], tone))
      let count = try files(in: folder).count
      #expect(count == 1)
    }
  }

  @Test("another name and other forms are other pieces")
  func apart() throws {
    try withFolder { folder, encoded in
      for (name, forms) in [("a", Self.forms), ("b", Self.forms), ("a", .opus)] {
        _ = encoded.loop(named: name, also: forms) { TestTone.audio(also: forms) }
      }
      let count = try files(in: folder).count
      #expect(count == 3)
    }
  }

  @Test(
    "a file that is cut, spoilt or of another kind is made again", arguments: ["cut", "spoilt", "foreign", "empty"])
  func spoilt(kind: String) throws {
    try withFolder { folder, encoded in
      let tone = TestTone.audio(also: Self.forms)
      _ = encoded.loop(named: "tone", also: Self.forms) { tone }
      let file = try #require(try files(in: folder).first)
      var octets = [UInt8](try Data(contentsOf: file))
      switch kind {
      case "cut": octets.removeLast(octets.count / 2)
      case "spoilt": octets[octets.count / 2] ^= 1
      case "foreign": octets = Array("RIFF".utf8) + octets.dropFirst(4)
      default: octets = []
      }
      try Data(octets).write(to: file)
      var made = 0
      let again = encoded.loop(named: "tone", also: Self.forms) {
        made += 1
        return tone
      }
      #expect(made == 1)
      #expect(isSame(again, tone))
      let mended = [UInt8](try Data(contentsOf: file))
      #expect(mended == tone.octets)
    }
  }

  @Test("a recording that changes is encoded anew; one that is none is an error as ever")
  func recordings() throws {
    try withFolder { folder, encoded in
      let file = folder.appending(path: "prompt.ulaw")
      try Data(repeating: 0x10, count: 800).write(to: file)
      let first = try encoded.audio(ofFile: file.path, also: [])
      let again = try encoded.audio(ofFile: file.path, also: [])
      #expect(again.muLaw == first.muLaw)
      try Data(repeating: 0x20, count: 1_600).write(to: file)
      let changed = try encoded.audio(ofFile: file.path, also: [])
      #expect(changed.sampleCount == 1_600)
      try Data("no sound".utf8).write(to: folder.appending(path: "prompt.wav"))
      #expect(throws: AudioFileError.self) {
        try encoded.audio(ofFile: folder.appending(path: "prompt.wav").path, also: [])
      }
    }
  }

  @Test("what nobody has asked for in thirty days goes")
  func tidy() throws {
    try withFolder { folder, encoded in
      for name in ["old", "new"] { _ = encoded.loop(named: name, also: []) { TestTone.audio() } }
      let now = Date.now.timeIntervalSince1970
      let old = try #require(try files(in: folder).first)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: now - 31 * 86_400)], ofItemAtPath: old.path)
      encoded.tidy(at: WallTime(sinceEpoch: .seconds(Int64(now))))
      let left = try files(in: folder)
      #expect(left.count == 1)
      #expect(!left.contains(old))
    }
  }
}
