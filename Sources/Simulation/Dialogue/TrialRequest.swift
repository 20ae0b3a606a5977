package import CallFlows

/// One line that somebody types while a flow is tried out.
package enum TrialRequest: Sendable, Equatable {
  case press([Key])
  /// Nothing typed: time passes until something happens.
  case passTime
  case keys
  case hangUp
  case wait(Duration)
  case say(String)
  /// `nil`: the queue in which the caller waits, or all.
  case staff(TrialStaff, QueueName?)
  case agentLeaves
  case trace
  case help
  /// None of these; a sentence with the remedy.
  case unclear(String)

  static let manual = [
    "keys and Enter      press them: 1, 1234567#",
    "Enter               time passes until something happens",
    ":keys               which keys do something now",
    ":wait 30s           time passes: 500ms, 30s, 5m, 1h",
    ":say WORDS          speak, while a message is recorded",
    ":agent free         an agent is free and picks up; also busy, none, leaves, and a queue's name behind",
    ":trace              the way of the call so far, as its record tells it",
    ":hang-up            the caller hangs up",
    ":help               this",
  ]

  /// - Parameter duration: reads a time with a unit, as flows write it.
  package init(_ line: String, duration: (String) -> Duration?) {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first else {
      self = .passTime
      return
    }
    guard first.hasPrefix(":") else {
      let keys = words.joined().map(Key.init(rawValue:))
      let known = keys.compactMap { $0 }
      self =
        known.count == keys.count ? .press(known) : .unclear("a telephone has the keys 0-9 * # A-D; :help tells more")
      return
    }
    let rest = Array(words.dropFirst())
    switch first {
    case ":keys": self = .keys
    case ":hang-up": self = .hangUp
    case ":trace": self = .trace
    case ":help": self = .help
    case ":say" where !rest.isEmpty: self = .say(rest.joined(separator: " "))
    case ":say": self = .unclear("what does the caller say? `:say My name is Ana`")
    case ":wait":
      self = rest.first.flatMap(duration).map { .wait($0) } ?? .unclear("how long? `:wait 30s`, with its unit")
    case ":agent": self = Self.agent(rest)
    default:
      let mend = Suggestion.mend(
        for: first, among: [":keys", ":hang-up", ":trace", ":help", ":say", ":wait", ":agent"])
      self = .unclear("there is no \(first)\(mend.isEmpty ? "; :help tells what there is" : "; \(mend)")")
    }
  }

  private static func agent(_ words: [String]) -> TrialRequest {
    let queue = words.dropFirst().first.map { QueueName($0) }
    switch words.first {
    case "free": return .staff(.free(1), queue)
    case "none": return .staff(.free(0), queue)
    case "busy": return .staff(.busy, queue)
    case "full": return .staff(.full, queue)
    case "leaves": return .agentLeaves
    default: return .unclear("`:agent free`, `:agent busy`, `:agent none` or `:agent leaves`")
    }
  }
}
