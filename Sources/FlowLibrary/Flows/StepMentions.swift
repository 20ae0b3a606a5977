import CallFlows

extension StepReader {
  /// Where a step names prompts, tunes, queues, schedules and needs; of two places the first.
  static func mentions(in fields: MappingReader) -> [Mention: SourceLocation] {
    let found = fields.entries.flatMap { entry in
      names(in: entry).map { name in (mention(name.text, by: entry.key), name.location) }
    }
    let known = found.compactMap { mention, location in mention.map { ($0, location) } }
    return Dictionary(known, uniquingKeysWith: { first, _ in first })
  }

  private static func mention(_ name: String, by key: String) -> Mention? {
    switch key {
    case "say", "menu", "choose-language", "ask", "silent-prompt", "wrong-prompt": .prompt(PromptName(name))
    case "music": .music(PromptName(name))
    case "queue": .queue(QueueName(name))
    case "schedule": .schedule(ScheduleName(name))
    case "needs": .need(VariableName(name))
    default: nil
    }
  }

  /// The texts of a value or of its list; of `needs`, the names, each with the place of what it asks for.
  private static func names(in entry: YAMLNode.Entry) -> [(text: String, location: SourceLocation)] {
    switch entry.value.content {
    case .scalar(let text, _): [(text, entry.value.location)]
    case .sequence(let items):
      items.compactMap { item in
        if case .scalar(let text, _) = item.content { (text, item.location) } else { nil }
      }
    case .mapping(let entries): entries.map { ($0.key, $0.value.location) }
    case .refused: []
    }
  }
}
