import CallFlows

/// Steps: one shape for each action.
enum StepSchema {
  struct ActionShape: Sendable {
    var action: String
    var shape: Shape
  }

  /// In the order in which people are told of them.
  static let actions = StepReader.actions.map { action in
    ActionShape(action: action, shape: .mapping(settings[action] ?? []))
  }.map { $0.action == "run" ? ActionShape(action: "run", shape: run) : $0 }

  static var references: [Shape] { actions.map { .part("step-\($0.action)") } }

  /// Of everything that hears keys.
  static let times: [Setting] = [
    Setting("wait", .duration, "How long a key is waited for after the prompt, without saying anything: 6s"),
    Setting("between-keys", .duration, "How long the next key of several is waited for: 3s"),
    Setting("tries", .count(1...20), "How many silent and wrong tries there are, together: 3"),
  ]

  /// Also what is said before a repetition, and the end of it.
  private static let patience: [Setting] = times + beforeRepetition

  private static let beforeRepetition: [Setting] = [
    Setting(
      "silent-prompt", .prompts, "Said before the prompt is repeated after a silent try; of a list one for each try"),
    Setting(
      "wrong-prompt", .prompts, "Said before the prompt is repeated after a wrong try; of a list one for each try"),
    outcome("give-up"),
  ]

  static func outcome(_ name: String) -> Setting {
    Setting(name, .part("destination"), descriptions[name] ?? "")
  }

  private static func action(_ key: String, _ shape: Shape, _ description: String) -> Setting {
    Setting(key, shape, description, isNeeded: true)
  }

  private static let settings: [String: [Setting]] = {
    var all = speaking
    for some in [deciding, waiting, asking] { all.merge(some) { first, _ in first } }
    return all
  }()

  private static let speaking: [String: [Setting]] = [
    "say": [
      action("say", .prompts, "Says a prompt, or several one after another"),
      Setting("must-hear", .yesNo, "No key interrupts it, and keys pressed before or meanwhile are forgotten"),
      outcome("then"),
    ],
    "menu": menu + patience,
    "choose-language": languageChoice + patience,
    "ask": ask + patience,
    "record": [
      action("record", .name, "Takes a message: the prompt before the tone"),
      Setting("at-most", .duration, "How long the message may be, from 1s to 1h: 3m"),
      Setting("end", .key, "The key that ends it: \"#\""),
      Setting("beep", .yesNo, "Whether a tone tells the caller to speak: yes"),
      Setting("keep", .name, "Keeps the recording's name under this one"),
      Setting("follow-up", .part("follow-up"), "Whose message it is, and why it is left"),
      outcome("then"), outcome("empty"),
    ],
    "hang-up": [action("hang-up", .word(["yes"]), "Ends the call")],
  ]

  private static let menu: [Setting] = [
    action("menu", .name, "A menu: the prompt that says which keys there are"),
    Setting(
      "keys", .entries(Shape.keysPattern, .part("destination")),
      "Where each key, or several in a row, leads; keys stand in quotes", isNeeded: true),
    outcome("silent"), outcome("wrong"),
  ]

  private static let languageChoice: [Setting] = [
    action("choose-language", .name, "Asks for the language; the prompt is said once in each language offered"),
    Setting("keys", .entries(Shape.keysPattern, .language), "The language of each key", isNeeded: true),
    Setting("silent", .language, "The language of those who press nothing"),
    outcome("then"),
  ]

  private static let ask: [Setting] = [
    action("ask", .name, "Asks for an entry of digits: the prompt that says what to key"),
    Setting("digits", .digits("^[0-9]+( to [0-9]+)?$"), "How many digits: 6, or 6 to 8, from 1 to 64"),
    Setting("type", .form("^(\(entryTypes)|amount [A-Z]{3})$"), "What kind of thing is keyed"),
    Setting("end", .key, "A key that ends the entry and is not part of it: \"#\" or \"*\""),
    Setting("confirm", .yesNo, "Reads the entry back: 1 is right, 2 keys it again"),
    Setting(
      "check", .form("^(luhn|/.+/)$"), "luhn, or a pattern that the whole entry must match, \"/[12][0-9]{5}/\""),
    Setting("secret", .yesNo, "The record shows •••• instead of the entry"),
    Setting("keep", .name, "Keeps the entry under this name, in the call and in its record"),
    outcome("then"), outcome("invalid"), outcome("silent"),
  ]

  private static let callback: [Setting] = [
    action("callback", .name, "Promises to call back: the prompt before the number is read back"),
    Setting("queue", .name, "Who calls back", isNeeded: true),
    Setting("at", .name, "The schedule within whose hours the call is made"),
    Setting("number", .text, "An expression: which number, in place of the caller's"),
    Setting("attempts", .count(1...20), "How often it is tried"),
    Setting("gap", .duration, "After how long it is tried again"),
    outcome("booked"), outcome("refused"), outcome("invalid"), outcome("silent"),
  ]

  private static let entryTypes = EntryKind.words.filter { !$0.contains(" ") }.joined(separator: "|")

  private static let deciding: [String: [Setting]] = [
    "schedule": [
      action("schedule", .name, "Asks a schedule whether it is open"),
      Setting(
        "at", .text,
        "The time to ask about: 30m from now, 17:30, 2026-12-24, 2026-12-24 15:00, or a name that holds one"),
      outcome("open"), outcome("closed"), outcome("holiday"),
    ],
    "choose": [
      action("choose", .onlyList(of: branch), "Takes the first branch that fits"),
      outcome("else"),
    ],
    "set": [action("set", .assignments, "Keeps values of expressions under names"), outcome("then")],
    "go": [
      action("go", .name, "Goes on at another step"),
      Setting("set", .assignments, "Values to keep on the way"),
      Setting("reason", .text, "Why the caller calls, for the record and the agent; the last one counts"),
      Setting("tag", .text, "A word that the call's record gets"),
    ],
    "return": [action("return", .name, "Goes back to the flow that runs this one, with this result")],
  ]

  private static let branch = Shape.mapping([
    Setting("if", .text, "A condition: call.language is \"es\""),
    Setting("share", .percent, "So many of a hundred calls, in place of a condition: 10%"),
    Setting("go", .name, "The step to go to, or hang-up", isNeeded: true),
    Setting("set", .assignments, "Values to keep on the way"),
    Setting("reason", .text, "Why the caller calls, for the record and the agent; the last one counts"),
    Setting("tag", .text, "A word that the call's record gets"),
  ])

  /// Whatever is no setting is the name of a result.
  private static let run = Shape.mapping(
    [
      action("run", .name, "Runs another flow, which comes back with one of its results"),
      Setting("with", .values, "The other flow's inputs: names and expressions"),
      Setting(
        "keep", .either([.list(of: .name), .entries(Shape.namePattern, .name)]),
        "What is kept of what it kept: a name, a list of names, or {mine: theirs}"),
    ], others: Shape.part("destination").described("Where the call goes on after this result"))

  private static let waiting: [String: [Setting]] = [
    "queue": [
      action("queue", .name, "Has the caller wait for an agent of this queue"),
      Setting(
        "needs", .values, "What the agent must have, in place of the queue's own needs: {language: call.language}"),
      Setting(
        "priority", .word(Priority.allCases.map(\.rawValue)), "Who goes first; without it as set said, else the queue"),
      Setting(
        "announce", .part("announce"),
        "What the caller is told while waiting; what is left out stays as the queue has it"),
      Setting("music", .name, "A tune of Prompts/music"),
      Setting("at-most", .duration, "The longest wait; then timeout"),
      Setting(
        "leave", .mapping([Setting("key", .key, "The key", isNeeded: true)]), "The key that leaves the queue, to left"),
      Setting("record", .part("recording"), "Whether the conversation is recorded"),
      Setting("prefer", .word(["same-agent"]), "The agent who talked with the caller within 14 days is asked first"),
      Setting("callback", .anything, later),
      Setting("while-waiting", .anything, later),
      outcome("left"), outcome("answered"), outcome("nobody"), outcome("full"), outcome("timeout"),
    ],
    "callback": callback + patience,
    "survey": [
      action("survey", .name, "Asks the questions of a survey"),
      Setting("one-per", .duration, "No caller is asked more often than once in this time"),
      Setting("share", .percent, "Only so many of the callers who come here are asked: 20%"),
      Setting("low", low, "Answers that somebody has to see to"),
      outcome("then"),
    ],
  ]

  static let later = "Not used by this version yet"

  private static let low = Shape.mapping(
    [Setting("follow-up", .part("follow-up"), "Who sees to it", isNeeded: true)],
    others: Shape.form("^below [0-9]+$").described("Which answers to this question are low: below 3"))

  private static let asking: [String: [Setting]] = [
    "lookup": [
      action("lookup", .name, "Asks a resource of lookups.yaml"),
      Setting("send", .values, "What its places are filled with: names and expressions"),
      Setting("keep", .name, "What it gives is kept under this name and a dot: customer.vip"),
      Setting("wait", .duration, "How long the caller waits for the answer, 60s at most"),
      outcome("found"), outcome("missing"), outcome("failed"),
    ],
    "transfer": [
      action("transfer", .text, "Connects the caller with a SIP address, a number, an agent, or call.agent"),
      Setting("ring", .duration, "How long it rings there, from 1s to 300s: 30s"),
      Setting("caller-id", .text, "The number that is shown there"),
      Setting("supervised", .yesNo, "Whether the caller comes back when nobody answers: yes"),
      outcome("answered"), outcome("busy"), outcome("silent"), outcome("refused"), outcome("failed"),
    ],
    "case": [
      action("case", .word(CaseRequest.Verb.allCases.map(\.rawValue)), "Begins, finds, tells of or adds to a case"),
      Setting("kind", .text, "What kind of case: complaint"),
      Setting("number", .text, "An expression: which case, in place of the caller's"),
      Setting("note", .text, "An expression: what is added to it"),
      Setting("keep", .name, "Keeps the case's number, or, of status, how far it is"),
      outcome("then"), outcome("found"), outcome("missing"),
    ],
    "follow-up": [
      action("follow-up", .part("follow-up"), "Puts somebody down to see to the caller"), outcome("then"),
    ],
    "message": [
      action(
        "message", .word(OutgoingMessage.Way.allCases.map(\.rawValue)), "Sends a message to a program or a person"),
      Setting("to", .text, "The URL, or the e-mail address", isNeeded: true),
      Setting("template", .text, "What the message is called"),
      Setting("send", .values, "The values in it: names and expressions"),
      outcome("sent"), outcome("failed"),
    ],
  ]
}

extension StepSchema {
  /// When each outcome is taken.
  fileprivate static let descriptions = [
    "then": "Where the call goes on",
    "silent": "When the tries are spent and the last was silent; of a transfer, nobody picks up",
    "wrong": "When the tries are spent and the last fitted nothing", "give-up": "When the tries are spent",
    "invalid": "When the tries are spent and the last entry was no good", "open": "When the schedule is open",
    "closed": "When the schedule is closed", "holiday": "When the schedule has a holiday",
    "failed": "After a fault, and where what was asked cannot be had",
    "answered": "When the two have talked and the other side has hung up",
    "nobody": "When nobody who could take the call is signed in",
    "full": "When as many wait as the queue lets wait", "timeout": "When the longest wait has passed",
    "left": "When the caller has pressed the key of leave", "empty": "When nothing was said",
    "else": "When no branch fits", "found": "When there is something", "missing": "When there is nothing to be found",
    "booked": "When the promise is on the disk, and told", "refused": "When nobody calls back or answers there",
    "sent": "When the message is on its way", "busy": "When somebody else is talked to there",
    "callback": "When a callback was chosen while waiting",
  ]
}

extension Shape {
  static let prompts = list(of: .name)
}
