import CallFlows

/// Reads `supervise` and `feature-keys`.
struct FeatureReader {
  let reader: SchemaReader

  /// A text, and where it stands; nil for `no`.
  private typealias Read = (key: String, text: String?, location: SourceLocation)

  func supervise(_ fields: MappingReader, _ supervise: inout Configuration.Supervise) {
    let form = "the beginning of a number to dial, of digits, * and #, or no"
    let read = ["listen", "whisper", "join"].compactMap { key in
      text(key, fields, form: form) { (1...8).contains($0.utf8.count) && $0.allSatisfy(Self.isDialled) }
    }
    for (key, text, _) in read {
      switch key {
      case "listen": supervise.listen = text
      case "whisper": supervise.whisper = text
      default: supervise.join = text
      }
    }
    tellApart([("listen", supervise.listen), ("whisper", supervise.whisper), ("join", supervise.join)], read)
  }

  func featureKeys(_ fields: MappingReader, _ keys: inout Configuration.FeatureKeys) {
    let form = "two to four keys that begin with * or #, such as *1, or no"
    let read = ["pause-recording", "three-way"].compactMap { key in
      text(key, fields, form: form) { text in
        (2...4).contains(text.utf8.count) && text.first.map { "*#".contains($0) } == true
          && text.allSatisfy(Self.isDialled)
      }
    }
    for (key, text, _) in read {
      if key == "pause-recording" { keys.pauseRecording = text } else { keys.threeWay = text }
    }
    tellApart([("pause-recording", keys.pauseRecording), ("three-way", keys.threeWay)], read)
  }

  private static func isDialled(_ character: Character) -> Bool { "0123456789*#".contains(character) }

  private func text(
    _ key: String, _ fields: MappingReader, form: String, isValid: (String) -> Bool
  ) -> Read? {
    guard let node = fields.take(key) else { return nil }
    let parsed = reader.scalar(node, "`\(key)`", form: form) { text -> Answer? in
      if text == "no" { return Answer(text: nil) }
      return isValid(text) ? Answer(text: text) : nil
    }
    return parsed.map { (key, $0.text, node.location) }
  }

  /// None may begin like another: nobody could tell which is meant.
  private func tellApart(_ all: [(key: String, text: String?)], _ read: [Read]) {
    for (key, text, location) in read {
      guard let text, let other = all.first(where: { $0.key != key && $0.text?.hasPrefix(text) == true }) else {
        continue
      }
      let sentence = "`\(key)` and `\(other.key)` cannot be told apart: both begin with \(text)"
      return reader.error(sentence, rule: "ambiguous-keys", mend: "choose another for one of them", at: location)
    }
  }

  private struct Answer {
    /// Nil for none.
    var text: String?
  }
}
