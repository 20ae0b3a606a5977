import Crypto
import Foundation

/// The folder of what has been spoken, by a digest of words, language and command.
///
/// A recording appears whole or not at all: it is written beside and renamed.
struct SpeechCache: Sendable {
  /// Files that a program is still writing.
  struct Draft: Sendable {
    var sound: String
    var transcript: String
  }

  private let folder: String

  init(folder: String) throws(SpeechError) {
    self.folder = URL(filePath: folder).standardizedFileURL.path
    do {
      try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    } catch {
      throw SpeechError(
        .folder, "The folder \(self.folder) for speech cannot be made; make it, or name another one under `data:`.",
        cause: error.localizedDescription)
    }
  }

  func path(for request: SpeechRequest, command: [String]) -> String {
    var digest = SHA256()
    for part in command + [request.language, request.words] {
      // The length keeps ["ab", "c"] apart from ["a", "bc"].
      digest.update(data: Data("\(part.utf8.count):\(part)".utf8))
    }
    let name = digest.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return "\(folder)/\(name).wav"
  }

  /// Whether it is there; asking also says that it is in use.
  func has(_ path: String) -> Bool {
    guard size(path) > 0 else { return false }
    utimes(path, nil)
    return true
  }

  /// Removes what nobody has asked for since `oldest`, and then of the rest what nobody has asked for the longest, until
  /// no more than so many octets are left.
  func tidy(since oldest: Date, atMost octets: Int) {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    let files =
      (try? FileManager.default.contentsOfDirectory(
        at: URL(filePath: folder), includingPropertiesForKeys: Array(keys))) ?? []
    let known = files.compactMap { file -> (file: URL, used: Date, size: Int)? in
      guard let values = try? file.resourceValues(forKeys: keys), let used = values.contentModificationDate else {
        return nil
      }
      return (file, used, values.fileSize ?? 0)
    }
    var left = known.reduce(0) { $0 + $1.size }
    for (file, used, size) in known.sorted(by: { $0.used < $1.used }) where used < oldest || left > octets {
      guard unlink(file.path) == 0 else { continue }
      left -= size
    }
  }

  /// A name that nobody else uses, in the same folder so that it can be renamed.
  func draft(of path: String) -> Draft {
    let name = "\(folder)/.\(UUID().uuidString)"
    return Draft(sound: name + ".wav", transcript: name + ".txt")
  }

  /// Makes a finished recording appear under its own name.
  func keep(_ draft: Draft, as path: String) throws(SpeechError) {
    guard size(draft.sound) > 0 else {
      throw SpeechError(
        .noSound, "The speech program wrote no sound; check {output} and the voice in `speech.command`.",
        cause: lastWords(draft))
    }
    let descriptor = open(draft.sound, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, fsync(descriptor) == 0, rename(draft.sound, path) == 0 else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw SpeechError(
        .folder, "A recording cannot be kept in \(folder); check the room on the disk and the folder's rights.",
        cause: reason)
    }
    close(descriptor)
  }

  func discard(_ draft: Draft) {
    for path in [draft.sound, draft.transcript] { unlink(path) }
  }

  /// The end of what the program said, in one line; `nil` when it said nothing.
  func lastWords(_ draft: Draft) -> String? {
    guard let handle = FileHandle(forReadingAtPath: draft.transcript) else { return nil }
    defer { try? handle.close() }
    let end = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: end > 300 ? end - 300 : 0)
    let words = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
      .split(whereSeparator: { $0.isNewline || $0.isWhitespace }).joined(separator: " ")
    return words.isEmpty ? nil : words
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }
}
