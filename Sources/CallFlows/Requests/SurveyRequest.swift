/// Whether a caller may be asked once more; `FlowInput.survey` answers.
package struct SurveyRequest: Sendable, Equatable {
  package var number: RequestNumber
  package var survey: SurveyName
  /// No caller is asked more often.
  package var onePer: Duration

  package init(number: RequestNumber, survey: SurveyName, onePer: Duration) {
    self.number = number
    self.survey = survey
    self.onePer = onePer
  }
}

/// What a caller has answered, all of it or what came before the end.
package struct SurveyAnswers: Sendable, Equatable {
  package var survey: SurveyName
  /// By what the question keeps; a comment is the name of its recording.
  package var answers: [VariableName: FlowValue]
  /// Whether the caller heard the last question to its end.
  package var isWhole: Bool

  package init(survey: SurveyName, answers: [VariableName: FlowValue], isWhole: Bool) {
    self.survey = survey
    self.answers = answers
    self.isWhole = isWhole
  }
}
