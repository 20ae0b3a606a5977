/// Asks the caller the questions of a survey: `survey`.
package struct SurveyAction: Sendable, Equatable {
  /// Answers that somebody has to see to.
  package struct Low: Sendable, Equatable {
    /// By question: an answer below this is low.
    package var below: [VariableName: Int]
    package var followUp: FollowUp

    package init(below: [VariableName: Int], followUp: FollowUp) {
      self.below = below
      self.followUp = followUp
    }
  }

  package var survey: SurveyName
  /// No caller is asked more often.
  package var onePer: Duration?
  /// So many of a hundred callers are asked; `nil`: all.
  package var share: Int?
  package var low: Low?
  package var then: Destination

  package init(
    survey: SurveyName, onePer: Duration? = nil, share: Int? = nil, low: Low? = nil, then: Destination
  ) {
    self.survey = survey
    self.onePer = onePer
    self.share = share
    self.low = low
    self.then = then
  }
}
