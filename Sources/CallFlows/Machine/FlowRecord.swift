package import Redaction

/// One entry of the path a call takes through its flow, for the call's record.
package enum FlowRecord: Sendable, Equatable {
  case visited(StepName, ActionKind)
  /// An entry or a choice, whole.
  case keyed(StepName, KeyedEntry)
  /// A try that passed in silence.
  case silent(StepName)
  /// A try whose keys fit nothing, or whose entry is no good.
  case wrong(StepName)
  /// A value that `keep` or `set` kept.
  case kept(VariableName, KeptValue)
  case languageChosen(Language)
  case reason(String)
  case tagged(String)
  /// The outcome a step ended with, by its name in the language: `then`, `silent`, `give-up`, or a menu's keys.
  case outcome(StepName, String)
  /// A flow runs another, whose steps follow.
  case ran(FlowName)
  /// It is back from there, with this result.
  case returned(FlowName, String)
  /// The caller is asked the questions of this survey.
  case asked(SurveyName)
  /// The caller answered a question of a survey.
  case surveyed(SurveyName, VariableName, FlowValue)
  /// A fax machine called, and was heard in this step.
  case fax(StepName?)
  /// A fault of ours, and the step it hit.
  case fault(StepName?, String)
  /// Always the last entry, and there is exactly one.
  case ended(FlowEnd)
}

/// What a caller keyed.
package enum KeyedEntry: Sendable, Equatable {
  case keys(Redacted<String>)
  /// The entry is secret: not even its length is told.
  case masked
}

/// A value kept during a call.
package enum KeptValue: Sendable, Equatable {
  case value(Redacted<FlowValue>)
  case masked
}

/// How a flow ended.
package enum FlowEnd: Sendable, Equatable {
  /// The flow said `hang-up`.
  case hungUp
  /// The caller hung up, in this step.
  case left(at: StepName?)
  /// A fax machine called a flow that has no `fax`.
  case noFax
  /// Two faults of ours; the caller heard the apology.
  case failed(String)
}

/// The kind of a step's action, by its name in the language.
package enum ActionKind: String, Sendable, Hashable, CaseIterable {
  case say, menu, ask, schedule, set, queue, go, record, choose, run, lookup, transfer, callback, survey, message
  case caseFile = "case"
  case followUp = "follow-up"
  case `return`
  case chooseLanguage = "choose-language"
  case hangUp = "hang-up"
}
