/// A service for tests: short prompts that can be told apart by their tone, short waits, short rings.
enum QuickService {
  struct Prompt: Sendable {
    var name: String
    /// Hertz, in English; in Spanish it is 50 Hz more.
    var frequency: Double
    var seconds: Double
  }

  static let prompts = [
    Prompt(name: "pick-language", frequency: 500, seconds: 0.6),
    Prompt(name: "main-menu", frequency: 700, seconds: 0.8),
    Prompt(name: "order-number", frequency: 900, seconds: 0.5),
    Prompt(name: "sorry", frequency: 1100, seconds: 0.4),
    Prompt(name: "goodbye", frequency: 1300, seconds: 0.4),
    Prompt(name: "long-story", frequency: 1500, seconds: 12),
    Prompt(name: "leave-a-message", frequency: 1700, seconds: 0.5),
    Prompt(name: "thanks", frequency: 1900, seconds: 0.4),
    Prompt(name: "recorded-call", frequency: 1750, seconds: 0.5),
  ]

  /// What the service's own words sound like, in hertz: far from every prompt.
  static let spokenTone = 2500.0

  /// Begins with the languages and the menu.
  static let menu = "300"
  /// Begins with a prompt of 12 s, then asks.
  static let story = "301"
  /// Goes straight to the queue.
  static let line = "302"

  /// Takes a message.
  static let voicemail = "303"
  /// Goes straight to the queue, and the conversation is recorded.
  static let recordedLine = "304"

  static let texts = [
    "CallFlows/quick.yaml": flow,
    "CallFlows/story.yaml": storyFlow,
    "CallFlows/line.yaml": lineFlow,
    "CallFlows/voicemail.yaml": voicemailFlow,
    "CallFlows/recorded.yaml": recordedFlow,
    "CallFlows/queues/support.yaml": queue,
    "Prompts/en/prompts.yaml": words,
    "Prompts/es/prompts.yaml": words,
  ]

  static let flow = """
    flow: quick
    format: 1
    numbers: ["300"]
    languages: [en, es]
    anywhere: {"0": person}
    defaults: {wait: 1s, between-keys: 1s, tries: 2, give-up: person, failed: person}
    start: language
    steps:
      language:
        choose-language: pick-language
        keys: {"1": en, "2": es}
        silent: en
        then: main
      main:
        menu: main-menu
        keys:
          "1": {reason: help, go: agents}
          "2": order
          "9": goodbye
      order:
        ask: order-number
        digits: 4
        keep: order
        then: agents
      person: {reason: person, go: agents}
      agents:
        queue: support
        needs: {language: call.language}
        at-most: 5m
        answered: goodbye
        nobody: sorry
        full: sorry
        timeout: sorry
      sorry: {say: sorry, then: hang-up}
      goodbye: {say: goodbye, then: hang-up}

    """

  static let storyFlow = """
    flow: story
    format: 1
    numbers: ["301"]
    languages: [en, es]
    defaults: {wait: 5s, between-keys: 3s, give-up: agents, failed: agents}
    start: story
    steps:
      story: {say: long-story, then: main}
      main:
        menu: main-menu
        keys: {"1": agents, "2": order}
      order:
        ask: order-number
        digits: 4
        keep: order
        then: agents
      agents: {queue: support, answered: hang-up, nobody: hang-up, full: hang-up, timeout: hang-up}

    """

  static let lineFlow = """
    flow: line
    format: 1
    numbers: ["302"]
    languages: [en, es]
    defaults: {give-up: agents, failed: agents}
    start: agents
    steps:
      agents:
        queue: support
        answered: goodbye
        nobody: hang-up
        full: hang-up
        timeout: hang-up
      goodbye: {say: goodbye, then: hang-up}

    """

  static let voicemailFlow = """
    flow: voicemail
    format: 1
    numbers: ["303"]
    languages: [en, es]
    defaults: {give-up: agents, failed: agents}
    start: message
    steps:
      message:
        record: leave-a-message
        at-most: 30s
        keep: voicemail
        follow-up: {queue: support}
        then: thanks
        empty: nothing
      thanks: {say: thanks, then: hang-up}
      nothing: {say: sorry, then: hang-up}
      agents: {queue: support, answered: hang-up, nobody: hang-up, full: hang-up, timeout: hang-up}

    """

  static let recordedFlow = """
    flow: recorded
    format: 1
    numbers: ["304"]
    languages: [en, es]
    defaults: {give-up: agents, failed: agents}
    start: agents
    steps:
      agents:
        queue: support
        record: {keep: 2d, announce: recorded-call}
        answered: goodbye
        nobody: hang-up
        full: hang-up
        timeout: hang-up
      goodbye: {say: goodbye, then: hang-up}

    """

  static let queue = """
    queue: support
    strategy: longest-idle
    ring: 3s
    wrap-up: 1s
    target: 80% in 20s
    short-abandon: 1s
    at-most: 500
    nobody: wait
    needs: {language: call.language}
    announce: {first: 60s, every: 60s, place: always, wait: no}

    """

  static let words = """
    pick-language: Choose a language.
    main-menu: Choose what you want.
    order-number: Key your order number.
    sorry: We are sorry.
    goodbye: Goodbye.
    long-story: Once upon a time.
    leave-a-message: Please leave a message.
    thanks: Your message is saved.
    recorded-call: This call is recorded.

    """
}
