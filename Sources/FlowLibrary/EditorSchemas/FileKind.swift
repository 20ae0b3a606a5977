/// The kinds of files that operators write.
package enum FileKind: String, Sendable, CaseIterable {
  case flow, queue, schedule, survey, lookups, prompts, test
  case configuration = "switchboard"

  /// Where files of this kind stand.
  package var places: String {
    switch self {
    case .flow: "CallFlows/*.yaml"
    case .queue: "CallFlows/queues/*.yaml"
    case .schedule: "CallFlows/schedules/*.yaml"
    case .survey: "CallFlows/surveys/*.yaml"
    case .lookups: "CallFlows/lookups.yaml"
    case .prompts: "Prompts/*/prompts.yaml"
    case .test: "CallFlows/tests/*.yaml"
    case .configuration: "switchboard.yaml"
    }
  }

  /// What such a file is, in a few words.
  package var what: String {
    switch self {
    case .flow: "a call flow: what callers hear, and where their keys lead"
    case .queue: "a queue: who waits how, and who answers"
    case .schedule: "opening hours, holidays and seasons"
    case .survey: "questions after a call"
    case .lookups: "what flows may ask outside"
    case .prompts: "the words of all prompts in one language"
    case .test: "a call, and what its caller is to hear"
    case .configuration: "the configuration of the service"
    }
  }

  /// What its schema is called in a folder of schemas.
  package var schemaFile: String { "\(rawValue).json" }

  /// Its JSON Schema (draft 2020-12), for editors: completion, hints and the mistakes that can be seen in one file alone.
  /// What `check` says besides, such as a step that does not exist, it does not know.
  package var schema: String {
    let content = content
    var document = Shape([
      JSONTree.Member("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      JSONTree.Member("title", .text(places)), JSONTree.Member("description", .text(what)),
    ])
    document.members += content.root.members
    if !content.parts.isEmpty {
      document = document.with("$defs", .object(content.parts))
    }
    return document.tree.document
  }

  private var content: SchemaContent {
    switch self {
    case .flow: FlowSchema.content
    case .queue: QueueSchema.content
    case .schedule: ScheduleSchema.content
    case .survey: SurveySchema.content
    case .lookups: LookupSchema.content
    case .prompts: PromptSchema.content
    case .test: FlowTestSchema.content
    case .configuration: ConfigurationSchema.content
    }
  }
}

/// What a kind of file may hold.
struct SchemaContent: Sendable {
  var root: Shape
  /// Shapes that stand in several places, or in themselves.
  var parts: [JSONTree.Member] = []
}
