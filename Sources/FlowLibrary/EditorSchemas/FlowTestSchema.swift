/// Tests of flows: `CallFlows/tests/*.yaml`.
enum FlowTestSchema {
  static let content = SchemaContent(
    root: .mapping(settings), parts: lines.map { JSONTree.Member("line-\($0.doing)", $0.shape.tree) })

  private static let settings: [Setting] = [
    Setting("test", .text, "What the test is about, in a sentence of its own", isNeeded: true),
    Setting("at", .text, "When the call comes: 2026-12-24 15:00, perhaps with a time zone behind it", isNeeded: true),
    Setting("to", .text, "The number that is dialled", isNeeded: true),
    Setting("from", .text, "Who calls; without it anonymous"),
    Setting(
      "agents", .entries(Shape.namePattern, .digits("^([0-9]+|busy|full)$")),
      "How many agents of a queue are free; 0: nobody is signed in; busy: all talk; full: as many wait as may"),
    Setting(
      "lookups",
      .entries(Shape.namePattern, .either([.word(["missing", "failed"]), .entries(Shape.namePattern, .text)])),
      "What resources answer: failed, missing, or all their fields"),
    Setting(
      "surveyed", .entries(Shape.namePattern, .duration),
      "How long ago this caller was asked the questions of a survey; without it never"),
    Setting(
      "talk", .onlyList(of: .either(lines.map { .part("line-\($0.doing)") })), "What happens, line by line",
      isNeeded: true),
  ]

  private static let lines = FlowTestLineReader.doings.map { doing in
    (doing: doing, shape: Shape.mapping(lineSettings[doing] ?? []))
  }

  private static func doing(_ key: String, _ shape: Shape, _ description: String) -> Setting {
    Setting(key, shape, description, isNeeded: true)
  }

  private static let lineSettings: [String: [Setting]] = [
    "hears": [
      doing("hears", .name, "This prompt begins"), Setting("in", .language, "In this language"),
      Setting("saying", .text, "With these among its words, whatever their case"),
    ],
    "presses": [doing("presses", .digits(Shape.keysPattern), "Keys, in quotes: \"12#\"")],
    "waits": [doing("waits", .duration, "Time passes; what plays meanwhile need not be named")],
    "says": [doing("says", .text, "The caller speaks, after the tone of a message")],
    "queued": [
      doing("queued", .name, "The caller waits in this queue"),
      Setting("place", .count(1...100_000), "In this place"),
      Setting("needs", .values, "With these needs: {language: pl}"),
    ],
    "connected": [doing("connected", .word(["agent"]), "An agent picks up")],
    "agent-leaves": [doing("agent-leaves", .word(["yes"]), "The agent hangs up")],
    "hangs-up": [doing("hangs-up", .word(["yes"]), "The caller hangs up")],
    "keeps": [doing("keeps", .entries("^.+$", .text), "What was kept under a name, as text: {order: \"1234567\"}")],
    "ends": [
      doing("ends", .word(FlowTestLineReader.endings), "How the call ends, or what it has come to"),
      Setting("promised", .date, "Of a callback: not before the opening on that day"),
      Setting("to", .text, "Of a transfer: whom the caller talks with"),
    ],
    "then": [doing("then", .word(["anything"]), "Whatever plays until the next line need not be named")],
  ]
}
