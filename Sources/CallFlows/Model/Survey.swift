package typealias SurveyName = Name<Survey>

/// Questions to a caller after a conversation.
package struct Survey: Sendable, Equatable {
  package var name: SurveyName
  /// In the order of asking.
  package var questions: [SurveyQuestion]
  package var location: SourceLocation

  package init(name: SurveyName, questions: [SurveyQuestion], location: SourceLocation = .unknown) {
    self.name = name
    self.questions = questions
    self.location = location
  }
}

package struct SurveyQuestion: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// How satisfied: 1 to 5.
    case csat
    /// Whether one would recommend: 0 to 10; `*`, or 1 and 0, is ten.
    case nps
    /// 1 is yes, 2 no.
    case yesNo
    /// What the caller says, of this length at most. `isOptional`: 1 begins, any other key or silence passes on.
    case comment(longest: Duration, isOptional: Bool)
  }

  package var prompt: PromptName
  package var kind: Kind
  /// What keeps the answer.
  package var keep: VariableName
  package var location: SourceLocation

  package init(prompt: PromptName, kind: Kind, keep: VariableName, location: SourceLocation = .unknown) {
    self.prompt = prompt
    self.kind = kind
    self.keep = keep
    self.location = location
  }
}
