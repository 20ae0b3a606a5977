package import AudioSignal
internal import Crypto
internal import Foundation
package import Timekeeping

/// What was encoded once, kept on disk: encoding a house's prompts takes seconds, reading them again next to nothing.
///
/// A piece is found by what it was made of and how: a recording that changes, another set of forms or another edition of
/// the encoders make another piece. Nothing here can fail: what cannot be read is made, and what cannot be kept is made
/// again the next time.
package struct EncodedAudioFolder: Sendable {
  private let folder: URL

  /// Pieces that no start has asked for in so many days go: recordings that were replaced, words that were changed.
  private static let daysKept = 30.0

  /// - Parameter path: is made when something is to be kept.
  package init(_ path: String) {
    folder = URL(filePath: path)
  }

  /// The audio of a sound file: as it is where it goes round, else as loud as all prompts are.
  ///
  /// - Throws: `AudioFileError` when it cannot be read.
  package func audio(
    ofFile path: String, also forms: TelephoneAudio.Forms, isLoop: Bool = false
  ) throws(AudioFileError) -> TelephoneAudio {
    guard let octets = FileManager.default.contents(atPath: path) else {
      return TelephoneAudio(try Self.read(path, isLoop: isLoop), also: forms, isLoop: isLoop)
    }
    var digest = SHA256()
    digest.update(data: octets)
    let file = place(of: digest.finalize(), forms, isLoop)
    if let kept = read(file) { return kept }
    let made = TelephoneAudio(try Self.read(path, isLoop: isLoop), also: forms, isLoop: isLoop)
    keep(made, as: file)
    return made
  }

  /// Music is as loud as who made it wants it; what is spoken is as loud as every other prompt.
  static func read(_ path: String, isLoop: Bool) throws(AudioFileError) -> AudioFile {
    let recording = try AudioFile.read(path)
    return isLoop ? recording : recording.leveled
  }

  /// The audio of something that is made here, which goes round.
  ///
  /// - Parameter name: changes with what is made.
  package func loop(
    named name: String, also forms: TelephoneAudio.Forms, make: () -> TelephoneAudio
  ) -> TelephoneAudio {
    var digest = SHA256()
    digest.update(data: Data(name.utf8))
    let file = place(of: digest.finalize(), forms, true)
    if let kept = read(file) { return kept }
    let made = make()
    keep(made, as: file)
    return made
  }

  /// Removes what nobody has asked for in a long time.
  package func tidy(at now: WallTime) {
    let oldest = Date(timeIntervalSince1970: now.sinceEpoch / .seconds(1) - Self.daysKept * 86_400)
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
    for file in files ?? [] {
      let used = try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      if let used, used < oldest { try? FileManager.default.removeItem(at: file) }
    }
  }

  private func place(of digest: SHA256.Digest, _ forms: TelephoneAudio.Forms, _ isLoop: Bool) -> URL {
    let name = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return folder.appending(path: "\(name)-\(TelephoneAudio.edition)-\(forms.rawValue)\(isLoop ? "-loop" : "")")
  }

  /// Reading it also says that it is in use.
  private func read(_ file: URL) -> TelephoneAudio? {
    guard let octets = FileManager.default.contents(atPath: file.path),
      let audio = TelephoneAudio(kept: [UInt8](octets))
    else { return nil }
    try? FileManager.default.setAttributes([.modificationDate: Date.now], ofItemAtPath: file.path)
    return audio
  }

  /// Whole or not at all: it is written beside and renamed.
  private func keep(_ audio: TelephoneAudio, as file: URL) {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? Data(audio.octets).write(to: file, options: .atomic)
  }
}
