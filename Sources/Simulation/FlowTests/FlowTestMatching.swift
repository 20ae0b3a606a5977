internal import CallFlows

/// Whether what happens is what a line of a test expects.
extension FlowTest.Content {
  func isMet(by event: TrialEvent) -> Bool {
    switch (self, event.content) {
    case (.hears(let name, let language, let saying), .heard(let heard)):
      heard.prompt.name == name && (language.map { $0 == heard.prompt.language } ?? true)
        && (saying.map { Self.says(heard.words ?? "", $0) } ?? true)
    case (.queued(let queue, let place, let needs), .queued(let entry, let actual, let actualPlace)):
      entry.queue == queue && (place.map { $0 == actualPlace } ?? true)
        && needs.allSatisfy { actual[$0.key] == $0.value }
    case (.connected, .connected): true
    case (.ends(.hangUp), .recorded(.ended(.hungUp))), (.ends(.left), .recorded(.ended(.left))): true
    case (.ends(.voicemail), .messageKept): true
    case (.ends(.callback(let day)), .promised(_, let due)): day.map { $0 == due.date } ?? true
    case (.ends(.transfer(let target)), .transferred(let request)): target.map { $0 == request.target.shown } ?? true
    default: false
    }
  }

  /// Whether the prompt that a line names follows in the same breath, as one language after the other does.
  func isMet(byWhatFollows heard: HeardPrompt) -> Bool {
    guard case .hears(heard.prompt.name, let language, _) = self else { return false }
    return heard.following.contains { next in
      next.name == heard.prompt.name && (language.map { $0 == next.language } ?? true)
    }
  }

  /// What is almost right.
  func remark(on heard: HeardPrompt) -> String {
    let words = heard.words.map { "heard: \"\($0)\"" } ?? ""
    guard case .hears(heard.prompt.name, let language, let saying) = self else { return words }
    if let language, language != heard.prompt.language {
      return "it is in \(heard.prompt.language), not in \(language)"
    }
    return saying.map { "it does not say \"\($0)\"; \(words)" } ?? words
  }

  /// Whether words hold others, whatever their case and the blanks between them.
  static func says(_ words: String, _ wanted: String) -> Bool {
    func plain(_ text: String) -> String {
      text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return plain(words).contains(plain(wanted))
  }
}
