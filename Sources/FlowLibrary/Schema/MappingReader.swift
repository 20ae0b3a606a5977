import CallFlows

/// One mapping while it is read: whatever nobody has asked for when `finish` is called is an unknown key.
final class MappingReader {
  let reader: SchemaReader
  /// What the mapping is, for sentences: "the flow".
  let what: String
  let location: SourceLocation
  let entries: [YAMLNode.Entry]
  private var known: [String] = []

  init(_ entries: [YAMLNode.Entry], reader: SchemaReader, what: String, location: SourceLocation) {
    self.entries = entries
    self.reader = reader
    self.what = what
    self.location = location
  }

  /// The entry with this key, which is a known key from now on.
  func entry(_ key: String) -> YAMLNode.Entry? {
    if !known.contains(key) { known.append(key) }
    return entries.first { $0.key == key }
  }

  /// The value at this key; `nil` where the key is missing or nothing stands after its colon.
  func take(_ key: String) -> YAMLNode? {
    guard let value = entry(key)?.value, !value.isEmpty, !value.isRefused else { return nil }
    return value
  }

  /// The value at a key that must be there.
  func require(_ key: String, mend: String = "") -> YAMLNode? {
    guard let entry = entry(key) else {
      reader.error("\(what) has no `\(key)`", rule: "missing-key", mend: mend, at: location)
      return nil
    }
    guard !entry.value.isEmpty else {
      reader.error("`\(key)` has no value", rule: "empty-value", mend: mend, at: entry.keyLocation)
      return nil
    }
    return entry.value
  }

  /// Keys that the language has and this version passes over, with a warning where they hold more than `no`.
  func passOver(_ keys: [String]) {
    for key in keys {
      guard let entry = entry(key), !entry.value.isEmpty else { continue }
      if entry.value.content == .scalar("no", quoted: false) { continue }
      reader.unused("`\(key)`", at: entry.keyLocation)
    }
  }

  /// Keys that may stand here, and of which nothing is said because something else is wrong.
  func skip(_ keys: [String]) {
    for key in keys { _ = entry(key) }
  }

  /// Reports every key that nobody has asked for; `unlisted` are known and not recommended.
  func finish(unlisted: [String] = []) {
    let listed = known.filter { !unlisted.contains($0) }
    for entry in entries where !known.contains(entry.key) {
      var mend = reader.suggestion(for: entry.key, among: listed)
      if mend.isEmpty { mend = "known are: \(listed.sorted().joined(separator: ", "))" }
      let sentence = "\(what) has no key `\(entry.key.shortened)`"
      reader.error(sentence, rule: "unknown-key", mend: mend, at: entry.keyLocation)
    }
  }
}

extension MappingReader {
  func text(_ key: String) -> String? { take(key).flatMap { reader.text($0, "`\(key)`") } }

  func duration(_ key: String) -> Duration? { take(key).flatMap { reader.duration($0, "`\(key)`") } }

  func yesNo(_ key: String) -> Bool? { take(key).flatMap { reader.yesNo($0, "`\(key)`") } }

  func count(_ key: String, in range: ClosedRange<Int>) -> Int? {
    take(key).flatMap { reader.count($0, "`\(key)`", in: range) }
  }

  func word(_ key: String, of words: [String]) -> String? {
    take(key).flatMap { reader.word($0, "`\(key)`", of: words) }
  }
}
