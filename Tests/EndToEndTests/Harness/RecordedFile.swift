import AudioSignal
import Foundation

/// A WAV file that the service has written: 16-bit linear samples of one channel or two.
struct RecordedFile: Sendable {
  let path: String
  let rate: Int
  /// One for each channel: the left one first.
  let channels: [[Int16]]

  /// Reads the file as any player would: by its chunks.
  init(_ path: String) throws {
    self.path = path
    let octets = [UInt8](try Data(contentsOf: URL(filePath: path)))
    func number(_ start: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(octets[start + $1]) << (8 * $1) }
    }
    func text(_ start: Int) -> String { String(decoding: octets[start..<start + 4], as: UTF8.self) }
    guard octets.count >= 44, text(0) == "RIFF", text(8) == "WAVE", text(12) == "fmt ", text(36) == "data" else {
      throw TestFailure("\(path) is no WAV file")
    }
    guard number(4, 4) == octets.count - 8, number(40, 4) == octets.count - 44 else {
      throw TestFailure("\(path) does not say its own length")
    }
    guard number(20, 2) == 1, number(34, 2) == 16 else { throw TestFailure("\(path) does not hold linear samples") }
    let count = number(22, 2)
    rate = number(24, 4)
    let samples = stride(from: 44, to: octets.count - 1, by: 2).map { Int16(truncatingIfNeeded: number($0, 2)) }
    channels = (0..<count).map { channel in stride(from: channel, to: samples.count, by: count).map { samples[$0] } }
  }

  var seconds: Double { Double(channels.first?.count ?? 0) / Double(rate) }

  /// One channel as a phone would have heard it.
  func heard(_ channel: Int) -> HeardAudio { HeardAudio(AudioFile(samples: channels[channel], rate: rate)) }

  /// Who may read it, and its folder, as octal digits.
  func permissions() throws -> [String] {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    return try [path, folder].map { path in
      let number = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
      return String(number, radix: 8)
    }
  }
}

/// A recording as `switchboard recordings --json` shows it.
struct ListedRecording: Decodable, Sendable {
  struct Hearing: Decodable, Sendable {
    var by: String?
  }

  var id: String
  var call: String
  var kind: String
  var queue: String?
  var agent: String?
  var duration: Double?
  var voice: Double?
  var heard: Hearing?
  var deleted: String?
  var file: String
}

extension ServiceUnderTest {
  /// The recordings that are there, newest first.
  func recordings(_ options: String...) async throws -> [ListedRecording] {
    let text = try await Self.command(["recordings", "--json"] + options, in: folder, bed)
    return try JSONDecoder().decode([ListedRecording].self, from: Data(text.utf8))
  }

  /// The only recording there is, as soon as it is over.
  func onlyRecording(_ options: String...) async throws -> ListedRecording {
    let found = try await eventually("there is a recording") {
      let text = try await Self.command(["recordings", "--json"] + options, in: folder, bed)
      return try JSONDecoder().decode([ListedRecording].self, from: Data(text.utf8))
    } is: {
      !$0.isEmpty
    }
    guard found.count == 1, let recording = found.first else {
      throw TestFailure("there should be one recording, there are \(found.count)")
    }
    return recording
  }

  /// Every file below the recordings' folder.
  var recordedFiles: [String] {
    let root = folder.path + "/Data/recordings"
    return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
      .filter { $0.contains(".wav") }
  }
}
