import CallQueues

/// Queues: `CallFlows/queues/*.yaml`.
enum QueueSchema {
  static let content = SchemaContent(
    root: .mapping(settings),
    parts: [
      JSONTree.Member("recording", FlowSchema.recording.tree), JSONTree.Member("announce", FlowSchema.announce.tree),
    ])

  private static let settings: [Setting] = current + QueueReader.later.map { Setting($0, .anything, StepSchema.later) }

  private static let current: [Setting] =
    [
      Setting("queue", .name, "The queue's name, unique among queues", isNeeded: true),
      Setting("format", .digits("^\(FlowReader.format)$"), "The language of this file: 1"),
      Setting("strategy", .word(strategies), "Who of the free agents is asked first: longest-idle"),
      Setting("ring", .duration, "How long one agent's phone rings, then the next, from 1s to 300s: 20s"),
      Setting("wrap-up", .duration, "An agent's time after a conversation, without calls: 30s"),
      Setting("target", .form("^[0-9]+% in [0-9]+(ms|s|m|h|d)$"), "The service level aimed at: 80% in 20s"),
      Setting("short-abandon", .duration, "Who hangs up sooner is counted apart: 5s"),
      Setting("at-most", .count(1...1_000_000), "How many callers may wait; the next hears full"),
      Setting(
        "nobody", .form("^(wait|after [0-9]+(ms|s|m|h|d))$"),
        "When nobody who could take the call is signed in: after 60s, or wait"),
      Setting("needs", .values, "What agents must have: {language: call.language}, or text in quotes"),
      Setting("relax", .onlyList(of: relaxation), "What a longer wait makes of the needs"),
      Setting(
        "overflow",
        .mapping([
          Setting("after", .duration, "The wait from entering the queue", isNeeded: true),
          Setting("also", .name, "The second queue", isNeeded: true),
        ]), "A second queue whose agents may take a caller who has waited for long; the place here stays"),
      Setting("same-agent", .duration, "Within this time after a conversation its agent is asked first: 14d"),
      Setting(
        "weight", .count(1...100),
        "How much a second of waiting counts beside one in other queues of the same agents: 1"),
      Setting("priority", .word(TicketPriority.allCases.map(\.rawValue)), "Who goes first among callers: normal"),
      Setting(
        "age", .either([.word(["no"]), .duration]), "A wait after which the priority rises by one step: 5m; no: never"),
      Setting("music", .name, "A tune of Prompts/music, without its ending; without it a built-in one"),
      Setting("announce", .part("announce"), "What a waiting caller is told"),
      Setting("record", .part("recording"), "Whether conversations are recorded: no"),
      Setting("whisper", whisper, "What an agent hears before the caller: a prompt, or {say, reasons, wait}"),
    ]

  private static let strategies = RoutingStrategy.allCases.map(\.rawValue)

  private static let relaxation = Shape.mapping([
    Setting("after", .duration, "The wait from entering the queue", isNeeded: true),
    Setting("drop", .name, "The need that counts no more"),
    Setting("need", .values, "The need that asks for less: {product: \"router:1\"}"),
  ])

  private static let whisper = Shape.either([
    .name,
    .mapping([
      Setting("say", .name, "The prompt", isNeeded: true),
      Setting("reasons", .entries("^.+$", .name), "The prompt that belongs to a call's reason, said behind it"),
      Setting("wait", .yesNo, "Whether it is told for how many minutes the caller has waited: no"),
    ]),
  ])
}
