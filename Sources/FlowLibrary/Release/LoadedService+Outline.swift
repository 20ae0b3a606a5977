package import CallFlows
import CallQueues

extension LoadedService {
  /// What is compared with another release.
  package var outline: ReleaseOutline {
    var words: [Language: [PromptName: String]] = [:]
    for prompt in prompts.wordedPrompts(where: { _ in true }) {
      words[prompt.language, default: [:]][prompt.name] = prompt.words.shown
    }
    let queues = self.queues.map {
      (QueueName($0.id.rawValue), SettingsOutline(of: $0, leaving: ["id raw-value", "id"]))
    }
    return ReleaseOutline(
      flows: release, queues: Dictionary(queues, uniquingKeysWith: { first, _ in first }), words: words,
      recordings: recordings)
  }
}

extension PromptWords {
  /// As they stand in the file, values in braces.
  var shown: String {
    let forms = self.forms.sorted { $0.key.rawValue < $1.key.rawValue }
    guard forms.count != 1 else { return forms[0].value.shown }
    return forms.map { "\($0.key.rawValue): \($0.value.shown)" }.joined(separator: " / ")
  }
}

extension WordTemplate {
  fileprivate var shown: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .value(let value): "{\(value.name), \(value.kind)}"
      }
    }.joined()
  }
}
