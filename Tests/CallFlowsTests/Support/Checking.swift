import CallFlows

/// A flow with a mistake, and what the checker says of it.
func check(
  _ flow: Flow, schedules: [Schedule] = [], prompts: [Language: Set<PromptName>]? = nil,
  music: Set<PromptName>? = nil, queues: [QueueName: QueueRule] = ["support": .strict]
) -> [Diagnostic] {
  let release = FlowRelease(flows: [flow], schedules: schedules, identifier: "0")
  let all = FlowChecker.promptsUsed(by: release)
  return FlowChecker.check(
    release: release, queues: queues,
    prompts: prompts ?? Dictionary(uniqueKeysWithValues: flow.languages.map { ($0, all) }), music: music
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
