import CallFlows

/// Flows: `CallFlows/*.yaml`.
enum FlowSchema {
  static let content = SchemaContent(root: .mapping(settings), parts: parts + steps)

  private static let parts: [JSONTree.Member] = [
    JSONTree.Member("destination", destination.tree), JSONTree.Member("follow-up", followUp.tree),
    JSONTree.Member("recording", recording.tree), JSONTree.Member("announce", announce.tree),
  ]

  private static let steps: [JSONTree.Member] = StepSchema.actions.map {
    JSONTree.Member("step-\($0.action)", $0.shape.tree)
  }

  private static let settings: [Setting] = [
    Setting("flow", .name, "The flow's name, unique among flows", isNeeded: true),
    Setting("format", .digits("^\(FlowReader.format)$"), "The language of this file: 1", isNeeded: true),
    Setting(
      "numbers", .list(of: .digits("^[^\\s@]+$")),
      "Dialled numbers that start here, any user part of a SIP address. Without one, only other flows run this one"),
    Setting(
      "languages", .list(of: .language), "What the flow speaks; the first until the caller chooses", isNeeded: true),
    Setting(
      "anywhere", .entries("^[0-9*#A-D]$", .part("destination")),
      "Keys that work in every step that hears keys: each leads to a step, or is repeat or back"),
    Setting("defaults", .mapping(defaults), "What steps need not say themselves: waiting times and outcomes"),
    Setting("fax", .part("destination"), "Where a fax machine goes that calls"),
    Setting(
      "time-zone", .form("^[^\\s]+$"),
      "Whose clocks now, today, hour and weekday read, such as Europe/Madrid. Needed where the schedules do not share one"
    ),
    Setting(
      "inputs", .entries(Shape.namePattern, .valueType), "What a flow that another runs is handed, by name and type"),
    Setting("start", .name, "The first step", isNeeded: true),
    Setting(
      "steps", .entries(Shape.namePattern, .either([.word(["hang-up"])] + StepSchema.references)),
      "The steps by their names; each has one action", isNeeded: true),
  ]

  /// The waiting times of every step, and every outcome.
  private static let defaults: [Setting] =
    StepSchema.times + FlowDefaults.outcomeNames.map { StepSchema.outcome($0) }

  /// Where an outcome leads.
  private static let destination = Shape.either([
    .name,
    .mapping([
      Setting("go", .name, "The step to go to, or hang-up", isNeeded: true),
      Setting("set", .assignments, "Values to keep on the way"),
      Setting("reason", .text, "Why the caller calls, for the record and the agent; the last one counts"),
      Setting("tag", .text, "A word that the call's record gets"),
    ]),
  ])

  static let followUp = Shape.mapping([
    Setting("owner", .text, "Who sees to it: an expression such as call.agent, or a name in quotes"),
    Setting("queue", .name, "The queue whose agents see to it"),
    Setting("reason", .text, "Why, in a word; a message whose reason is complaint is kept as a complaint"),
    Setting("due", .duration, "By when somebody has to see to it"),
    Setting("note", .text, "An expression: what whoever sees to it should know"),
  ])

  /// Whether conversations are recorded.
  static let recording = Shape.either([
    .word(["no"]),
    .mapping([
      Setting("keep", .duration, "How long a recording is kept, 1h at least"),
      Setting("announce", .name, "The prompt that tells callers that they are recorded"),
    ]),
  ])

  /// What one who waits is told.
  static let announce = Shape.mapping([
    Setting("first", .duration, "After so long in the queue the caller is told for the first time"),
    Setting("every", .duration, "And then so often, 5s or more"),
    Setting("place", .word(Announcements.Place.allCases.map(\.rawValue)), "Whether the place is told"),
    Setting("wait", .yesNo, "Whether the expected wait is told, in minutes"),
  ])
}

extension Shape {
  /// The types of values.
  static let valueType = form("^(text|number|yes-no|date|time|money [A-Z]{3})$")

  /// `set: {name: expression}`.
  static let assignments = Shape(type: "object")
    .with(
      "properties",
      .object([
        JSONTree.Member("priority", Shape.word(Priority.allCases.map(\.rawValue)).tree),
        JSONTree.Member("reason", Shape.text.tree), JSONTree.Member("tag", Shape.text.tree),
      ])
    )
    .with("propertyNames", .object([JSONTree.Member("pattern", .text(namePattern))]))
    .with("additionalProperties", Shape.text.tree).with("minProperties", .number(1))

  /// Names and expressions: `send`, `with`, `needs`.
  static let values = entries(namePattern, .text)
}
