package import CallFlows
import Foundation

/// A recording, and the words that it should say.
package struct RecordedPrompt: Sendable, Hashable {
  package var language: Language
  package var name: PromptName
  /// The SHA-256 of the sound file, in hexadecimal.
  var digest: String
  /// As the manifest has them.
  var words: String
  var location: SourceLocation

  /// The same recording of the same prompt.
  fileprivate var key: String { "\(language)/\(name) \(digest)" }
}

/// Which words each recording was made for: those that were there when it was first met.
///
/// A file's time says little, since copying a folder makes all files new. What a recording holds and what its words were
/// says it: as long as the recording stays the same and its words change, it is older than they are.
package struct RecordedWords: Sendable, Equatable {
  private var words: [String: String] = [:]

  package init() {}

  /// What was remembered in a file; nothing when there is none, or it is broken.
  package init(file path: String) {
    guard let bytes = FileManager.default.contents(atPath: path),
      let words = try? JSONDecoder().decode([String: String].self, from: bytes)
    else { return }
    self.words = words
  }

  /// Where a service keeps it.
  package static func file(data: String) -> String { data + "/recorded-words.json" }

  func isStale(_ recording: RecordedPrompt) -> Bool {
    words[recording.key].map { $0 != recording.words } ?? false
  }

  /// Remembers recordings that were not known, and forgets those that are gone.
  ///
  /// - Parameter accepting: whether those that are known are taken for what the words are now.
  package func noting(_ recordings: [RecordedPrompt], accepting: Bool = false) -> RecordedWords {
    var noted = RecordedWords()
    for recording in recordings {
      noted.words[recording.key] = accepting ? recording.words : words[recording.key] ?? recording.words
    }
    return noted
  }

  /// Writes it, whole or not at all, making the folder.
  package func write(to path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(words).write(to: URL(filePath: path), options: .atomic)
  }
}

extension PromptWords {
  /// The words as they are written, in one text.
  var written: String {
    forms.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue): \($0.value.written)" }
      .joined(separator: "\n")
  }
}

extension WordTemplate {
  fileprivate var written: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .value(let value): "{\(value.name), \(value.kind)}"
      }
    }.joined()
  }
}
