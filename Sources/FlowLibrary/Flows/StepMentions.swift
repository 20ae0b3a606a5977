import CallFlows

extension StepReader {
  /// Where a step names prompts, tunes, queues, schedules and needs; of two places the first.
  static func mentions(in fields: MappingReader) -> [Mention: SourceLocation] {
    let found = fields.entries.flatMap(entriesThatName).flatMap { entry in
      names(in: entry).map { name in (mention(name.text, by: entry.key), name.location) }
    }
    let known = found.compactMap { mention, location in mention.map { ($0, location) } }
    return Dictionary(known, uniquingKeysWith: { first, _ in first })
  }

  /// An entry, and in its place those within it where they are settings of their own.
  private static func entriesThatName(_ entry: YAMLNode.Entry) -> [YAMLNode.Entry] {
    guard ["record", "follow-up"].contains(entry.key), case .mapping(let inner) = entry.value.content else {
      return [entry]
    }
    return inner
  }

  private static func mention(_ name: String, by key: String) -> Mention? {
    switch key {
    case "say", "menu", "choose-language", "ask", "silent-prompt", "wrong-prompt", "record": .prompt(PromptName(name))
    case "announce": .prompt(PromptName(name))
    case "music": .music(PromptName(name))
    case "queue": .queue(QueueName(name))
    case "schedule": .schedule(ScheduleName(name))
    case "run": .flow(FlowName(name))
    case "survey": .survey(SurveyName(name))
    case "lookup": .lookup(LookupName(name))
    case "callback": .prompt(PromptName(name))
    case "at": .schedule(ScheduleName(name))
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
