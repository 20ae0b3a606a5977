/// What a key, or keys in a row, would do at this point of a call.
package struct KeyMeaning: Sendable, Equatable {
  /// As they are pressed: `1`, `12`, `0-9`.
  package var keys: String
  package var meaning: String
}

extension FlowMachine {
  /// The keys that do something now, the step's own first.
  package var keyMeanings: [KeyMeaning] {
    switch state {
    case .fresh, .between, .confirming, .apologising, .dismissing, .ended: []
    case .asking(let inquiry): inquiry.hearsKeys ? anywhereMeanings(besideDigits: false) : []
    case .speaking(_, let say):
      say.mustHear
        ? [] : anywhereMeanings(besideDigits: false) + [KeyMeaning(keys: "any other", meaning: "skips the words")]
    case .listening(let listening):
      listening.meanings + anywhereMeanings(besideDigits: listening.takesDigits)
    case .queueing:
      (waiting?.action.leave.map { [KeyMeaning(keys: String($0.key.rawValue), meaning: $0.left.inWords)] } ?? [])
        + anywhereMeanings(besideDigits: false)
    case .takingMessage(let message):
      [KeyMeaning(keys: String(message.action.end.rawValue), meaning: "ends the message")]
        + anywhereMeanings(besideDigits: false)
    }
  }

  private func anywhereMeanings(besideDigits: Bool) -> [KeyMeaning] {
    (flow?.anywhere ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }
      .filter { !(besideDigits && $0.key.isDigit) }
      .map { KeyMeaning(keys: String($0.key.rawValue), meaning: $0.value.inWords) }
  }
}

extension Listening {
  fileprivate var takesDigits: Bool {
    switch question {
    case .ask, .telephone: true
    case .menu, .language, .confirmation, .offer, .survey: false
    }
  }

  fileprivate var meanings: [KeyMeaning] {
    switch question {
    case .menu(let menu): Self.meanings(menu.options.mapValues(\.inWords))
    case .language(let choice): Self.meanings(choice.options.mapValues { "speaks \($0)" })
    case .ask(let ask):
      [KeyMeaning(keys: "0-9", meaning: ask.entryInWords)]
        + (ask.end.map { [KeyMeaning(keys: String($0.rawValue), meaning: "ends the entry")] } ?? [])
    case .confirmation:
      [KeyMeaning(keys: "1", meaning: "right"), KeyMeaning(keys: "2", meaning: "keys it again")]
    case .offer: [KeyMeaning(keys: "1", meaning: "right"), KeyMeaning(keys: "2", meaning: "keys another number")]
    case .telephone:
      [KeyMeaning(keys: "0-9", meaning: "a number to call"), KeyMeaning(keys: "#", meaning: "ends the number")]
    case .survey(let question): question.meanings
    }
  }

  private static func meanings(_ options: [KeySequence: String]) -> [KeyMeaning] {
    options.map { KeyMeaning(keys: $0.key.description, meaning: $0.value) }.sorted { $0.keys < $1.keys }
  }
}

extension SurveyQuestion {
  fileprivate var meanings: [KeyMeaning] {
    switch kind {
    case .csat: [KeyMeaning(keys: "1-5", meaning: "answers")]
    case .nps: [KeyMeaning(keys: "0-10", meaning: "answers"), KeyMeaning(keys: "*", meaning: "answers 10")]
    case .yesNo: [KeyMeaning(keys: "1", meaning: "yes"), KeyMeaning(keys: "2", meaning: "no")]
    case .comment(_, let isOptional): isOptional ? [KeyMeaning(keys: "1", meaning: "begins the message")] : []
    }
  }
}

extension Ask {
  fileprivate var entryInWords: String {
    digits.count == 1 ? "an entry of \(digits.lowerBound)" : "an entry of \(digits.lowerBound) to \(digits.upperBound)"
  }
}

extension AnywhereAction {
  var inWords: String {
    switch self {
    case .go(let destination): destination.inWords
    case .repeat: "repeats"
    case .back: "goes back"
    }
  }
}

extension Destination {
  var inWords: String {
    switch target {
    case .step(let name): "→ \(name)"
    case .hangUp: "ends the call"
    }
  }
}
