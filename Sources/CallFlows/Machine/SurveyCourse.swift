/// How far a caller has got with a survey.
struct SurveyCourse: Sendable {
  var step: Step
  var action: SurveyAction
  var survey: Survey
  /// Of the question that is asked now.
  var index = 0
  /// How often it was asked already.
  var repetitions = 0
  var answers: [VariableName: FlowValue] = [:]

  var question: SurveyQuestion? { index < survey.questions.count ? survey.questions[index] : nil }

  /// Whether one of the answers is what somebody has to see to.
  var isLow: Bool {
    (action.low?.below ?? [:]).contains { name, limit in
      if case .number(let number) = answers[name] { number < limit } else { false }
    }
  }

  /// What holds for every question: who does not answer twice is not asked further.
  static let patience = Patience(
    wait: .seconds(6), betweenKeys: .seconds(2), tries: 2, giveUp: Destination(.hangUp))
}

extension SurveyQuestion {
  func grammar(anywhere: Set<Key>) -> KeyGrammar {
    let keys: [String] =
      switch kind {
      case .csat: ["1", "2", "3", "4", "5"]
      case .nps: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "*"]
      case .yesNo: ["1", "2"]
      case .comment: []
      }
    return .choices(Set(keys.compactMap { KeySequence($0) }), commands: anywhere)
  }

  func value(of keys: String) -> FlowValue? {
    switch kind {
    case .csat, .nps: keys == "*" ? .number(10) : Int(keys).map { .number($0) }
    case .yesNo: ["1": .yesNo(true), "2": .yesNo(false)][keys]
    case .comment: nil
    }
  }
}
