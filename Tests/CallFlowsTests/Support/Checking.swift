import CallFlows

/// A flow with a mistake, and what the checker says of it.
func check(
  _ flow: Flow, schedules: [Schedule] = [], prompts: [Language: Set<PromptName>]? = nil,
  music: Set<PromptName>? = nil, queues: [QueueName: QueueRule] = ["support": .strict]
) -> [Diagnostic] {
  check([flow], schedules: schedules, prompts: prompts, music: music, queues: queues)
}

func check(
  _ flows: [Flow], schedules: [Schedule] = [], prompts: [Language: Set<PromptName>]? = nil,
  music: Set<PromptName>? = nil, queues: [QueueName: QueueRule] = ["support": .strict], surveys: [Survey] = [],
  lookups: [LookupResource] = []
) -> [Diagnostic] {
  let release = FlowRelease(
    flows: flows, schedules: schedules, surveys: surveys, lookups: lookups, identifier: "0")
  let languages = Set(flows.flatMap(\.languages))
  let all = FlowChecker.promptsUsed(by: release)
  return FlowChecker.check(
    release: release, queues: queues,
    prompts: prompts ?? Dictionary(uniqueKeysWithValues: languages.map { ($0, all) }), music: music
  ).filter { $0.rule != "queue-ends-call" }
}

extension QueueRule {
  /// Nobody is waited for, and only so many may wait: each outcome may come at once.
  static let strict = QueueRule(nobodyAfter: .zero, isLimited: true)
}

extension Diagnostic {
  var line: String {
    "\(location.line): \(severity.rawValue): \(sentence) [\(rule)]" + (mend.isEmpty ? "" : " — \(mend)")
  }
}

/// A menu whose key 1 leads on, beside whatever the mistake is about.
func mainMenu(_ then: StepName) -> (StepName, Action) { ("main", .menu("main-menu", ["1": .step(then)])) }
