/// A step that waits for keys, and how far the caller has got with it.
struct Listening: Sendable {
  enum Question: Sendable {
    case menu(Menu)
    case language(ChooseLanguage)
    case ask(Ask)
    /// An entry is read back: 1 right, 2 again. The tries of the `ask` itself are kept beside it.
    case confirmation(Ask, entry: String, value: FlowValue, askTries: Int)
    /// The number to be called back is read to the caller: 1 right, 2 another.
    case offer(CallbackAction, telephone: String, isFirst: Bool)
    /// Another number to be called back.
    case telephone(CallbackAction, isFirst: Bool)
    case survey(SurveyQuestion)
  }

  var step: Step
  var question: Question
  /// Silent and wrong ones so far.
  var tries = 0

  var patience: Patience {
    switch question {
    case .menu(let menu): menu.patience
    case .language(let choice): choice.patience
    case .ask(let ask), .confirmation(let ask, _, _, _): ask.patience
    case .offer(let action, _, _), .telephone(let action, _): action.patience
    case .survey: SurveyCourse.patience
    }
  }

  var isSecret: Bool {
    switch question {
    case .menu, .language, .confirmation, .offer, .telephone, .survey: false
    case .ask(let ask): ask.secret
    }
  }

  func grammar(anywhere: Set<Key>) -> KeyGrammar {
    switch question {
    case .menu(let menu): .choices(Set(menu.options.keys), commands: anywhere)
    case .language(let choice): .choices(Set(choice.options.keys), commands: anywhere)
    case .ask(let ask): ask.grammar(anywhere: anywhere)
    case .confirmation, .offer: .choices([Self.right, Self.again], commands: anywhere)
    case .telephone: .digits(EntryKind.phone.usualDigits, end: .pound, commands: anywhere)
    case .survey(let question): question.grammar(anywhere: anywhere)
    }
  }

  static let right = KeySequence(.one)
  static let again = KeySequence(.two)
}

extension Ask {
  fileprivate func grammar(anywhere: Set<Key>) -> KeyGrammar {
    switch kind {
    case .digits, .date, .time, .phone, .pin, .card: .digits(digits, end: end, commands: anywhere)
    case .amount: .amount(end: end, commands: anywhere)
    case .yesNo: .choices([KeySequence(.one), KeySequence(.two)], commands: anywhere)
    }
  }
}

/// Why a prompt is heard once more.
enum Repetition: Sendable {
  case first, silent, wrong
}

extension Listening {
  /// Everything that is played before the caller is listened to.
  func prompts(_ why: Repetition, languages: [Language], current: Language) -> [PromptReference] {
    switch question {
    case .menu(let menu): return (preface(why) + [menu.prompt]).map { PromptReference($0, in: current) }
    case .ask(let ask): return (preface(why) + [ask.prompt]).map { PromptReference($0, in: current) }
    case .language(let choice):
      let offered = Set(choice.options.values)
      let spoken = languages.filter(offered.contains)
      return (spoken.isEmpty ? [current] : spoken).flatMap { language in
        (preface(why) + [choice.prompt]).map { PromptReference($0, in: language) }
      }
    case .offer(let action, let telephone, let isFirst):
      let wrong = why == .wrong ? [ServicePrompt.wrong.name] : []
      let digits = telephone.compactMap { ServicePrompt(digit: $0)?.name }
      let first = isFirst && why == .first ? [action.prompt] : []
      let service = [ServicePrompt.callbackNumber.name] + digits + [ServicePrompt.callbackConfirm.name]
      return (wrong + first + service).map { PromptReference($0, in: current) }
    case .telephone(let action, let isFirst):
      let first = isFirst && why == .first ? [action.prompt] : []
      return (preface(why) + first + [ServicePrompt.callbackAnother.name]).map { PromptReference($0, in: current) }
    case .survey(let question): return (preface(why) + [question.prompt]).map { PromptReference($0, in: current) }
    case .confirmation(_, let entry, _, _):
      let wrong = why == .wrong ? [ServicePrompt.wrong] : []
      let digits = entry.compactMap(ServicePrompt.init(digit:))
      return (wrong + [.keyed] + digits + [.confirm]).map { PromptReference($0.name, in: current) }
    }
  }

  /// What comes before the prompt: the step's own words for this try, else, after a wrong one, the service's.
  private func preface(_ why: Repetition) -> [PromptName] {
    switch why {
    case .first: []
    case .silent: Self.prompt(ofTry: tries, in: patience.silentPrompts).map { [$0] } ?? []
    case .wrong: [Self.prompt(ofTry: tries, in: patience.wrongPrompts) ?? ServicePrompt.wrong.name]
    }
  }

  private static func prompt(ofTry number: Int, in prompts: [PromptName]) -> PromptName? {
    guard !prompts.isEmpty else { return nil }
    return prompts[min(max(number, 1), prompts.count) - 1]
  }
}

extension ServicePrompt {
  /// The word for a key as it is read back.
  init?(digit: Character) {
    switch digit {
    case "0": self = .zero
    case "1": self = .one
    case "2": self = .two
    case "3": self = .three
    case "4": self = .four
    case "5": self = .five
    case "6": self = .six
    case "7": self = .seven
    case "8": self = .eight
    case "9": self = .nine
    case "*": self = .star
    case "#": self = .pound
    default: return nil
    }
  }
}
