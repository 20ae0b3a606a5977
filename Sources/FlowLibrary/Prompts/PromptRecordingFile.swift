package import AudioSignal
package import CallFlows
import Foundation
import Glibc

/// A prompt's recording in the operator's own folder, `Prompts/<language>/<name>.wav`.
package struct PromptRecordingFile: Sendable {
  /// What became of a recording that was to be put there.
  package enum Outcome: Sendable, Equatable {
    case written
    /// There is one already, in this file of the language's folder; nothing was changed.
    case exists(String)
  }

  private let folder: String
  private let name: String

  /// - Parameters:
  ///   - prompts: the folder of prompts.
  ///   - name: the recording's name without its ending, as `PromptInventoryEntry` has it; `nil` comes of what no recording
  ///     can be called, so that nothing is written anywhere else.
  package init?(prompts: String, language: Language, name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), parts.allSatisfy(ScalarText.isName), ScalarText.isLanguage(language.text)
    else {
      return nil
    }
    folder = prompts + "/" + language.text
    self.name = name
  }

  /// Puts a recording there, whole or not at all, also over a sudden end.
  ///
  /// - Parameter replacing: whether those that are there go.
  package func write(_ recording: AudioFile, replacing: Bool) throws(ReleaseArchiveError) -> Outcome {
    if !replacing, let there = existing.first { return .exists(there) }
    try makeFolder()
    let draft = folder + "/.\(name).\(UUID().uuidString)"
    let octets = Self.wave(recording)
    try DurableFile.fill(draft, mode: 0o644) { descriptor in
      octets.withUnsafeBytes { DurableFile.write(all: $0, to: descriptor) }
    }
    let path = folder + "/" + name + ".wav"
    // A link, unlike a rename, never takes the place of a file that has come meanwhile.
    guard (replacing ? rename(draft, path) : link(draft, path)) == 0 else {
      let (number, cause) = (errno, DurableFile.reason)
      unlink(draft)
      if number == EEXIST { return .exists(name + ".wav") }
      throw DurableFile.failure(path, cause)
    }
    if !replacing { unlink(draft) }
    // Two recordings of one prompt would be an error.
    for other in existing where other != name + ".wav" { unlink(folder + "/" + other) }
    try DurableFile.settle(folder)
    return .written
  }

  /// The names of the recordings of this prompt that are there.
  private var existing: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { file in
      guard let dot = file.lastIndex(of: ".") else { return false }
      return file[..<dot] == name && AudioFile.endings.contains(file[file.index(after: dot)...].lowercased())
    }.sorted()
  }

  private func makeFolder() throws(ReleaseArchiveError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DurableFile.failure(folder, error.localizedDescription)
    }
  }

  private static func wave(_ recording: AudioFile) -> [UInt8] {
    var octets = WAVHeader(channels: 1, rate: recording.rate, dataLength: recording.samples.count * 2).octets
    octets.reserveCapacity(octets.count + recording.samples.count * 2)
    for sample in recording.samples {
      octets.append(UInt8(truncatingIfNeeded: sample))
      octets.append(UInt8(truncatingIfNeeded: sample >> 8))
    }
    return octets
  }
}
